/** What is asked for and what is not, in words of the tests' own: kind, language, text. */

const asked = `
gift-cards|en|Are you free right now? Get me three Amazon cards at the supermarket, {n} each. When you have them, reply with the codes on the back. I am in a meeting and will explain later.
gift-cards|en|I need a favour that stays between us: we want to thank some clients. Purchase Google Play gift cards for {n} dollars and send me the codes.
gift-cards|en|Could you run to the shop for me? I need iTunes vouchers. Scratch off the silver, take a picture of each and mail it. You will be reimbursed.
gift-cards|de|Haben Sie einen Moment? Kaufen Sie bitte vier Amazon-Gutscheine über je {n} Euro und schicken Sie mir die Codes. Behalten Sie das für sich, es ist eine Überraschung.
gift-cards|de|Ich bin in einer Sitzung und kann nicht sprechen. Ich brauche Steam-Karten für einen Kunden. Kannst du sie gleich holen und mir die Nummern mailen?
gift-cards|fr|Peux-tu me rendre service ? Il me faut des cartes Amazon pour {n} euros. Va les acheter et envoie-moi une photo des codes, je suis en conférence.
gift-cards|fr|Je voudrais récompenser l'équipe, mais que cela reste entre nous. Pouvez-vous acheter quatre cartes cadeaux et me communiquer les codes ?
gift-cards|es|¿Puedes hacerme un recado? Compra unas tarjetas de Amazon por {n} euros y envíame los códigos. No lo comentes con nadie.
gift-cards|es|Estoy ocupado con un cliente. Hacen falta tarjetas de iTunes, adquiérelas hoy y mándame los números, te devuelvo el dinero el lunes.
gift-cards|it|Mi fai un favore? Compra delle carte Amazon da {n} euro e inviami i codici. Resti tra noi, è una sorpresa.
gift-cards|it|Sono occupato con un cliente. Servono buoni iTunes: li acquisti oggi e mi mandi i numeri, la rimborso lunedì.
gift-cards|nl|Kun je iets voor me doen? Haal een paar Amazon-kaarten van {n} euro en stuur me de codes. Vertel het aan niemand.
gift-cards|nl|Ik zit bij een klant. Er zijn Steam-kaarten nodig; koop ze vandaag en mail mij de nummers, je krijgt het geld terug.
gift-cards|pt|Fazes-me um favor? Compra uns cartões Amazon de {n} euros e manda-me os códigos. Não contes a ninguém.
gift-cards|pt|Estou com um cliente. São precisos vales da Google Play: compre-os hoje e envie-me os números, devolvo o dinheiro na segunda.
gift-cards|pl|Zrobisz coś dla mnie? Kup karty Amazon po {n} zł i wyślij mi kody. Nie mów o tym nikomu.
gift-cards|pl|Jestem u klienta. Potrzebne są karty Steam, proszę je dziś kupić i przesłać mi numery, pieniądze oddam w poniedziałek.
bank-change|en|Please note that as of today we work with a different bank. All payments must go to the account on the attached letter. Do not use the former one.
bank-change|en|Your last payment has come back because our account is under review. Please pay invoice {n} to our other account instead; I attach the details.
bank-change|de|Bitte beachten Sie, dass wir ab sofort mit einer anderen Bank arbeiten. Zahlungen richten Sie bitte an die IBAN im Anhang und nicht mehr an die frühere.
bank-change|de|Ihre letzte Zahlung kam zurück, da unser Konto geprüft wird. Bitte zahlen Sie die Rechnung {n} auf unser anderes Konto, die Daten füge ich bei.
bank-change|fr|Veuillez noter que nous travaillons désormais avec une autre banque. Les paiements doivent être faits sur l'IBAN de la lettre jointe et non plus sur l'ancien.
bank-change|fr|Votre dernier virement nous est revenu, car notre compte fait l'objet d'un contrôle. Réglez la facture {n} sur notre second compte.
bank-change|es|Les informamos de que desde hoy trabajamos con otro banco. Los pagos deben hacerse al IBAN de la carta adjunta y ya no al anterior.
bank-change|es|Su último pago ha sido devuelto porque nuestra cuenta está en revisión. Paguen la factura {n} en nuestra otra cuenta.
bank-change|it|Vi informiamo che da oggi lavoriamo con un'altra banca. I pagamenti vanno fatti sull'IBAN della lettera allegata e non più sul precedente.
bank-change|it|Il vostro ultimo bonifico è tornato indietro perché il nostro conto è sotto verifica. Pagate la fattura {n} sull'altro nostro conto.
bank-change|nl|Wij werken vanaf vandaag met een andere bank. Betalingen moeten naar het IBAN in de bijgevoegde brief en niet meer naar het oude.
bank-change|nl|Uw laatste betaling kwam terug omdat onze rekening wordt gecontroleerd. Betaal factuur {n} op onze andere rekening.
bank-change|pt|Informamos que a partir de hoje trabalhamos com outro banco. Os pagamentos devem ser feitos para o IBAN da carta em anexo e não para o anterior.
bank-change|pt|O vosso último pagamento foi devolvido porque a nossa conta está em auditoria. Paguem a fatura {n} para a nossa outra conta.
bank-change|pl|Informujemy, że od dziś współpracujemy z innym bankiem. Płatności prosimy kierować na IBAN z załączonego pisma, a nie na poprzedni.
bank-change|pl|Państwa ostatnia płatność wróciła, ponieważ nasze konto jest sprawdzane. Prosimy zapłacić fakturę {n} na nasze drugie konto.
salary-change|en|Could you change where my pay goes? My bank account was compromised, I opened a new one. Which form do you need so that the salary of this month arrives there?
salary-change|de|Können Sie bitte meine Bankverbindung für die Lohnzahlung ändern? Ich habe ein neues Konto. Wann muss es bei Ihnen sein, damit der Lohn dieses Monats dort eingeht?
salary-change|fr|Pouvez-vous changer mon RIB pour le versement de la paie ? J'ai ouvert un nouveau compte. Est-ce possible pour ce mois ?
salary-change|es|¿Puede cambiar mi cuenta para el sueldo? He abierto una nueva. ¿Llegamos a tiempo para este mes?
salary-change|it|Può cambiare il mio IBAN per lo stipendio? Ho aperto un nuovo conto. Facciamo in tempo per questo mese?
salary-change|nl|Kunt u mijn rekeningnummer voor het loon wijzigen? Ik heb een nieuwe rekening. Lukt dat nog voor deze maand?
salary-change|pt|Pode alterar o meu IBAN para o ordenado? Abri uma conta nova. Ainda vamos a tempo este mês?
salary-change|pl|Czy mogą Państwo zmienić moje konto do wynagrodzenia? Mam nowe konto. Czy zdążymy jeszcze w tym miesiącu?
secret-payment|en|Are you in the office? There is a payment of {n} USD that has to leave our account before noon. The matter is sensitive, speak to nobody about it.
secret-payment|en|We are closing a deal abroad and I want you to take care of it personally. How soon can you wire {n} EUR? Write to this address only.
secret-payment|de|Sind Sie am Platz? Eine Zahlung von {n} Euro muss noch vor zwölf hinausgehen. Die Sache ist heikel, sprechen Sie mit niemandem darüber.
secret-payment|de|Wir kaufen ein Unternehmen im Ausland. Wie schnell können Sie {n} Euro überweisen? Das bleibt vertraulich, bis der Vertrag unterschrieben ist.
secret-payment|fr|Êtes-vous à votre poste ? Un paiement de {n} euros doit partir avant midi. L'affaire est délicate, n'en parlez à personne.
secret-payment|fr|Nous rachetons une société à l'étranger. Dans quel délai pouvez-vous faire un virement de {n} euros ? Cela reste confidentiel jusqu'à la signature.
secret-payment|es|¿Está en su puesto? Un pago de {n} euros tiene que salir antes del mediodía. El asunto es delicado, no hable de ello con nadie.
secret-payment|es|Compramos una empresa en el extranjero. ¿En cuánto tiempo puede hacer una transferencia de {n} euros? Es confidencial hasta la firma.
secret-payment|it|È alla sua postazione? Un pagamento di {n} euro deve partire prima di mezzogiorno. La cosa è delicata, non ne parli con nessuno.
secret-payment|it|Stiamo comprando una società estera. In quanto tempo può fare un bonifico di {n} euro? Resta riservato fino alla firma.
secret-payment|nl|Zit u op uw plek? Er moet voor twaalf uur een betaling van {n} euro de deur uit. Het ligt gevoelig, praat er met niemand over.
secret-payment|nl|Wij nemen een bedrijf in het buitenland over. Hoe snel kunt u {n} euro overboeken? Het blijft vertrouwelijk tot de handtekening.
secret-payment|pt|Está no seu lugar? Um pagamento de {n} euros tem de sair antes do meio-dia. O assunto é delicado, não fale com ninguém.
secret-payment|pt|Estamos a comprar uma empresa no estrangeiro. Em quanto tempo consegue fazer uma transferência de {n} euros? É confidencial até à assinatura.
secret-payment|pl|Czy jest Pan na miejscu? Płatność na {n} EUR musi wyjść przed południem. Sprawa jest delikatna, proszę z nikim nie rozmawiać.
secret-payment|pl|Kupujemy spółkę za granicą. Jak szybko może Pani przelać {n} EUR? Do podpisania umowy to poufne.
bank-change|en|Please use the following account for the payment instead of the account on our invoices.
bank-change|en|Our usual account cannot receive payments at present; please pay invoice {n} to the attached IBAN.
bank-change|en|Our account has been frozen because of a tax audit. Kindly hold the payment and ask us for the details.
bank-change|en|We have changed our bank account. Please remit all payments there.
bank-change|en|Please send the payment from your account to our new account only.
bank-change|es|Haga el pago desde su cuenta a nuestra nueva cuenta.
bank-change|de|Unser übliches Konto ist zurzeit gesperrt. Bitte überweisen Sie die Rechnung {n} an die IBAN im Anhang.
bank-change|de|Unsere Kontonummer hat sich geändert, bitte zahlen Sie nur noch dorthin.
bank-change|fr|Notre compte habituel est bloqué, merci de régler la facture {n} sur le RIB joint.
bank-change|fr|Notre compte a changé. Merci de faire vos paiements sur le RIB ci-joint.
bank-change|es|Nuestra cuenta habitual está bloqueada. Pague la factura {n} al IBAN adjunto.
bank-change|es|Hemos cambiado nuestra cuenta bancaria. Haga los pagos al IBAN adjunto.
bank-change|it|Il nostro conto abituale è bloccato. Vi preghiamo di pagare la fattura {n} sull'IBAN allegato.
bank-change|it|Abbiamo cambiato il nostro conto. I pagamenti vanno all'IBAN allegato.
bank-change|nl|Onze gebruikelijke rekening is geblokkeerd. Betaal factuur {n} op het IBAN in de bijlage.
bank-change|nl|Wij hebben onze bankrekening gewijzigd. Graag de betalingen naar het IBAN in de bijlage.
bank-change|pt|A nossa conta habitual está bloqueada. Pague a fatura {n} para o IBAN em anexo.
bank-change|pt|Alterámos a nossa conta bancária. Os pagamentos devem ir para o IBAN em anexo.
bank-change|pl|Nasze dotychczasowe konto jest zablokowane. Prosimy zapłacić fakturę {n} na IBAN z załącznika.
bank-change|pl|Zmieniliśmy nasze konto bankowe. Prosimy o płatności na IBAN z załącznika.
`;

