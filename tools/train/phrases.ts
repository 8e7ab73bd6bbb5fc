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
offer|Re: Uw offerte voor de workshop|Dank voor de offerte. De prijs is akkoord; stuur ons graag de orderbevestiging. {p} belt u over de datum.|
quota|Your {b} storage is 80% full|You have used {n} of the storage in your plan. Nothing happens yet: files stay where they are, and you can free some space or choose a larger plan in your settings whenever you like.|Manage storage
quota|Dein Speicher bei {b} ist zu 80% belegt|Du hast den größten Teil deines Speichers belegt. Deine Dateien bleiben erhalten; in den Einstellungen kannst du Platz schaffen oder einen anderen Tarif wählen.|Speicher verwalten
quota|Votre espace {b} est occupé à 80%|Vous avez utilisé la plus grande partie de votre espace. Vos fichiers restent en place ; vous pouvez en libérer ou changer d'offre dans les réglages.|Gérer l'espace
quota|Has usado el 80% de tu espacio en {b}|Tus archivos siguen en su sitio. Cuando quieras puedes liberar espacio o cambiar de plan en los ajustes.|Gestionar espacio
quota|Hai usato l'80% dello spazio su {b}|I tuoi file restano dove sono. Quando vuoi puoi liberare spazio o cambiare piano nelle impostazioni.|Gestisci spazio
quota|Je opslag bij {b} is voor 80% vol|Je bestanden blijven bewaard. In de instellingen kun je ruimte vrijmaken of een ander abonnement kiezen.|Opslag beheren
failed|We could not charge your card for {b}|Your monthly payment of {n}.00 did not go through, probably because the card has expired. We will try again on Monday. You can change the card in your account settings.|Payment settings
failed|Deine Zahlung an {b} hat nicht geklappt|Die Abbuchung von {n},00 ist fehlgeschlagen, vermutlich ist die Karte abgelaufen. Wir versuchen es am Montag noch einmal. Die Karte kannst du in deinem Konto ändern.|Zahlungsart ändern
failed|Votre paiement {b} n'a pas abouti|Le prélèvement de {n},00 n'a pas abouti, sans doute parce que la carte a expiré. Nous réessaierons lundi. Vous pouvez changer de carte dans votre compte.|Moyen de paiement
failed|No hemos podido cobrar tu cuota de {b}|El cobro de {n},00 no se ha podido realizar, quizá porque la tarjeta ha caducado. Lo intentaremos de nuevo el lunes. Puedes cambiarla en tu cuenta.|Forma de pago
failed|Il pagamento a {b} non è riuscito|L'addebito di {n},00 non è riuscito, forse la carta è scaduta. Riproveremo lunedì. Puoi cambiare la carta nel tuo profilo.|Metodo di pagamento
failed|Je betaling aan {b} is niet gelukt|De incasso van {n},00 is mislukt, waarschijnlijk is je kaart verlopen. We proberen het maandag opnieuw. Je kunt de kaart in je account wijzigen.|Betaalwijze
changed|Your {b} password was changed|The password of your account was changed today at 10:{n}. If it was you, you need do nothing. If not, contact our support through the help pages.|Help pages
changed|Dein Passwort bei {b} wurde geändert|Das Passwort deines Kontos wurde heute geändert. Wenn du das warst, musst du nichts weiter tun. Sonst erreichst du uns über die Hilfeseiten.|Hilfe
changed|Votre mot de passe {b} a été modifié|Le mot de passe de votre compte a été modifié aujourd'hui. Si c'était vous, tout va bien. Sinon, contactez notre assistance.|Aide
changed|Se ha cambiado tu contraseña de {b}|La contraseña de tu cuenta se ha cambiado hoy. Si fuiste tú, no tienes que hacer nada. Si no, contacta con nuestro soporte.|Ayuda
changed|La password di {b} è stata cambiata|La password del tuo account è stata cambiata oggi. Se sei stato tu va tutto bene. Altrimenti contatta l'assistenza.|Assistenza
changed|Je wachtwoord bij {b} is gewijzigd|Het wachtwoord van je account is vandaag gewijzigd. Was jij dit, dan hoef je niets te doen. Zo niet, neem contact op met de klantenservice.|Hulp
shared|{p} shared "Plan {n}" with you|{p} has given you access to a document. Open it in {b} with your account; you can comment and suggest changes.|Open
shared|{p} hat „Plan {n}“ für dich freigegeben|{p} hat dir Zugriff auf ein Dokument gegeben. Öffne es in {b}; du kannst Kommentare und Vorschläge hinterlassen.|Öffnen
shared|{p} a partagé « Plan {n} » avec vous|{p} vous a donné accès à un document. Ouvrez-le dans {b} pour le commenter.|Ouvrir
shared|{p} ha compartido «Plan {n}» contigo|{p} te ha dado acceso a un documento. Ábrelo en {b} para comentarlo.|Abrir
shared|{p} ha condiviso "Piano {n}" con te|{p} ti ha dato accesso a un documento. Aprilo in {b} per commentarlo.|Apri
shared|{p} heeft "Plan {n}" met je gedeeld|{p} heeft je toegang gegeven tot een document. Open het in {b} om te reageren.|Openen
signed|Completed: contract {n}|Everyone has signed contract {n}. A copy for your records is attached, and you will find it in your {b} account as well.|View contract
signed|Abgeschlossen: Vertrag {n}|Alle haben den Vertrag {n} unterschrieben. Eine Kopie für Ihre Unterlagen liegt bei.|Vertrag ansehen
signed|Terminé : contrat {n}|Tous les signataires ont signé le contrat {n}. Une copie est jointe.|Voir le contrat
signed|Completado: contrato {n}|Todas las partes han firmado el contrato {n}. Adjuntamos una copia.|Ver contrato
signed|Completato: contratto {n}|Tutti hanno firmato il contratto {n}. In allegato la copia.|Vedi contratto
signed|Afgerond: contract {n}|Iedereen heeft contract {n} ondertekend. Een kopie vind je in de bijlage.|Bekijk contract
voice|New voicemail from {p}|{p} left you a message of {n} seconds this morning. The recording is attached; you can also listen to it in the {b} app.|
voice|Neue Sprachnachricht von {p}|{p} hat eine Nachricht von {n} Sekunden hinterlassen. Die Aufnahme liegt bei.|
missed|Sorry we missed you|We tried to deliver your parcel {n} today. We will try again tomorrow, or you can collect it at the shop on Main Street with your identity card.|Choose another day
missed|Wir haben Sie leider nicht angetroffen|Wir wollten heute Ihr Paket {n} zustellen. Morgen versuchen wir es erneut; ab 14 Uhr liegt es sonst in der Filiale bereit.|Anderen Tag wählen
missed|Vous étiez absent|Nous avons tenté de livrer votre colis {n} aujourd'hui. Nous repasserons demain, ou vous pouvez le retirer au relais avec une pièce d'identité.|Choisir un autre jour
missed|No estabas en casa|Hoy hemos intentado entregar tu paquete {n}. Lo intentaremos mañana o puedes recogerlo en la oficina.|Elegir otro día
missed|Non ti abbiamo trovato|Oggi abbiamo provato a consegnare il pacco {n}. Riproveremo domani, oppure puoi ritirarlo al punto di giacenza.|Scegli un altro giorno
missed|We hebben je gemist|We wilden vandaag pakket {n} bezorgen. Morgen proberen we het opnieuw, of haal het op bij het afhaalpunt.|Kies een andere dag
payslip|Your payslip for this month is ready|Your payslip is in the staff portal. The amount was transferred on the usual day. Questions? Ask payroll.|Staff portal
payslip|Ihre Gehaltsabrechnung ist da|Die Abrechnung liegt im Mitarbeiterportal. Das Gehalt wurde wie üblich überwiesen.|Mitarbeiterportal
payslip|Votre bulletin de paie est disponible|Votre bulletin est dans l'espace salarié. Le virement a été effectué à la date habituelle.|Espace salarié
payslip|Tu nómina está disponible|La nómina de este mes está en el portal del empleado. El ingreso se hizo en la fecha habitual.|Portal
payslip|La busta paga è disponibile|Trovi la busta paga nel portale del personale. L'accredito è avvenuto alla data consueta.|Portale
payslip|Je loonstrook staat klaar|Je loonstrook staat in het personeelsportaal. Het salaris is op de gewone dag overgemaakt.|Portaal
event|Your ticket for the {b} conference|Thank you for registering. Your ticket has the number {n}. Doors open at nine; please bring this message on paper or on your phone.|Add to calendar
event|Ihr Ticket für die Konferenz von {b}|Vielen Dank für Ihre Anmeldung. Ihr Ticket hat die Nummer {n}. Einlass ist ab neun Uhr.|Zum Kalender
event|Votre billet pour la conférence {b}|Merci pour votre inscription. Votre billet porte le numéro {n}. Ouverture des portes à neuf heures.|Ajouter à l'agenda
event|Tu entrada para el congreso de {b}|Gracias por inscribirte. Tu entrada es la número {n}. Las puertas abren a las nueve.|Añadir al calendario
event|Il tuo biglietto per il convegno di {b}|Grazie per l'iscrizione. Il biglietto ha il numero {n}. Ingresso dalle nove.|Aggiungi al calendario
event|Je ticket voor het congres van {b}|Bedankt voor je aanmelding. Je ticketnummer is {n}. De deuren gaan om negen uur open.|Zet in agenda
booking|Booking confirmed: two nights in June|Your room is booked from 12 to 14 June. You pay at the hotel. Free cancellation until two days before. Booking number {n}.|Manage booking
booking|Buchung bestätigt: zwei Nächte im Juni|Ihr Zimmer ist vom 12. bis 14. Juni gebucht. Sie zahlen im Hotel. Kostenlos stornierbar bis zwei Tage vorher. Nummer {n}.|Buchung verwalten
booking|Réservation confirmée : deux nuits en juin|Votre chambre est réservée du 12 au 14 juin. Paiement à l'hôtel. Annulation gratuite jusqu'à deux jours avant. Numéro {n}.|Gérer la réservation
booking|Reserva confirmada: dos noches en junio|Su habitación está reservada del 12 al 14 de junio. Se paga en el hotel. Cancelación gratuita hasta dos días antes. Número {n}.|Gestionar reserva
booking|Prenotazione confermata: due notti a giugno|La camera è prenotata dal 12 al 14 giugno. Si paga in hotel. Cancellazione gratuita fino a due giorni prima. Numero {n}.|Gestisci prenotazione
booking|Boeking bevestigd: twee nachten in juni|Je kamer is geboekt van 12 tot 14 juni. Je betaalt in het hotel. Gratis annuleren tot twee dagen van tevoren. Nummer {n}.|Beheer boeking
refund|Your refund from {b} is on its way|We have received the goods you sent back and returned {n}.00 to the card you paid with. It may take three days until you see it.|View order
refund|Deine Erstattung von {b} ist unterwegs|Wir haben deine Rücksendung erhalten und {n},00 auf die Karte zurückgebucht, mit der du bezahlt hast.|Bestellung ansehen
refund|Votre remboursement {b} est en cours|Nous avons reçu votre retour et remboursé {n},00 sur la carte utilisée pour l'achat.|Voir la commande
refund|Tu reembolso de {b} está en camino|Hemos recibido tu devolución y abonado {n},00 en la tarjeta con la que pagaste.|Ver pedido
refund|Il rimborso di {b} è in arrivo|Abbiamo ricevuto il reso e riaccreditato {n},00 sulla carta usata per l'acquisto.|Vedi ordine
refund|Je terugbetaling van {b} is onderweg|We hebben je retour ontvangen en {n},00 teruggestort op de kaart waarmee je betaalde.|Bekijk bestelling
survey|How was your visit to {b}?|You called our support last week about request {n}. Would you answer four short questions? It helps {p} and the team.|Answer questions
survey|Wie zufrieden waren Sie mit {b}?|Sie hatten letzte Woche Kontakt mit unserem Kundendienst. Beantworten Sie uns vier kurze Fragen? Das hilft {p} und dem Team.|Fragen beantworten
survey|Votre avis sur {b}|Vous avez contacté notre service la semaine dernière. Répondriez-vous à quatre petites questions ?|Répondre
survey|¿Qué tal tu experiencia con {b}?|La semana pasada hablaste con nuestro servicio. ¿Nos respondes a cuatro preguntas breves?|Responder
survey|Come ti sei trovato con {b}?|La settimana scorsa hai parlato con la nostra assistenza. Ci rispondi a quattro brevi domande?|Rispondi
survey|Hoe was je ervaring met {b}?|Vorige week had je contact met onze klantenservice. Wil je vier korte vragen beantwoorden?|Beantwoorden
receipt|Recibo da sua compra {n} na {b}|Obrigado pela sua compra. Recebemos o seu pagamento de {n},90. Os detalhes estão na sua conta.|Ver pedido
receipt|Potwierdzenie zamówienia {n} w {b}|Dziękujemy za zakupy. Otrzymaliśmy płatność {n},90. Szczegóły znajdziesz na swoim koncie.|Zobacz zamówienie
receipt|Tack för din beställning {n} hos {b}|Vi har tagit emot din betalning på {n},90. Detaljerna finns på ditt konto.|Visa beställning
receipt|{b}：ご注文{n}の確認|ご注文ありがとうございます。お支払いを確認いたしました。ご注文の詳細はアカウントからご覧いただけます。|注文を表示
reset|Redefina a sua senha da {b}|Recebemos um pedido para redefinir a sua senha. O link vale por {n} minutos. Se não foi você, ignore esta mensagem.|Redefinir senha
reset|Zresetuj hasło do {b}|Otrzymaliśmy prośbę o zmianę hasła. Link jest ważny {n} minut. Jeśli to nie Ty, zignoruj tę wiadomość.|Zmień hasło
reset|Återställ ditt lösenord hos {b}|Vi har fått en begäran om att återställa ditt lösenord. Länken gäller i {n} minuter. Var det inte du kan du bortse från det här.|Återställ lösenord
reset|{b}のパスワード再設定|パスワード再設定のご依頼を受け付けました。リンクは{n}分間有効です。お心当たりがない場合は、このメールを無視してください。|再設定する
news|Novidades da {b} neste mês|Veja em que a nossa equipe trabalhou: um calendário mais simples e uma busca mais rápida. Até sexta, membros têm 20% de desconto.|Ler mais
news|Nowości w {b} w tym miesiącu|Zobacz, nad czym pracował nasz zespół: prostszy kalendarz i szybsze wyszukiwanie. Do piątku zniżka 20% dla członków.|Czytaj dalej
news|Nyheter från {b} den här månaden|Det här har vårt team arbetat med: en enklare kalender och snabbare sökning. Till fredag får medlemmar 20% rabatt.|Läs mer
letter|Czwartkowe spotkanie|Cześć, czy możemy przenieść spotkanie na czwartek o dziesiątej? Chciałbym przejść z Tobą przez liczby, zanim {p} je przedstawi.|
letter|Reunião de quinta|Olá, podemos mudar a reunião para quinta às dez? Gostaria de rever os números com você antes de {p} apresentar.|
letter|Mötet på torsdag|Hej, kan vi flytta mötet till torsdag klockan tio? Jag vill gå igenom siffrorna med dig innan {p} visar dem.|
letter|木曜日の打ち合わせ|お疲れさまです。打ち合わせを木曜日の十時に変更できますか。{p}さんの発表の前に数字を一緒に確認したいです。|
letter|Lunch tomorrow?|Shall we have lunch tomorrow at half past twelve? {p} would like to join us. I will book a table at the usual place.|
letter|Minutes of Monday|Please find my minutes of Monday below. Tell me if I have left something out. The next date is the 14th; {p} will send the agenda.|
letter|Contract draft|Hello, here is the draft with our lawyer's remarks. Could you look at clause {n} and tell me until Friday whether you agree? Kind regards, {p}|
letter|Urlaub nächste Woche|Hallo, ich bin nächste Woche im Urlaub. {p} vertritt mich; bei dringenden Fragen ruft sie bitte an. Viele Grüße|
letter|Question about the invoice|Hello, we have a question about your invoice {n}: the delivery on the 3rd seems to be missing. Could you check and send a corrected one? Thank you, {p}|
letter|Frage zur Rechnung {n}|Guten Tag, auf Ihrer Rechnung fehlt uns die Lieferung vom 3. Könnten Sie das bitte prüfen und uns eine korrigierte schicken? Danke, {p}|`;

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
