/**
 * What fraudsters write to people who can pay, in eight languages. `{me}` signs, `{you}` is written to, `{n}` is a number.
 *
 * Written before the filter's own lists of words, and not from them. Every second text of a kind and language is held out:
 * nobody looks at what the filters make of those while working on the filters (main.ts).
 */

import { type Wording, wordingsFrom } from './wording.ts';

const rows = `
gift|en|Quick one|Hi {you}, are you at your desk? I'm tied up in a conference call and need you to get some Apple gift cards for a client, 5 pieces of {n} each. Can you do that for me now? Scratch the back and email me pictures of the codes. I will reimburse you later today.|{me}
gift|en|Surprise for the team|{you}, I want to reward a few people here and it must stay between us until I have handed them out. Please go to the nearest store and purchase eBay gift cards, {n} dollars in total. Send me the card numbers as soon as you have them. Keep your receipt.|{me}
gift|en|Favor|Do you have a minute? I can't talk right now, just reply to this email. Need you to pick up some Steam cards, I'd do it myself but I am stuck in a board session. How quickly can you arrange it? You'll get your money back by the end of the day.|{me}
gift|en|Re: vendor appreciation|Good morning {you}. Could you help me with purchasing gift vouchers for our vendors? I'm looking at ten of them worth {n} each. Please treat this as confidential. Once you have bought them, take a photo of each one with the PIN showing and reply here.|{me}
gift|de|Kurze Bitte|Hallo {you}, ich sitze gerade in einer Besprechung und kann nicht telefonieren. Besorge mir bitte 5 Geschenkkarten von Apple zu je {n} Euro, sie sind für Kunden. Rubbel die Codes frei und schick mir Fotos davon per Mail. Das Geld bekommst du heute noch zurück.|{me}
gift|de|Überraschung|Guten Tag {you}, ich möchte einige Kollegen überraschen, bitte behalten Sie das vorerst für sich. Könnten Sie für mich Google-Play-Gutscheine im Wert von {n} Euro kaufen und mir die Nummern der Karten senden? Die Auslagen erstatte ich Ihnen.|{me}
gift|fr|Service rapide|Bonjour {you}, je suis en réunion et je ne peux pas prendre d'appel. J'ai besoin que tu achètes cinq cartes cadeaux Apple de {n} euros pour des clients. Gratte-les et envoie-moi les codes en photo. Je te rembourse ce soir.|{me}
gift|fr|Discrétion|{you}, pourriez-vous me rendre un service ? Je souhaite offrir des cartes Google Play à quelques collaborateurs, cela doit rester entre nous. Merci d'en acheter pour {n} euros et de me transmettre les numéros par retour de mail.|{me}
gift|es|Un favor|Hola {you}, estoy en una reunión y no puedo atender llamadas. Necesito que compres cinco tarjetas regalo de Apple de {n} euros para unos clientes. Rasca el reverso y mándame fotos de los códigos. Hoy mismo te devuelvo el dinero.|{me}
gift|es|Sorpresa para el equipo|Buenos días {you}: quiero sorprender a varios compañeros y le pido que no lo comente con nadie. ¿Podría adquirir tarjetas de Google Play por valor de {n} euros y enviarme los números en cuanto las tenga?|{me}
gift|it|Un piacere|Ciao {you}, sono in riunione e non posso parlare al telefono. Mi servono cinque carte regalo Apple da {n} euro per dei clienti, puoi comprarle tu? Gratta il retro e mandami le foto dei codici. Ti rimborso oggi stesso.|{me}
gift|it|Sorpresa|Buongiorno {you}, vorrei fare una sorpresa ad alcuni colleghi, la prego di tenerlo per sé. Potrebbe acquistare per me dei buoni Google Play del valore di {n} euro e inviarmi i numeri appena li ha?|{me}
gift|nl|Even snel|Hoi {you}, ik zit in een vergadering en kan niet bellen. Kun je voor mij vijf cadeaukaarten van Apple van {n} euro kopen, voor klanten? Kras de codes open en stuur me er foto's van. Je krijgt het geld vandaag nog terug.|{me}
gift|nl|Verrassing|Goedemorgen {you}, ik wil een paar collega's verrassen, dus hou dit nog even voor je. Wil je Google Play-bonnen ter waarde van {n} euro halen en mij de nummers doorsturen zodra je ze hebt?|{me}
gift|pt|Um favor rápido|Olá {you}, estou numa reunião e não posso falar ao telefone. Preciso que compres cinco cartões-presente da Apple de {n} euros para clientes. Raspa o verso e envia-me fotografias dos códigos. Devolvo-te o dinheiro ainda hoje.|{me}
gift|pt|Surpresa|Bom dia {you}, quero surpreender alguns colegas, por isso peço que fique só entre nós. Poderia adquirir vales da Google Play no valor de {n} euros e mandar-me os números assim que os tiver?|{me}
gift|pl|Szybka sprawa|Cześć {you}, jestem na spotkaniu i nie mogę rozmawiać. Potrzebuję, żebyś kupił pięć kart podarunkowych Apple po {n} zł dla klientów. Zdrap kody i wyślij mi ich zdjęcia. Pieniądze oddam ci jeszcze dziś.|{me}
gift|pl|Niespodzianka|Dzień dobry {you}, chcę zrobić niespodziankę kilku osobom z zespołu, proszę zachować to dla siebie. Czy mogłaby Pani kupić karty Google Play o wartości {n} zł i przesłać mi numery, gdy tylko będą?|{me}
bank|en|Updated remittance details|Dear {you}, please be informed that our bank account has changed because of an ongoing audit. Kindly update your records and remit all outstanding and future payments to the new account shown below. Confirm once the change was made.|{me}, Accounts Receivable
bank|en|Invoice {n}|Hello {you}, before you release the payment for invoice {n}: we no longer use our old bank, so the funds should go to a different account. I attach the new details. Can you let me know on which date you will pay?|{me}
bank|en|Change of banking information|Good day. We have recently switched banks. Effective immediately, our previous account is closed and cannot receive any transfers. All invoices are to be settled to the beneficiary below. Please acknowledge.|{me}
bank|en|Statement and new IBAN|{you}, hope you are well. Our accountant asked me to share with you the new IBAN we are using from this month on. Would you please make sure that open items get paid there and not to the one printed on our invoices?|{me}
bank|de|Neue Bankverbindung|Sehr geehrte Damen und Herren, unsere Bankverbindung hat sich geändert. Bitte überweisen Sie alle offenen und künftigen Rechnungen ab sofort auf das unten genannte Konto und bestätigen Sie uns die Änderung.|{me}, Buchhaltung
bank|de|Rechnung {n}|Guten Tag {you}, wegen einer Prüfung können wir auf unserem bisherigen Konto zurzeit keine Zahlungen empfangen. Der Betrag der Rechnung {n} soll daher auf ein anderes Konto gehen, die neue IBAN finden Sie im Anhang.|{me}
bank|fr|Changement de coordonnées bancaires|Madame, Monsieur, nous vous informons que nos coordonnées bancaires ont changé. Merci de mettre à jour vos fichiers et d'effectuer tous vos prochains règlements sur le nouveau compte ci-dessous.|{me}, comptabilité
bank|fr|Facture {n}|Bonjour {you}, à la suite d'un audit, notre compte habituel ne peut plus recevoir de virements. Veuillez donc régler la facture {n} sur un autre compte, dont je vous joins le RIB. Merci de me confirmer la date.|{me}
bank|es|Cambio de cuenta bancaria|Estimados señores: les comunicamos que nuestra cuenta bancaria ha cambiado. Les rogamos que actualicen sus registros y realicen todos los pagos pendientes y futuros en la nueva cuenta indicada abajo.|{me}, administración
bank|es|Factura {n}|Hola {you}, por una auditoría ya no podemos recibir transferencias en la cuenta de siempre. El importe de la factura {n} debe abonarse en otra distinta, le adjunto el nuevo IBAN. ¿Me confirma cuándo pagará?|{me}
bank|it|Nuove coordinate bancarie|Gentili signori, vi informiamo che le nostre coordinate bancarie sono cambiate. Vi preghiamo di aggiornare i vostri archivi e di effettuare tutti i pagamenti, anche quelli in sospeso, sul nuovo conto qui sotto.|{me}, amministrazione
bank|it|Fattura {n}|Buongiorno {you}, a causa di una verifica non possiamo più ricevere bonifici sul solito conto. L'importo della fattura {n} va quindi versato su un altro, allego il nuovo IBAN. Mi conferma la data?|{me}
bank|nl|Nieuw rekeningnummer|Geachte heer, mevrouw, ons bankrekeningnummer is gewijzigd. Wij verzoeken u uw administratie aan te passen en alle openstaande en toekomstige betalingen over te maken naar de nieuwe rekening hieronder.|{me}, boekhouding
bank|nl|Factuur {n}|Dag {you}, door een controle kunnen wij op onze gebruikelijke rekening niets meer ontvangen. Het bedrag van factuur {n} moet dus naar een andere rekening, de nieuwe IBAN staat in de bijlage. Kunt u de datum bevestigen?|{me}
bank|pt|Alteração de dados bancários|Exmos. Senhores, informamos que os nossos dados bancários foram alterados. Solicitamos que atualizem os vossos registos e façam todos os pagamentos pendentes e futuros para a nova conta abaixo indicada.|{me}, contabilidade
bank|pt|Fatura {n}|Bom dia {you}, devido a uma auditoria já não podemos receber transferências na conta habitual. O valor da fatura {n} deve ser pago noutra conta, segue em anexo o novo IBAN. Pode confirmar a data?|{me}
bank|pl|Zmiana rachunku bankowego|Szanowni Państwo, informujemy, że zmienił się numer naszego rachunku bankowego. Prosimy o aktualizację danych i kierowanie wszystkich zaległych oraz przyszłych płatności na nowy rachunek podany poniżej.|{me}, księgowość
bank|pl|Faktura {n}|Dzień dobry {you}, z powodu kontroli nie możemy przyjmować przelewów na dotychczasowe konto. Kwotę z faktury {n} proszę wpłacić na inne, nowy numer przesyłam w załączniku. Czy może Pan potwierdzić termin?|{me}
payroll|en|Direct deposit|Hi {you}, I have moved to another bank and would like to update my direct deposit before the next payroll is run. What do you need from me? The old account will be closed on Friday.|{me}
payroll|en|My salary|Hello {you}, could you please change the account my wages are paid into? I'm having problems with my present bank and the new details are {n}. I'd like this to be effective for the current pay date.|{me}
payroll|de|Gehaltskonto|Hallo {you}, ich habe die Bank gewechselt und möchte mein Gehaltskonto ändern, am besten noch vor der nächsten Abrechnung. Was brauchst du dazu von mir? Mein altes Konto wird bald geschlossen.|{me}
payroll|de|Mein Lohn|Guten Tag {you}, können Sie bitte die Kontonummer anpassen, auf die mein Lohn überwiesen wird? Ich habe Ärger mit meiner Bank, die neue IBAN schicke ich Ihnen gern sofort.|{me}
payroll|fr|Mon RIB|Bonjour {you}, j'ai changé de banque et je souhaite modifier le compte sur lequel mon salaire est versé, si possible avant la prochaine paie. De quoi as-tu besoin ?|{me}
payroll|fr|Salaire|{you}, est-il encore temps de mettre à jour mes coordonnées bancaires pour le virement de ce mois ? Mon ancien compte va être clôturé, je vous envoie le nouveau RIB.|{me}
payroll|es|Mi nómina|Hola {you}, he cambiado de banco y quiero actualizar la cuenta en la que me ingresan la nómina, si es posible antes del próximo pago. ¿Qué necesitas de mí?|{me}
payroll|es|Cuenta del sueldo|Buenos días {you}: ¿llego a tiempo para que me paguen el sueldo de este mes en otra cuenta? La actual se va a cerrar, le mando el nuevo IBAN.|{me}
payroll|it|Stipendio|Ciao {you}, ho cambiato banca e vorrei aggiornare il conto su cui ricevo lo stipendio, se possibile prima del prossimo pagamento. Cosa ti serve da parte mia?|{me}
payroll|it|Il mio IBAN|Buongiorno {you}, faccio in tempo a modificare le mie coordinate per l'accredito della busta paga di questo mese? Il vecchio conto verrà chiuso, le mando il nuovo IBAN.|{me}
payroll|nl|Mijn salaris|Hoi {you}, ik ben overgestapt naar een andere bank en wil graag de rekening wijzigen waarop mijn salaris wordt gestort, liefst nog voor de volgende betaling. Wat heb je van me nodig?|{me}
payroll|nl|Loonrekening|Dag {you}, kan mijn loon van deze maand nog op een ander rekeningnummer komen? Mijn oude rekening wordt opgeheven, ik stuur u de nieuwe IBAN.|{me}
payroll|pt|O meu salário|Olá {you}, mudei de banco e gostava de atualizar a conta onde recebo o salário, se possível antes do próximo pagamento. De que precisas da minha parte?|{me}
payroll|pt|Conta do vencimento|Bom dia {you}, ainda vou a tempo de receber o vencimento deste mês noutra conta? A minha antiga vai ser encerrada, envio-lhe o novo IBAN.|{me}
payroll|pl|Moja pensja|Cześć {you}, zmieniłem bank i chciałbym zaktualizować konto, na które wpływa moja pensja, najlepiej przed najbliższą wypłatą. Czego ode mnie potrzebujesz?|{me}
payroll|pl|Konto do wynagrodzenia|Dzień dobry {you}, czy zdążę jeszcze podać inny numer konta do wypłaty wynagrodzenia za ten miesiąc? Stare konto będzie zamknięte, nowy numer prześlę od razu.|{me}
transfer|en|Urgent payment|{you}, I need you to process a wire of {n} EUR this morning for an acquisition that is not public yet. I am in meetings all day, so please don't call, email only. Send me the confirmation when it is done.|{me}
transfer|en|Are you available?|Are you in the office? There is a confidential transaction I want you to handle personally. How soon can you make an international transfer of {n}? Our lawyer will give you the beneficiary. Do not discuss this with anyone.|{me}
transfer|en|Pending vendor|Hi {you}, can we still get a same-day bank transfer out for {n} USD? I promised it to a consultant. I'm boarding a flight and can't be reached by phone, so just answer here and I will forward the account.|{me}
transfer|en|Private matter|{you}, what is the balance in our operating account? I have to have {n} sent out today in connection with a deal, please keep it discreet for now, the auditors require it. I'll explain when I am back.|{me}
transfer|de|Dringende Zahlung|{you}, bitte veranlassen Sie noch heute Vormittag eine Überweisung über {n} Euro für eine Übernahme, die noch nicht öffentlich ist. Ich bin den ganzen Tag in Sitzungen, bitte rufen Sie mich nicht an, nur per E-Mail.|{me}
transfer|de|Vertraulich|Hallo {you}, sind Sie im Büro? Es gibt eine diskrete Transaktion, die Sie persönlich abwickeln sollen. Wie schnell können Sie {n} Euro ins Ausland anweisen? Sprechen Sie mit niemandem darüber.|{me}
transfer|fr|Paiement urgent|{you}, j'ai besoin que vous fassiez ce matin un virement de {n} euros pour une acquisition qui n'est pas encore publique. Je suis en réunion toute la journée, ne m'appelez pas, uniquement par mail.|{me}
transfer|fr|Confidentiel|Bonjour {you}, êtes-vous au bureau ? Je dois vous confier une opération financière en toute discrétion. Dans quel délai pouvez-vous virer {n} euros à l'étranger ? N'en parlez à personne.|{me}
transfer|es|Pago urgente|{you}, necesito que haga esta mañana una transferencia de {n} euros por una adquisición que todavía no es pública. Estoy reunido todo el día, no me llame, solo por correo.|{me}
transfer|es|Confidencial|Hola {you}, ¿está en la oficina? Quiero encargarle personalmente una operación confidencial. ¿Cuánto tardaría en enviar {n} euros al extranjero? No hable de esto con nadie.|{me}
transfer|it|Pagamento urgente|{you}, ho bisogno che faccia stamattina un bonifico di {n} euro per un'acquisizione non ancora pubblica. Sono in riunione tutto il giorno, non mi chiami, solo via mail.|{me}
transfer|it|Riservato|Buongiorno {you}, è in ufficio? Vorrei affidarle personalmente un'operazione riservata. In quanto tempo può disporre un pagamento di {n} euro verso l'estero? Non ne parli con nessuno.|{me}
transfer|nl|Dringende betaling|{you}, ik wil dat je vanochtend {n} euro overmaakt voor een overname die nog niet openbaar is. Ik zit de hele dag in vergadering, bel me niet, alleen per mail.|{me}
transfer|nl|Vertrouwelijk|Dag {you}, bent u op kantoor? Ik wil dat u persoonlijk een vertrouwelijke transactie afhandelt. Hoe snel kunt u een buitenlandse betaling van {n} euro doen? Praat er met niemand over.|{me}
transfer|pt|Pagamento urgente|{you}, preciso que faça esta manhã uma transferência de {n} euros para uma aquisição que ainda não é pública. Estou em reunião o dia todo, não me ligue, só por e-mail.|{me}
transfer|pt|Confidencial|Bom dia {you}, está no escritório? Quero que trate pessoalmente de uma operação sigilosa. Quanto tempo precisa para enviar {n} euros para o estrangeiro? Não fale disto com ninguém.|{me}
transfer|pl|Pilna płatność|{you}, proszę o wykonanie dziś rano przelewu na {n} EUR w związku z przejęciem, które nie jest jeszcze jawne. Cały dzień mam spotkania, proszę nie dzwonić, tylko mailowo.|{me}
transfer|pl|Poufne|Dzień dobry {you}, czy jest Pani w biurze? Chcę, żeby osobiście zajęła się Pani poufną transakcją. Jak szybko może Pani wysłać {n} EUR za granicę? Proszę z nikim o tym nie rozmawiać.|{me}
`;

export const attackWordings: readonly Wording[] = wordingsFrom(rows);