const notAsked = `
en|We had a lovely meeting today and talked about the new project. The budget is {n} EUR, the payment plan is attached. Please call me if anything is unclear.
en|Your order {n} has shipped. You paid with a gift card; the remaining balance is shown in your account.
en|Our office has moved: please note our new address and telephone number. Our bank details remain the same, invoices are paid as before.
en|Please do not share this code with anyone: 482100. We will never call you about it. If you did not sign in, change your password.
en|The salary survey for this year is out. See how pay has changed in your industry, and register for the webinar today.
en|You have a new payment method in your account. The card ending in 4821 was added today. Was it not you? Contact us.
en|Thanks for your application. I have updated my calendar; can we talk on Monday about salary and start date?
de|Anbei die neue Preisliste. Die Rechnung {n} zahlen Sie bitte wie gewohnt innerhalb von 14 Tagen auf unser Konto.
de|Ihr Gutschein für den nächsten Einkauf: Geben Sie den Code WINTER an der Kasse ein und sparen Sie heute 20 Euro.
de|Wir haben unsere Telefonanlage umgestellt und sind heute nicht erreichbar. Ihre Zahlung ist eingegangen, vielen Dank.
de|Unsere Kontodaten finden Sie unverändert auf der Rechnung. Bei Fragen zur Zahlung rufen Sie uns bitte an.
fr|Votre facture {n} est disponible dans votre compte. Le paiement sera prélevé le 5 du mois. Pour changer de moyen de paiement, connectez-vous.
fr|Offre du jour : pour l'achat d'une carte cadeau, nous vous offrons {n} points. Votre code est valable un an.
es|Su factura {n} ya está en su cuenta de cliente. El pago se cargará el día 5. Puede cambiar su forma de pago en la web.
es|Hoy tenemos una reunión sobre el presupuesto. El pago de {n} euros al proveedor ya salió la semana pasada.
it|La fattura {n} è nella sua area clienti. Il pagamento sarà addebitato il 5. Può cambiare metodo di pagamento sul sito.
it|Oggi siamo in riunione per il bilancio. Il bonifico di {n} euro al fornitore è partito la settimana scorsa.
nl|Factuur {n} staat in uw account. Het bedrag wordt op de 5e afgeschreven. U kunt uw betaalmethode op de website wijzigen.
nl|Vandaag vergaderen we over de begroting. De betaling van {n} euro aan de leverancier is vorige week gedaan.
pt|A fatura {n} está na sua área de cliente. O pagamento será debitado no dia 5. Pode alterar o método de pagamento no site.
pt|Hoje temos uma reunião sobre o orçamento. O pagamento de {n} euros ao fornecedor saiu na semana passada.
pl|Faktura {n} jest w panelu klienta. Płatność zostanie pobrana piątego dnia miesiąca. Sposób płatności można zmienić na stronie.
pl|Dziś mamy spotkanie o budżecie. Przelew na {n} EUR do dostawcy wyszedł w zeszłym tygodniu.
en|Payment reminder: invoice {n} is still open. Please pay to our usual account within 7 days.
en|Please find attached our invoice {n}. Payment by bank transfer to our account at the bank named below.
en|Thank you for your order {n}. Please use the following bank details for your payment: IBAN in the attachment.
en|We cannot accept cheques. Please pay our invoice {n} to the account shown on it.
en|This quotation is no longer valid after 30 days. Payment in advance to our account, delivery in two weeks.
en|Your statement of account for May is ready. Previous balance {n}, payments received 200, new balance 300.
en|Welcome! Your new account has been created. You can now pay your bills online and change your details at any time.
en|Order {n} confirmed. We have updated the delivery date. You paid to our account by transfer, thank you.
en|Your refund of {n} has been paid to your bank account. It may take a few days to appear.
en|The amount of the previous invoice was paid into our account yesterday, thank you. The new invoice {n} follows.
en|The direct debit of {n} was returned by your bank. Please transfer the amount to our account instead.
en|Our terms: 30 days net, by transfer to our bank account. Prices may change without notice.
en|The payment for order {n} went through. If you want to use another card, sign in to your account.
en|We have closed your ticket. If your payment to our account is still on its way, you do not need to do anything.
de|Zahlungserinnerung: Die Rechnung {n} ist noch offen. Bitte überweisen Sie den Betrag wie üblich auf unser Konto.
de|Anbei die Rechnung {n}. Zahlung per Überweisung auf unser unten genanntes Konto.
de|Angebot {n}: Nach dem 30. Juni ist dieses Angebot nicht mehr gültig. Zahlung im Voraus auf unser Konto.
de|Vielen Dank für Ihre Bestellung {n}. Wir haben den Liefertermin geändert. Bitte überweisen Sie den Betrag auf unser Konto.
de|Ihr Kontoauszug für Mai liegt bereit. Alter Saldo {n}, neuer Saldo 300, Zahlungen 200 Euro.
de|Willkommen! Ihr neues Konto ist eröffnet. Sie können jetzt online bezahlen und Ihre Daten ändern.
de|Ihre Lastschrift über {n} Euro wurde von Ihrer Bank zurückgegeben. Bitte überweisen Sie den Betrag auf unser Konto.
de|Den Betrag der vorigen Rechnung haben wir auf unserem Konto erhalten. Die neue Rechnung {n} finden Sie im Anhang.
de|Die Gutschrift von {n} Euro wird auf Ihr Konto überwiesen. Das kann einige Tage dauern.
de|Bitte verwenden Sie nicht die Rückseite des Formulars. Den Beitrag überweisen Sie bitte auf das Konto des Vereins.
de|Bitte geben Sie bei der Zahlung auf unser Konto die neue Kundennummer an. Rechnung {n} liegt bei.
de|Die Zahlung erfolgt auf unser bekanntes Konto, die Verbindung steht auf der Rechnung {n}. Andere Fragen beantworten wir gern.
fr|Rappel : la facture {n} reste impayée. Merci de la régler sur notre compte habituel sous 8 jours.
fr|Veuillez trouver ci-joint la facture {n}. Règlement par virement sur notre compte bancaire indiqué ci-dessous.
fr|Le montant de {n} euros a été transféré sur notre compte bancaire, merci pour votre paiement.
fr|Devis {n} : au-delà de 30 jours, ce devis n'est plus valable. Paiement à la commande sur notre compte.
fr|Merci pour votre commande {n}. La date de livraison a changé. Le paiement se fait par virement sur notre compte.
fr|Votre relevé de compte de mai est disponible. Ancien solde {n}, nouveau solde 300, paiements reçus 200 euros.
fr|Bienvenue ! Votre nouveau compte est ouvert. Vous pouvez payer en ligne et modifier vos coordonnées à tout moment.
fr|Le prélèvement de {n} euros a été rejeté par votre banque. Merci de virer la somme sur notre compte.
fr|Le montant de la facture précédente est bien arrivé sur notre compte. La nouvelle facture {n} est jointe.
fr|Le remboursement de {n} euros sera versé sur votre compte bancaire dans les prochains jours.
fr|Le contrôle de la commande {n} est terminé. Règlement à 30 jours sur notre compte.
fr|Vers la fin du mois, nous vous enverrons un autre relevé. Votre compte présente un solde de {n} euros.
fr|Merci de régler la facture {n} sur notre compte habituel à la banque.
es|Recordatorio: la factura {n} sigue pendiente. Le rogamos que pague en la cuenta habitual.
es|Adjuntamos la factura {n}. Forma de pago: transferencia a nuestra cuenta bancaria.
es|Pago por transferencia a nuestra cuenta bancaria ES12. Presupuesto válido 30 días.
es|Presupuesto {n}: pasado el plazo de 30 días ya no es válido. Pago por adelantado en nuestra cuenta.
es|Gracias por su pedido {n}. La fecha de entrega ha cambiado. El pago se hace por transferencia a nuestra cuenta.
es|El extracto de su cuenta de mayo ya está disponible. Saldo anterior {n}, pagos 200, saldo nuevo 300.
es|Bienvenido. Su nueva cuenta está abierta. Ya puede pagar en línea y modificar sus datos cuando quiera.
es|Su banco ha devuelto el recibo de {n} euros. Le rogamos que haga la transferencia a nuestra cuenta.
es|Hemos recibido en nuestra cuenta el pago de la factura anterior. Adjuntamos la factura {n}.
es|El reembolso de {n} euros se abonará en su cuenta bancaria en unos días.
es|Realice la transferencia a nuestra cuenta habitual, por favor. Factura {n}.
es|La factura se verifica y se paga a 30 días. Los pagos llegan a nuestra cuenta el día 5.
es|El pago de la otra factura también puede hacerse por transferencia a nuestra cuenta.
it|Sollecito: la fattura {n} risulta ancora aperta. Si prega di effettuare il pagamento sul conto abituale.
it|In allegato la fattura {n}. Pagamento con bonifico sul nostro conto corrente.
it|Trascorsi 30 giorni questa offerta non è più valida. Pagamento anticipato sul nostro conto.
it|Grazie per il suo ordine {n}. La data di consegna è cambiata. Il pagamento avviene con bonifico sul nostro conto.
it|L'estratto conto di maggio è disponibile. Saldo precedente {n}, pagamenti 200, nuovo saldo 300.
it|Benvenuto! Il suo nuovo conto è attivo. Può pagare in linea e modificare i suoi dati quando vuole.
it|L'addebito di {n} euro è stato respinto dalla sua banca. La preghiamo di fare un bonifico sul nostro conto.
it|L'importo della fattura precedente è arrivato sul nostro conto. In allegato la fattura {n}.
it|Il rimborso di {n} euro sarà accreditato sul suo conto bancario entro pochi giorni.
it|Come al solito il pagamento della fattura {n} avviene con bonifico sul nostro conto.
it|Pagamento a 30 giorni, salvo verifica, sul nostro conto. Le varie condizioni sono in allegato.
it|Vi preghiamo di pagare la fattura {n} sul solito conto.
nl|Herinnering: factuur {n} staat nog open. Graag de betaling op onze gebruikelijke rekening.
nl|Hierbij onze factuur {n}. Betaling per overboeking op onze bankrekening.
nl|Na 30 dagen is deze offerte niet meer geldig. Betaling vooraf op onze rekening.
nl|Bedankt voor uw bestelling {n}. De leverdatum is gewijzigd. U kunt het bedrag overmaken naar onze rekening.
nl|Uw rekeningafschrift van mei staat klaar. Oud saldo {n}, nieuw saldo 300, betalingen 200 euro.
nl|Welkom! Uw nieuwe rekening is geopend. U kunt nu online betalen en uw gegevens wijzigen.
nl|De incasso van {n} euro is door uw bank teruggeboekt. Wilt u het bedrag naar onze rekening overmaken?
nl|De betaling van de vorige factuur is op onze rekening ontvangen. Factuur {n} vindt u in de bijlage.
nl|De terugbetaling van {n} euro wordt op uw bankrekening gestort. Dat kan enkele dagen duren.
nl|Onze betalingstermijn is 30 dagen, op onze vaste rekening. Start van het werk is maandag.
nl|U kunt betalen op de gebruikelijke rekening; voor andere vragen belt u ons.
nl|Op onze rekening staat nog een ander bedrag open: factuur {n}. Wilt u dit betalen?
pt|Lembrete: a fatura {n} continua em aberto. Agradecemos o pagamento para a conta habitual.
pt|Segue a fatura {n}. Pagamento por transferência para a nossa conta.
pt|Passados 30 dias este orçamento já não é válido. Pagamento antecipado para a nossa conta.
pt|Obrigado pela sua encomenda {n}. A data de entrega foi alterada. O pagamento é feito por transferência para a nossa conta.
pt|O extrato da sua conta de maio está disponível. Saldo anterior {n}, pagamentos 200, novo saldo 300.
pt|Bem-vindo! A sua nova conta está aberta. Já pode pagar online e alterar os seus dados.
pt|O débito de {n} euros foi devolvido pelo seu banco. Pedimos que faça a transferência para a nossa conta.
pt|Recebemos na nossa conta o pagamento da fatura anterior. Segue em anexo a fatura {n}.
pt|O reembolso de {n} euros será depositado na sua conta bancária dentro de dias.
pt|Como habitual, o pagamento da fatura {n} é feito para a nossa conta.
pt|Pode pagar a outra fatura também para a nossa conta bancária. O novo catálogo segue em anexo.
pl|Przypomnienie: faktura {n} nie została opłacona. Prosimy o wpłatę na nasz rachunek jak zwykle.
pl|W załączniku faktura {n}. Płatność przelewem na nasz rachunek bankowy.
pl|Po 30 dniach oferta jest już nieważna. Płatność z góry na nasz rachunek.
pl|Dziękujemy za zamówienie {n}. Termin dostawy zmienił się. Płatność przelewem na nasze konto.
pl|Wyciąg z konta za maj jest gotowy. Saldo poprzednie {n}, wpłaty 200, nowe saldo 300.
pl|Witamy! Państwa nowe konto jest aktywne. Można już płacić online i zmieniać swoje dane.
pl|Polecenie zapłaty na {n} zł zostało odrzucone przez bank. Prosimy o przelew na nasz rachunek.
pl|Wpłata za poprzednią fakturę wpłynęła na nasze konto. W załączniku faktura {n}.
pl|Zwrot {n} zł zostanie przelany na Państwa rachunek bankowy w ciągu kilku dni.
pl|Prosimy o płatność za fakturę {n} na dotychczasowe konto.
pl|Innych opłat nie ma. Prosimy o przelew na nasze konto starym zwyczajem.
en|Keep this receipt for your records. Your payment of {n} EUR was received today.
en|You sent {n} EUR today by bank transfer. Never share your PIN with anyone.
en|Your order of a gift card was cancelled. We will refund you {n} EUR to the card you used for the purchase.
en|Payment by direct debit of {n} EUR is due today. This e-mail is confidential.
en|As before, please remit {n} USD to our bank account. Our opening hours have changed, see the website.
en|Dear customer, our address has changed. Please send payments by transfer to our account as usual.
de|Gutschein für eine Massage: Code online kaufen, Termin vereinbaren und genießen.
de|Kopie der Rechnung {n} anbei. Bei Zahlung auf unser Konto gewähren wir 2 % Skonto. Alle Preise wurden aktualisiert.
de|Unsere Adresse hat sich geändert, die Rechnung {n} zahlen Sie bitte weiterhin auf unser Konto.
de|Ihre neue Rechnung ist da. Wir buchen den Betrag von {n} Euro von Ihrem Konto ab.
de|Wir bestätigen den Eingang Ihrer Zahlung von {n} Euro auf unserem Konto. Ihr Vertrag ist umgestellt.
fr|Nos coordonnées téléphoniques ont changé. Le paiement de la facture {n} reste à faire sur notre compte.
fr|Fuite d'eau : la réparation urgente coûte {n} euros, paiement par virement à réception de la facture.
fr|La valeur de votre carte cadeau Apple est de {n} euros. Utilisez le code à l'achat.
fr|Votre commande d'une carte cadeau a été annulée, nous vous remboursons {n} euros après votre achat.
fr|Votre paiement est transféré vers notre compte bancaire sous deux jours.
es|Compra tu tarjeta regalo. El código llega por correo. Todos los derechos reservados.
es|Transferencia recibida: {n} euros de otra persona en su cuenta. No tiene que hacer nada.
es|Le informamos de que su transferencia de {n} euros llegó a nuestra cuenta. Muchas gracias por el pago.
es|Los datos de pago no cambian: nuestra cuenta es la de siempre.
it|Acquista la tua carta regalo. Il codice arriva per posta. Tutti i diritti riservati.
it|Le confermiamo che il bonifico di {n} euro è arrivato sul nostro conto, grazie per il pagamento.
it|Saldo della fattura precedente: {n} euro. Il pagamento può essere fatto sul conto corrente abituale.
nl|Uw bestelling van een cadeaubon is geannuleerd. Wij storten {n} euro terug, het bedrag wordt terugbetaald.
nl|Uw nieuwe rekening van {n} euro staat klaar. De betaling wordt automatisch afgeschreven.
nl|Bedankt, uw betaling is op onze rekening binnengekomen. Ons adres is gewijzigd.
pt|Compre o seu cartão presente. O código chega por correio. Todos os direitos reservados.
pt|A sua nova conta de luz no valor de {n} euros está disponível. O pagamento é por débito direto.
pt|Confirmamos a receção da transferência de {n} euros na nossa conta. Obrigado pelo pagamento.
pl|Nowy rachunek za prąd na kwotę {n} zł jest dostępny. Termin płatności: 14 dni.
pl|Kupon na kartę podarunkową: kod ważny do czerwca. Wszelkie prawa zastrzeżone.
pl|Potwierdzamy wpływ płatności {n} zł na nasze konto. Zmienił się termin dostawy.
`;

const rowsOf = (text: string): readonly (readonly string[])[] =>
  text
    .trim()
    .split('\n')
    .map((row) => row.replaceAll('{n}', '1500').split('|'));

export const askedWordings = rowsOf(asked).map(([kind = '', language = '', text = '']) => ({ kind, language, text }));
export const notAskedWordings = rowsOf(notAsked).map(([language = '', text = '']) => ({ language, text }));
