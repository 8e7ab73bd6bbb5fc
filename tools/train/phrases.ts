/**
 * What businesses write to their customers and colleagues to each other, in six languages: a subject, sentences,
 * and the words on the button, if there is one. `{b}` is the business, `{n}` a number, `{p}` a person.
 */

export interface Phrase {
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  /** Empty where the mail has no link. */
  readonly button: string;
}

const rows = `
receipt|Your receipt from {b} #{n}|Thank you for your order. We have received your payment of {n}.90. You can see the details of order {n} in your account.|View order
receipt|Deine Bestellung {n} bei {b}|Vielen Dank für deine Bestellung. Wir haben deine Zahlung über {n},90 erhalten. Die Einzelheiten findest du in deinem Kundenkonto.|Bestellung ansehen
receipt|Votre commande {n} chez {b}|Merci pour votre commande. Nous avons bien reçu votre paiement de {n},90. Retrouvez le détail dans votre espace client.|Voir ma commande
receipt|Tu pedido {n} de {b}|Gracias por tu compra. Hemos recibido tu pago de {n},90. Puedes consultar los detalles en tu cuenta.|Ver pedido
receipt|Il tuo ordine {n} su {b}|Grazie per il tuo acquisto. Abbiamo ricevuto il pagamento di {n},90. Trovi i dettagli nel tuo profilo.|Vedi ordine
receipt|Je bestelling {n} bij {b}|Bedankt voor je bestelling. We hebben je betaling van {n},90 ontvangen. De details vind je in je account.|Bekijk bestelling
reset|Reset your {b} password|We received a request to reset the password of your account. The link below works for {n} minutes. If you did not ask for this, you can ignore this message.|Reset password
reset|Passwort zurücksetzen bei {b}|Du hast darum gebeten, dein Passwort zurückzusetzen. Der Link ist {n} Minuten gültig. Falls du das nicht warst, musst du nichts tun.|Passwort zurücksetzen
reset|Réinitialisation de votre mot de passe {b}|Vous avez demandé à réinitialiser votre mot de passe. Ce lien est valable {n} minutes. Si vous n'êtes pas à l'origine de cette demande, ignorez ce message.|Choisir un mot de passe
reset|Restablece tu contraseña de {b}|Recibimos una solicitud para restablecer tu contraseña. El enlace caduca en {n} minutos. Si no fuiste tú, ignora este correo.|Restablecer contraseña
reset|Reimposta la password di {b}|Abbiamo ricevuto una richiesta di reimpostazione della password. Il link scade tra {n} minuti. Se non sei stato tu, ignora questo messaggio.|Reimposta password
reset|Stel je wachtwoord van {b} opnieuw in|We hebben een verzoek ontvangen om je wachtwoord opnieuw in te stellen. De link is {n} minuten geldig. Heb je dit niet aangevraagd, dan hoef je niets te doen.|Wachtwoord instellen
code|{n} is your {b} code|Enter this code to sign in: {n}. It expires in ten minutes. Never share it with anyone.|
code|{n} ist dein Code für {b}|Gib diesen Code ein, um dich anzumelden: {n}. Er gilt zehn Minuten. Gib ihn nicht weiter.|
code|{n} est votre code {b}|Saisissez ce code pour vous connecter : {n}. Il expire dans dix minutes. Ne le communiquez à personne.|
code|{n} es tu código de {b}|Introduce este código para iniciar sesión: {n}. Caduca en diez minutos. No lo compartas con nadie.|
code|{n} è il tuo codice {b}|Inserisci questo codice per accedere: {n}. Scade tra dieci minuti. Non condividerlo con nessuno.|
code|{n} is je code voor {b}|Vul deze code in om in te loggen: {n}. Hij verloopt over tien minuten. Deel hem met niemand.|
login|New sign-in to your {b} account|Your account was used to sign in on a new device. If this was you, there is nothing to do. If not, please review your account activity.|Review activity
login|Neue Anmeldung in deinem Konto bei {b}|In deinem Konto gab es eine Anmeldung mit einem neuen Gerät. Wenn du das warst, ist alles in Ordnung. Sonst prüfe bitte deine Kontoaktivitäten.|Aktivitäten prüfen
login|Nouvelle connexion à votre compte {b}|Votre compte a été utilisé sur un nouvel appareil. Si c'était vous, aucune action n'est nécessaire. Sinon, vérifiez votre activité.|Vérifier l'activité
login|Nuevo inicio de sesión en {b}|Se ha iniciado sesión en tu cuenta desde un dispositivo nuevo. Si fuiste tú, no tienes que hacer nada. Si no, revisa tu actividad.|Revisar actividad
login|Nuovo accesso al tuo account {b}|È stato effettuato un accesso da un nuovo dispositivo. Se sei stato tu, non devi fare nulla. Altrimenti controlla la tua attività.|Controlla attività
login|Nieuwe aanmelding bij {b}|Er is ingelogd op je account met een nieuw apparaat. Was jij dit, dan hoef je niets te doen. Anders kun je je activiteit bekijken.|Activiteit bekijken
ship|Your {b} parcel is on its way|Good news: your order {n} has left our warehouse and should arrive on Thursday. You can follow the parcel with the tracking number {n}.|Track parcel
ship|Dein Paket von {b} ist unterwegs|Deine Bestellung {n} hat unser Lager verlassen und kommt voraussichtlich am Donnerstag an. Mit der Sendungsnummer {n} kannst du sie verfolgen.|Sendung verfolgen
ship|Votre colis {b} est en route|Votre commande {n} a quitté notre entrepôt et devrait arriver jeudi. Suivez votre colis avec le numéro {n}.|Suivre mon colis
ship|Tu paquete de {b} está en camino|Tu pedido {n} ha salido de nuestro almacén y llegará el jueves. Puedes seguirlo con el número {n}.|Seguir paquete
ship|Il tuo pacco {b} è in viaggio|Il tuo ordine {n} ha lasciato il magazzino e arriverà giovedì. Puoi seguirlo con il numero {n}.|Segui il pacco
ship|Je pakket van {b} is onderweg|Je bestelling {n} heeft ons magazijn verlaten en komt donderdag aan. Je kunt het pakket volgen met nummer {n}.|Volg pakket
invoice|Invoice {n} from {b}|Please find attached invoice {n} for this month. The amount will be debited from your account as agreed. Questions? Reply to this message.|View invoice
invoice|Rechnung {n} von {b}|Im Anhang finden Sie die Rechnung {n} für diesen Monat. Der Betrag wird wie vereinbart abgebucht. Bei Fragen antworten Sie einfach auf diese Nachricht.|Rechnung ansehen
invoice|Facture {n} de {b}|Vous trouverez ci-joint la facture {n} de ce mois. Le montant sera prélevé comme convenu. Pour toute question, répondez à ce message.|Voir la facture
invoice|Factura {n} de {b}|Adjuntamos la factura {n} de este mes. El importe se cargará en su cuenta según lo acordado. Si tiene preguntas, responda a este correo.|Ver factura
invoice|Fattura {n} di {b}|In allegato la fattura {n} di questo mese. L'importo sarà addebitato come concordato. Per domande rispondi a questo messaggio.|Vedi fattura
invoice|Factuur {n} van {b}|In de bijlage vind je factuur {n} van deze maand. Het bedrag wordt zoals afgesproken afgeschreven. Vragen? Beantwoord dit bericht.|Bekijk factuur
invite|{p} invited you to a project on {b}|{p} has invited you to work together on a project. Accept the invitation to see the documents and leave comments.|Accept invitation
invite|{p} hat dich zu einem Projekt auf {b} eingeladen|{p} möchte mit dir an einem Projekt arbeiten. Nimm die Einladung an, um die Dokumente zu sehen.|Einladung annehmen
invite|{p} vous invite à un projet sur {b}|{p} vous invite à collaborer sur un projet. Acceptez l'invitation pour voir les documents.|Accepter l'invitation
invite|{p} te ha invitado a un proyecto en {b}|{p} quiere colaborar contigo en un proyecto. Acepta la invitación para ver los documentos.|Aceptar invitación
invite|{p} ti ha invitato a un progetto su {b}|{p} vuole collaborare con te. Accetta l'invito per vedere i documenti.|Accetta invito
invite|{p} nodigt je uit voor een project op {b}|{p} wil met je samenwerken. Accepteer de uitnodiging om de documenten te bekijken.|Uitnodiging accepteren
verify|Confirm your email address for {b}|Welcome to {b}! Please confirm your email address so that we can activate your account.|Confirm address
verify|Bitte bestätige deine E-Mail-Adresse bei {b}|Willkommen bei {b}! Bitte bestätige deine Adresse, damit wir dein Konto freischalten können.|Adresse bestätigen
verify|Confirmez votre adresse e-mail pour {b}|Bienvenue chez {b} ! Confirmez votre adresse afin d'activer votre compte.|Confirmer
verify|Confirma tu correo para {b}|¡Te damos la bienvenida a {b}! Confirma tu dirección para activar tu cuenta.|Confirmar
verify|Conferma il tuo indirizzo per {b}|Benvenuto su {b}! Conferma il tuo indirizzo per attivare l'account.|Conferma
verify|Bevestig je e-mailadres voor {b}|Welkom bij {b}! Bevestig je adres zodat we je account kunnen activeren.|Bevestigen
news|What is new at {b} this month|Here is what our team has been working on: a simpler calendar, faster search and {n} small corrections. Until Friday members save 20% on the yearly plan.|Read more
news|Neues von {b} in diesem Monat|Daran hat unser Team gearbeitet: ein einfacherer Kalender, eine schnellere Suche und {n} kleine Verbesserungen. Bis Freitag sparen Mitglieder 20%.|Weiterlesen
news|Les nouveautés de {b} ce mois-ci|Voici ce que notre équipe a préparé : un agenda plus simple et une recherche plus rapide. Jusqu'à vendredi, nos membres profitent de 20% de remise.|Lire la suite
news|Novedades de {b} este mes|Esto es lo que ha preparado nuestro equipo: un calendario más sencillo y una búsqueda más rápida. Hasta el viernes, 20% de descuento para socios.|Leer más
news|Le novità di {b} di questo mese|Ecco cosa ha preparato il nostro team: un calendario più semplice e una ricerca più veloce. Fino a venerdì sconto del 20% per gli iscritti.|Leggi tutto
news|Nieuws van {b} deze maand|Hier heeft ons team aan gewerkt: een eenvoudigere agenda en sneller zoeken. Tot vrijdag krijgen leden 20% korting.|Lees meer
bank|Your {b} statement is ready|Your statement for the last month is available in online banking. You made {n} transactions. Sign in as usual to read it.|Sign in
bank|Ihr Kontoauszug bei {b} ist da|Ihr Kontoauszug für den letzten Monat liegt in Ihrem Postfach im Online-Banking. Melden Sie sich wie gewohnt an.|Anmelden
bank|Votre relevé {b} est disponible|Votre relevé du mois dernier est disponible dans votre espace personnel. Connectez-vous comme d'habitude.|Se connecter
bank|Tu extracto de {b} está disponible|El extracto del mes pasado ya está en tu banca en línea. Accede como siempre para consultarlo.|Acceder
bank|Il tuo estratto conto {b} è disponibile|L'estratto conto del mese scorso è disponibile nella tua area personale. Accedi come di consueto.|Accedi
bank|Je afschrift van {b} staat klaar|Je afschrift van vorige maand staat klaar in internetbankieren. Log in zoals je gewend bent.|Inloggen
ticket|[{b} #{n}] We have received your request|Thank you for contacting support. Your request has the number {n} and {p} will answer it within one working day.|View request
ticket|[{b} #{n}] Ihre Anfrage ist eingegangen|Vielen Dank für Ihre Nachricht. Ihre Anfrage hat die Nummer {n}; {p} antwortet innerhalb eines Arbeitstages.|Anfrage ansehen
ticket|[{b} #{n}] Nous avons reçu votre demande|Merci d'avoir contacté notre assistance. Votre demande porte le numéro {n} et {p} vous répondra sous un jour ouvré.|Voir la demande
ticket|[{b} #{n}] Hemos recibido tu solicitud|Gracias por contactar con soporte. Tu solicitud es la número {n} y {p} te responderá en un día laborable.|Ver solicitud
ticket|[{b} #{n}] Abbiamo ricevuto la tua richiesta|Grazie per averci contattato. La tua richiesta ha il numero {n} e {p} risponderà entro un giorno lavorativo.|Vedi richiesta
ticket|[{b} #{n}] We hebben je vraag ontvangen|Bedankt voor je bericht. Je vraag heeft nummer {n} en {p} antwoordt binnen één werkdag.|Bekijk vraag
letter|Meeting on Thursday|Hi, could we move our meeting to Thursday at ten? I would like to go through the figures with you before {p} presents them. I have put my notes below.|
letter|Termin am Donnerstag|Hallo, können wir unser Treffen auf Donnerstag um zehn verschieben? Ich möchte die Zahlen mit dir durchgehen, bevor {p} sie vorstellt.|
letter|Réunion de jeudi|Bonjour, pourrions-nous déplacer notre réunion à jeudi dix heures ? J'aimerais revoir les chiffres avec toi avant la présentation de {p}.|
letter|Reunión del jueves|Hola, ¿podemos mover la reunión al jueves a las diez? Me gustaría repasar las cifras contigo antes de que {p} las presente.|
letter|Riunione di giovedì|Ciao, possiamo spostare la riunione a giovedì alle dieci? Vorrei rivedere i numeri con te prima che {p} li presenti.|
letter|Overleg donderdag|Hoi, kunnen we ons overleg verplaatsen naar donderdag tien uur? Ik wil de cijfers graag met je doornemen voordat {p} ze presenteert.|
offer|Re: Your offer for the workshop|Thank you for the offer. The price is fine; please send us the order confirmation and the invoice to our accounting. {p} will call you about the date.|
offer|Re: Ihr Angebot für den Workshop|Vielen Dank für das Angebot. Der Preis ist in Ordnung; bitte schicken Sie uns die Auftragsbestätigung. {p} meldet sich wegen des Termins.|
offer|Re: Votre devis pour l'atelier|Merci pour votre devis. Le prix nous convient ; merci d'envoyer la confirmation de commande. {p} vous appellera pour la date.|
offer|Re: Su oferta para el taller|Gracias por la oferta. El precio nos parece bien; envíenos la confirmación del pedido. {p} le llamará para la fecha.|
offer|Re: La vostra offerta per il corso|Grazie per l'offerta. Il prezzo va bene; inviateci la conferma d'ordine. {p} vi chiamerà per la data.|
offer|Re: Uw offerte voor de workshop|Dank voor de offerte. De prijs is akkoord; stuur ons graag de orderbevestiging. {p} belt u over de datum.|`;

export const wantedPhrases = phrasesOf(rows);

export function phrasesOf(text: string): readonly Phrase[] {
  return text
    .trim()
    .split('\n')
    .map((row) => {
      const [kind = '', subject = '', body = '', button = ''] = row.split('|');
      return { kind, subject, text: body, button };
    });
}
