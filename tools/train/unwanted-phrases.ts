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
`);
