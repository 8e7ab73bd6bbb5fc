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
`;

const rowsOf = (text: string): readonly (readonly string[])[] =>
  text
    .trim()
    .split('\n')
    .map((row) => row.replaceAll('{n}', '1500').split('|'));

export const askedWordings = rowsOf(asked).map(([kind = '', language = '', text = '']) => ({ kind, language, text }));
export const notAskedWordings = rowsOf(notAsked).map(([language = '', text = '']) => ({ language, text }));
