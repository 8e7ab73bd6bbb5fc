/** What fraud and unasked advertising say, written by us from the common knowledge of their kinds; none is a copy of a message. */

import { phrasesOf } from './phrases.ts';

export const unwantedPhrases = phrasesOf(`
account|Your {b} account has been suspended|Dear customer, we noticed unusual activity and your account has been limited. Verify your information within 24 hours or your account will be permanently closed.|Verify now
account|Ihr {b} Konto wurde gesperrt|Sehr geehrter Kunde, wir haben ungewöhnliche Aktivitäten festgestellt und Ihr Konto eingeschränkt. Bestätigen Sie Ihre Daten innerhalb von 24 Stunden, sonst wird Ihr Konto endgültig geschlossen.|Jetzt bestätigen
account|Votre compte {b} est suspendu|Cher client, nous avons détecté une activité inhabituelle et votre compte a été limité. Confirmez vos informations sous 24 heures, sinon votre compte sera définitivement fermé.|Confirmer maintenant
account|Su cuenta de {b} ha sido suspendida|Estimado cliente, hemos detectado actividad inusual y su cuenta está limitada. Verifique sus datos en 24 horas o su cuenta será cerrada definitivamente.|Verificar ahora
account|Il tuo conto {b} è stato sospeso|Gentile cliente, abbiamo rilevato attività insolite e il tuo conto è stato limitato. Verifica i tuoi dati entro 24 ore o il conto sarà chiuso.|Verifica ora
account|Sua conta {b} foi bloqueada|Prezado cliente, detectamos uma atividade suspeita e sua conta foi bloqueada. Atualize seus dados em 24 horas para evitar o cancelamento.|Atualizar agora
account|Uw {b} rekening is geblokkeerd|Geachte klant, wij hebben ongebruikelijke activiteit gezien en uw rekening beperkt. Bevestig uw gegevens binnen 24 uur om afsluiting te voorkomen.|Nu bevestigen
mailbox|Your mailbox is almost full|Your mailbox storage has reached 98%. Incoming messages are being held. Upgrade your storage today to keep the same password and avoid deactivation.|Release pending messages
mailbox|Action required: password expires today|The password of your email account expires today. Use the button below to keep your current password. Failure to do so will lead to loss of access. IT helpdesk|Keep my password
mailbox|Ihr Postfach ist voll|Ihr Speicherplatz ist erschöpft und Ihre Nachrichten werden zurückgehalten. Aktualisieren Sie Ihr Postfach, um die Löschung zu vermeiden.|Postfach aktualisieren
mailbox|Votre boîte est pleine|Votre espace est saturé et vos messages sont bloqués. Mettez à jour votre compte pour éviter sa suppression.|Mettre à jour
parcel|Your parcel could not be delivered|Your package {n} is waiting at our depot because a customs fee of 1.99 has not been paid. Pay now to schedule your delivery or the parcel will be returned.|Pay delivery fee
parcel|Ihr Paket konnte nicht zugestellt werden|Ihr Paket {n} wartet auf die Zustellung, da eine Zollgebühr von 1,99 offen ist. Zahlen Sie jetzt, sonst geht die Sendung zurück.|Gebühr bezahlen
parcel|Votre colis est en attente|Votre colis {n} est bloqué car des frais de 1,99 n'ont pas été payés. Réglez maintenant pour recevoir votre livraison.|Payer les frais
parcel|Seu pacote está aguardando|Seu pacote {n} está retido na alfândega. Pague a taxa de 1,99 agora para liberar a entrega.|Liberar entrega
prize|Congratulations! You have been selected|You are the lucky winner of our {b} customer survey. Answer a few short questions and claim your exclusive reward worth 500 today. Only {n} gifts left. Unsubscribe here.|Claim your reward
prize|A present from {b} is waiting|We drew names among our visitors and yours was one of {n}. Tell us your opinion in three questions and only pay the shipping. The present goes to somebody else tomorrow.|Tell your opinion
prize|Herzlichen Glückwunsch! Sie wurden ausgewählt|Sie sind der glückliche Gewinner unserer Umfrage. Beantworten Sie ein paar Fragen und sichern Sie sich Ihr Geschenk im Wert von 500.|Geschenk sichern
document|{p} shared a document with you|A secure document has been shared with you. Sign in with your email and password to view invoice_{n}.pdf. This link will expire in 24 hours.|View document
document|Completed: please review and sign|All parties have completed the document. Payment remittance advice {n} is attached to this secure message. Review document now.|Review document
document|New voice message ({n} sec)|You have received a new voice message from an unknown caller. Listen to the message using the button below. The message will be deleted in 48 hours.|Play message
advance|Business proposal|Dear friend, I am a barrister and I handle the estate of a late client who died without next of kin and left 18.5 million dollars. I seek your consent to present you as the beneficiary. Reply with your full name and telephone number. Treat as strictly confidential.|
advance|Donation to you|You have been chosen for a donation of 2,000,000 by a charity foundation. Contact us urgently with your full name, address and phone number for your claim. God bless you.|
bitcoin|I recorded you|I have access to your device and your accounts. I recorded a video of you through your camera. Send 950 in bitcoin to my wallet within 48 hours or I will send it to all your contacts.|
bitcoin|Your withdrawal of {n} BTC is approved|Your bitcoin mining account has been inactive and your balance is ready for withdrawal. Log in today and confirm your wallet or the funds will be lost.|Withdraw bitcoin
wallet|Verify your {b} wallet|All wallets must be verified according to the new regulation. Confirm your recovery phrase by Friday to avoid suspension of your wallet and your crypto assets.|Verify wallet
payment|You sent a payment of {n}.99|Your payment to an online store has been completed. If you did not authorise this transaction call our helpdesk immediately at +1 888 {n} to cancel and get a refund.|
renewal|Your antivirus subscription has expired|Your {b} protection ended today. Your computer may be infected with viruses. Renew now with 80% discount. Today only.|Renew subscription
renewal|Your {b} membership payment failed|We were unable to process your last payment. Update your billing details now to avoid interruption of your membership.|Update payment
tax|Tax refund notification|After the last annual calculation you are eligible for a tax refund of {n}.50. Submit the refund request and your card details to receive it.|Claim refund
pills|Lose weight without diet|Doctors are stunned by this one weird trick that burns belly fat overnight. No prescription required. Best prices guaranteed. Order today and get free bottles.|Order now
pills|Best meds online, cheap|Save up to 80% on viagra, cialis and more. No prescription, worldwide discreet shipping, 100% satisfaction guaranteed.|Shop now
dating|Lonely women near you|Hi handsome, I saw your profile and I want to meet you tonight. See my private photos and chat with me for free. Adults only.|See photos
loan|Get a loan of up to 50,000 today|No credit check. Instant approval at 2% interest. Apply now and receive cash in your account within 24 hours. Offer ends soon.|Apply now
seo|First page ranking for your website|Hello sir, we can place your website on the first page of search results with guaranteed SEO services at an affordable price. May I send you a quote?|
card|Votre carte {b} sera désactivée|Suite à une mise à jour de sécurité, votre carte doit être réactivée. Cliquez ci-dessous et identifiez-vous pour éviter des frais.|Réactiver
points|Seus pontos {b} vencem hoje|Você tem {n} pontos disponíveis que expiram hoje. Resgate agora seus pontos e troque por prêmios exclusivos.|Resgatar pontos
mailbox|{n} incoming messages are on hold|A fault on the mail server has kept back {n} of your messages since this morning. Choose which to deliver to your inbox or delete. Held messages are removed after three days.|Review held messages
mailbox|Notice: validate ownership of your mailbox|All users of the webmail service are asked to validate the ownership of their account before the server upgrade. Mailboxes that are not validated will be shut down. Email administrator|Validate my mailbox
mailbox|A request to close your account was received|We are processing your request to terminate your email address. If this was a mistake, cancel the request immediately, otherwise all your messages will be lost.|Cancel request
mailbox|Su buzón está lleno|Su correo ha superado el límite de almacenamiento y no podrá enviar ni recibir mensajes. Actualice su cuenta para evitar el bloqueo.|Actualizar buzón
mailbox|La tua casella è quasi piena|La tua casella di posta ha superato il limite e i nuovi messaggi vengono respinti. Aggiorna subito lo spazio per non perdere la posta.|Aggiorna casella
mailbox|Twoja skrzynka jest pełna|Przekroczono limit pojemności skrzynki i nowe wiadomości są wstrzymane. Zaktualizuj konto, aby uniknąć blokady.|Zaktualizuj konto
mailbox|Uw mailbox is vol|Uw opslaglimiet is bereikt en nieuwe berichten worden tegengehouden. Werk uw account vandaag bij om verwijdering te voorkomen.|Account bijwerken
mailbox|メールボックスの容量が不足しています|お客様のメールアカウントの容量が上限に達しました。二十四時間以内に更新しない場合、アカウントは停止されます。|今すぐ更新する
signin|Unusual sign-in activity|We detected something unusual about a recent sign-in to your account from another country. If this was not you, report the user and secure your account. You will be signed out otherwise.|Report the user
signin|Two-step verification has to be activated again|Your authenticator will expire today under our new security policy. Scan or open the link to keep access to your work account. Do not share this message.|Reactivate now
signin|Wir haben einen verdächtigen Zugriff bemerkt|Jemand hat versucht, sich aus einem anderen Land bei Ihrem Konto anzumelden. Bestätigen Sie umgehend Ihre Identität, um eine Sperrung zu verhindern.|Identität bestätigen
signin|Connexion suspecte détectée|Une connexion inhabituelle à votre compte a été détectée. Vérifiez votre identité sans délai pour éviter la suspension de vos services.|Vérifier mon identité
signin|Acceso sospechoso a su cuenta|Hemos detectado un acceso desde un dispositivo desconocido. Por su seguridad, su cuenta quedará bloqueada si no confirma su identidad.|Confirmar identidad
signin|【重要】アカウント情報の確認のお願い|お客様のアカウントに不審なアクセスが確認されました。安全のため一部の機能を制限しております。下記よりご本人確認をお願いいたします。|ご本人確認
signin|【緊急】カードのご利用を一時停止しました|お客様のカードに第三者による不正利用の疑いがあり、ご利用を一時的に停止いたしました。確認がない場合は利用停止となります。|確認する
storage|Your cloud storage is full|Your photos and videos are no longer being saved. Your account will be blocked and all files deleted today unless you renew. As a loyalty bonus you get extra space for only 1.95.|Get more space
storage|Last warning: your photos will be deleted|We tried to renew your storage plan but your payment was declined. Update your payment method to keep your files. Final notice.|Keep my photos
storage|Ihr Cloud-Speicher läuft ab|Ihre Fotos und Videos werden heute gelöscht, da Ihre Zahlung fehlgeschlagen ist. Verlängern Sie jetzt mit 80% Rabatt.|Speicher verlängern
storage|Votre espace de stockage a expiré|Vos photos et vidéos seront supprimées aujourd'hui. Renouvelez votre abonnement avec une remise exceptionnelle.|Renouveler
storage|Seu armazenamento está cheio|Suas fotos serão apagadas hoje porque o pagamento do seu plano foi recusado. Renove agora com desconto especial.|Renovar agora
payroll|Payroll: confirm your direct deposit|Human resources has changed the payroll provider. Sign in with your company password to confirm your bank details before the next pay day, or your salary may be delayed.|Confirm details
payroll|Updated salary structure and bonus list|Dear employee, the management has approved a pay rise for this quarter. See your name in the attached list and acknowledge with your email credentials. Human resources|Open the list
payroll|Neue Gehaltsregelung für alle Mitarbeiter|Im Anhang finden Sie die Liste der Gehaltsanpassungen. Melden Sie sich mit Ihrem Firmenpasswort an, um Ihre Zustimmung zu bestätigen. Personalabteilung|Liste öffnen
scan|Scan_{n} from office copier|A document of {n} pages was scanned and sent to you. Open the attached file and log in with your email to read it. This message was sent from a notification-only address.|Open scan
scan|You have a new fax ({n} pages)|An incoming fax was received on your company line. Preview or download the fax online. The document will be available for seven days.|Preview fax
remit|Remittance copy {n}|Good day, kindly find attached the swift copy of the payment made to your account today as instructed by our customer. Confirm the details so that we proceed. Accounts department|
remit|Purchase order {n} urgent|Dear sir or madam, please find our new purchase order in the attachment and send us your best price and earliest delivery time. We need it very urgently. Best regards, purchasing manager|
remit|Overdue invoice {n}: final reminder|Our records show that the invoice is more than 30 days overdue. Legal action will start tomorrow. Open the statement and pay the outstanding amount to our new bank account.|See statement
toll|Unpaid toll of {n}.40|Our records show an outstanding toll on your vehicle. Settle the balance today to avoid a penalty of 50 and suspension of your registration.|Pay toll
toll|Avis de contravention impayée|Vous avez une amende impayée. Réglez-la aujourd'hui pour éviter une majoration de 375 euros.|Régler l'amende
toll|Multa de tráfico pendiente|Tiene una multa pendiente de pago. Pague hoy con reducción o será enviada a la agencia de cobros.|Pagar multa
toll|Multa pendente: último aviso|Consta em nosso sistema uma multa em seu nome. Pague hoje com desconto para evitar a suspensão da sua carteira de motorista.|Emitir boleto
tax|Steuererstattung von {n},80|Nach der letzten Berechnung Ihres Steuerbescheids steht Ihnen eine Erstattung zu. Geben Sie Ihre Kartendaten ein, um den Betrag zu erhalten.|Erstattung anfordern
tax|Remboursement d'impôt en attente|Après vérification, vous êtes éligible à un remboursement de {n},60. Remplissez le formulaire avec les informations de votre carte.|Obtenir le remboursement
tax|Irregularidade no seu CPF|Identificamos uma pendência em seu cadastro que pode levar ao bloqueio do seu CPF. Regularize agora mesmo para evitar o cancelamento.|Regularizar
tax|Rimborso fiscale di {n},20|A seguito di un controllo hai diritto a un rimborso. Compila il modulo con i dati della carta per riceverlo.|Richiedi rimborso
health|La tua tessera sanitaria sta per scadere|La tessera scade oggi. Aggiorna i tuoi dati e paga le spese di spedizione per ricevere la nuova tessera.|Aggiorna tessera
health|Votre carte vitale doit être renouvelée|Une nouvelle carte est disponible. Complétez vos informations et réglez les frais d'envoi pour continuer à être remboursé.|Commander ma carte
parcel|Su paquete no pudo ser entregado|Su envío {n} está retenido en aduana por una tasa pendiente de 1,99. Pague ahora o el paquete será devuelto.|Pagar tasa
parcel|Il tuo pacco è in giacenza|La spedizione {n} è bloccata per spese doganali non pagate di 1,99. Paga ora per ricevere il pacco.|Paga le spese
parcel|Uw pakket staat vast|Uw zending {n} kon niet worden bezorgd omdat 1,99 invoerkosten niet zijn betaald. Betaal nu om retour te voorkomen.|Kosten betalen
parcel|Twoja paczka czeka na opłatę|Przesyłka {n} została zatrzymana z powodu nieopłaconej należności 1,99. Zapłać teraz, aby ją otrzymać.|Zapłać teraz
parcel|お荷物のお届けについて|ご不在のためお荷物を持ち帰りました。住所の確認ができないため配達できません。下記のリンクから再配達の手続きと手数料のお支払いをお願いします。|再配達を依頼する
prize|You have won a brand new power drill set|Congratulations shopper! You are today's chosen customer. Take our 30-second survey about {b} and get a free set valued at 390. Just pay shipping. Limited quantity. To stop receiving these emails click here or write to PO Box {n}.|Start the survey
prize|Your {b} loyalty reward expires tonight|You have one unclaimed reward. Confirm your details to receive your free gift card worth 100. This offer is only for valued members.|Confirm now
prize|Félicitations ! Vous avez gagné|Vous avez été tiré au sort parmi nos clients fidèles. Répondez à trois questions et recevez votre cadeau, il ne vous reste qu'à payer la livraison.|Recevoir mon cadeau
prize|¡Felicidades! Ha sido elegido|Usted es el ganador de nuestro sorteo para clientes. Responda una breve encuesta y reciba su premio hoy mismo.|Reclamar premio
prize|Parabéns! Você foi sorteado|Você ganhou um brinde exclusivo na nossa pesquisa de satisfação. Restam poucas unidades. Pague apenas o frete.|Resgatar brinde
prize|Complimenti! Hai vinto|Sei stato selezionato tra i nostri clienti. Rispondi al sondaggio e ricevi il premio pagando solo la spedizione.|Ritira il premio
prize|Gratulacje! Zostałeś wybrany|Weź udział w krótkiej ankiecie i odbierz nagrodę. Zapłać tylko za przesyłkę. Oferta ważna do północy.|Odbierz nagrodę
document|Payment advice shared through secure file|{p} from accounting has sent you a protected file. Enter your email address and password to confirm that you are the right recipient. The file expires tomorrow.|Open protected file
document|Vertrauliches Dokument für Sie|Ein Dokument wurde sicher für Sie freigegeben. Melden Sie sich mit E-Mail und Passwort an, um es zu lesen. Der Zugang endet heute.|Dokument öffnen
document|Documento compartido con usted|Ha recibido un documento protegido. Inicie sesión con su correo y contraseña para verlo. El enlace caduca en 24 horas.|Ver documento
social|Your page will be removed for breach of rules|Your page has been reported for violating copyright. It will be permanently disabled unless you appeal within 24 hours. Failure to appeal means the decision is final. Support team|Submit appeal
social|You are eligible for the blue verification badge|Your profile has been approved for verification. Fill in the form with your password to receive the badge. Ignore this and you lose the chance.|Get verified
bitcoin|Ich habe Sie gefilmt|Ich habe Ihr Gerät gehackt und Ihre Kamera benutzt. Überweisen Sie 900 in Bitcoin auf meine Wallet, sonst sende ich das Video an alle Ihre Kontakte. Sie haben 48 Stunden.|
bitcoin|J'ai piraté votre appareil|J'ai installé un logiciel sur votre appareil et je vous ai filmé. Envoyez 900 en bitcoins sur mon portefeuille ou j'envoie la vidéo à vos contacts.|
bitcoin|He grabado tus vídeos|Tengo acceso total a tu dispositivo y te he grabado. Envía 900 en bitcoin a mi cartera en 48 horas o todos tus contactos verán el vídeo.|
wallet|Claim your free tokens before the snapshot ends|The community airdrop is live. Connect your wallet to claim your allocation. Unclaimed tokens will be burned at midnight.|Connect wallet
wallet|Important: security update for your {b} device|A breach may have exposed your recovery phrase. Move to the new firmware and enter your 24 words to protect your assets.|Update device
invest|Earn 4,000 a week with this trading robot|Ordinary people become rich with our new artificial intelligence that trades for you. Register today, deposit only 250 and watch your profit grow. Places are limited.|Register free
invest|Verdienen Sie von zu Hause|Mit unserer neuen Handelsplattform verdienen Sie tausende Euro im Monat. Nur 250 Einsatz. Melden Sie sich an, bevor die Plätze weg sind.|Jetzt anmelden
casino|200 free spins are waiting|Welcome bonus up to 1,500 and 200 free spins without deposit. Play now, win big and withdraw instantly.|Play now
casino|200 Freispiele nur heute|Ihr Willkommensbonus bis 1.500 wartet. Ohne Einzahlung spielen und sofort gewinnen.|Jetzt spielen
cure|Doctors hate this: ringing in the ears gone overnight|A simple kitchen trick stops the ringing in your ears and restores your hearing. Watch the video before it is taken down. Special discount today.|Watch the video
cure|Blood sugar under control without medicine|This ancient ritual drops your blood sugar naturally. Thousands of people have thrown away their pills. Not sold in stores. Order while supplies last.|See the ritual
cure|Say goodbye to toenail fungus|The root cause was discovered and it is not what you think. Do this every night before bed. Big pharma does not want you to know.|Learn the secret
sale|Tactical flashlight, 75% off, today only|The brightest flashlight used by special forces is finally available to everybody. Free shipping. Stock is almost gone.|Order yours
sale|Never clean your gutters again|Protect your home with our guard system. Get a free estimate and save 60% on installation. Limited time for homeowners in your area. Unsubscribe or write to Suite {n}.|Free estimate
sale|Drivers in your state save 700 a year|New rule: you may overpay for your car insurance. Compare rates in two minutes with no obligation.|Compare rates
sale|Luxury watches, replica quality|Perfect copies of famous watches and handbags at 90% off. Worldwide delivery, satisfaction guaranteed.|Visit shop
job|Work from home, 500 a day|We found your resume and would like to hire you part time without experience. Flexible hours, weekly pay. Contact our manager on the messenger number {n} to begin.|
job|Part-time assistant wanted|Hello, our company seeks a payment agent in your country. You receive transfers and keep ten percent. Reply with your name, age and telephone number.|
advance|Ihre Erbschaft|Sehr geehrter Herr, ich bin Anwalt und vertrete den Nachlass eines verstorbenen Kunden, der 18,5 Millionen hinterließ und Ihren Nachnamen trug. Antworten Sie streng vertraulich.|
advance|Proposition d'affaires confidentielle|Bonjour, je suis gravement malade et je souhaite faire don de ma fortune de 2.500.000 euros à une personne honnête. Répondez-moi vite à mon adresse privée. Que Dieu vous bénisse.|
advance|Propuesta de herencia|Estimado amigo, soy el abogado de un cliente fallecido sin herederos que dejó 12 millones. Necesito su colaboración confidencial. Responda con su nombre completo y teléfono.|
advance|Compensation fund approved|The committee has approved a compensation payment of 1.5 million in your name which will be delivered by ATM card. Contact the paying bank with your full data and the delivery fee.|
advance|Good day|Good day to you, how are you and your family? I got your contact from a directory. I have an important investment I want to discuss with you. Please write back for more details.|
lists|Email list of decision makers|Hi, would you be interested in our verified database of decision makers in your industry? We offer names, phone numbers and email addresses for your marketing campaigns. Let me know your target criteria.|
lists|Your website has errors|Hello, I was on your website and found many errors that keep you from getting clients. We are a team of developers and can redesign it at a low price. Can I send the quote and proposal?|
lists|Business funding of up to 250,000|Hello, your business has been pre-approved for working capital. Low rate, no collateral. Reply with your phone number and I will call you today.|
domain|Your domain name expires today|This is the final notice for your domain registration. Your website and emails will stop working. Act immediately to renew at the rate of 289.|Renew domain
domain|Ihre Domain läuft ab|Ihre Domain konnte nicht verlängert werden, da die Zahlung fehlgeschlagen ist. Zahlen Sie jetzt 8,99, sonst wird die Website abgeschaltet.|Domain verlängern
domain|Votre nom de domaine est suspendu|Le renouvellement de votre domaine a échoué. Régularisez le paiement pour éviter la suppression de vos adresses.|Régulariser
renewal|Ihr Virenschutz ist abgelaufen|Ihr Computer ist nicht mehr geschützt und es wurden fünf Viren gefunden. Verlängern Sie heute mit 80% Rabatt.|Schutz verlängern
renewal|Votre abonnement {b} a été suspendu|Votre dernier paiement a été refusé. Mettez à jour vos informations de paiement dans les 48 heures.|Mettre à jour
renewal|Su suscripción de {b} ha sido cancelada|No pudimos procesar su último pago. Actualice su tarjeta ahora para no perder el acceso.|Actualizar tarjeta
renewal|Sua assinatura {b} foi suspensa|Não conseguimos processar o pagamento da sua assinatura. Atualize o cartão agora para continuar.|Atualizar pagamento
renewal|Order confirmation: {b} protection, 399.99|Thank you for renewing your {b} plan. 399.99 will be charged to your account within 24 hours. Did not order this? Call our billing team at +1 805 {n} to cancel. Invoice number {n}.|
card|Tu tarjeta ha sido limitada|Por motivos de seguridad, tu tarjeta ha sido bloqueada temporalmente. Accede y actualiza tus datos para reactivarla.|Reactivar tarjeta
card|La tua carta è stata bloccata|Abbiamo sospeso la carta per un'operazione anomala. Accedi al modulo per confermare i dati e riattivarla.|Riattiva carta
card|Ihre TAN-App muss erneuert werden|Ab sofort gilt ein neues Sicherheitsverfahren. Ohne Aktualisierung wird Ihr Zugang zum Online-Banking gesperrt.|Jetzt erneuern
card|Seu cartão foi bloqueado|Uma compra não reconhecida foi feita com seu cartão. Acesse o link e confirme seus dados para desbloquear.|Desbloquear cartão
card|Ditt bankkort har spärrats|Vi har upptäckt ovanlig aktivitet och ditt kort är spärrat. Bekräfta dina uppgifter för att låsa upp kortet.|Bekräfta uppgifter
dating|Une femme seule près de chez toi|Salut, j'ai vu ton profil et je veux te rencontrer ce soir. Regarde mes photos privées et discute avec moi gratuitement.|Voir les photos
dating|Einsame Frauen in deiner Nähe|Hallo Süßer, ich habe dein Profil gesehen und möchte dich heute Abend treffen. Schau dir meine privaten Fotos an.|Fotos ansehen
pills|Potenzmittel ohne Rezept|Sparen Sie bis zu 80% auf Markenmedikamente. Diskreter Versand, keine Fragen, Zufriedenheit garantiert.|Zum Shop
loan|Schneller Kredit ohne Auskunft|Bis zu 50.000 sofort auf Ihr Konto, auch bei schlechter Bonität. Nur 2% Zinsen. Antworten Sie mit Name und Telefonnummer.|
loan|Empréstimo liberado para você|Crédito pré-aprovado de até 30.000 mesmo com nome negativado. Sem consulta, dinheiro na conta hoje.|Solicitar agora
`);
