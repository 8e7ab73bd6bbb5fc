/**
 * What honest people and businesses write about the same things: the benign twins of `wordings-attack.ts`, of the same
 * kinds, languages and halves.
 */

import { type Wording, wordingsFrom } from './wording.ts';

const rows = `
gift|en|Gift cards for every occasion|Still looking for a present? Buy a gift card in our shop today and get {n} points. Choose a design, add a message and send it by email within minutes. Codes are valid for three years.|{me}
gift|en|Your gift card order {n}|Thank you for your purchase. Your gift card is attached as a PDF; the recipient redeems the code at checkout. If you have any questions, please reply to this email.|{me}
gift|en|Beware of gift card scams|Dear {you}, criminals pretend to be managers and ask staff to buy gift cards and to send photos of the codes. We will never ask you for that. If you get such a message, do not answer, and report it.|{me}
gift|en|Question about my voucher|Hello, I was given a voucher of yours for my birthday, but the website does not accept the code. Can you tell me what I am doing wrong? I would like to use it this week.|{me}
gift|de|Geschenkkarten zu Weihnachten|Noch kein Geschenk? Kaufen Sie jetzt eine Geschenkkarte in unserem Laden und erhalten Sie {n} Punkte dazu. Der Code kommt sofort per E-Mail und gilt drei Jahre.|{me}
gift|de|Frage zu meinem Gutschein|Guten Tag, ich habe zum Geburtstag einen Gutschein von Ihnen bekommen, aber im Internet wird der Code nicht angenommen. Können Sie mir sagen, was ich falsch mache?|{me}
gift|fr|Offrez une carte cadeau|Pas encore d'idée ? Achetez une carte cadeau dans notre boutique et gagnez {n} points. Le code est envoyé aussitôt par e-mail et reste valable trois ans.|{me}
gift|fr|Question sur mon bon|Bonjour, on m'a offert une carte cadeau de votre magasin, mais le site refuse le code. Pouvez-vous me dire comment faire ? J'aimerais l'utiliser cette semaine.|{me}
gift|es|Regala una tarjeta|¿Aún sin ideas? Compra una tarjeta regalo en nuestra tienda y consigue {n} puntos. El código llega al instante por correo y vale tres años.|{me}
gift|es|Duda sobre mi tarjeta regalo|Hola, me han regalado una tarjeta de su tienda, pero la web no acepta el código. ¿Me pueden decir qué hago mal? Me gustaría usarla esta semana.|{me}
gift|it|Regala una carta|Ancora senza idee? Acquista una carta regalo nel nostro negozio e ottieni {n} punti. Il codice arriva subito via e-mail e vale tre anni.|{me}
gift|it|Domanda sul mio buono|Buongiorno, mi hanno regalato un buono del vostro negozio, ma il sito non accetta il codice. Potete dirmi dove sbaglio? Vorrei usarlo questa settimana.|{me}
gift|nl|Geef een cadeaukaart|Nog geen idee? Koop nu een cadeaukaart in onze winkel en krijg {n} punten. De code komt direct per e-mail en is drie jaar geldig.|{me}
gift|nl|Vraag over mijn cadeaubon|Goedemiddag, ik heb voor mijn verjaardag een cadeaubon van u gekregen, maar de site accepteert de code niet. Kunt u mij zeggen wat ik verkeerd doe?|{me}
gift|pt|Ofereça um cartão|Ainda sem ideias? Compre um cartão-presente na nossa loja e ganhe {n} pontos. O código chega de imediato por e-mail e é válido por três anos.|{me}
gift|pt|Dúvida sobre o meu vale|Bom dia, ofereceram-me um vale da vossa loja, mas o site não aceita o código. Podem dizer-me o que estou a fazer mal? Gostava de o usar esta semana.|{me}
gift|pl|Podaruj kartę|Brak pomysłu? Kup kartę podarunkową w naszym sklepie i odbierz {n} punktów. Kod przychodzi od razu mailem i jest ważny trzy lata.|{me}
gift|pl|Pytanie o bon|Dzień dobry, dostałam na urodziny bon do Państwa sklepu, ale strona nie przyjmuje kodu. Czy mogą mi Państwo powiedzieć, co robię źle?|{me}
bank|en|Invoice {n}|Dear {you}, please find attached invoice {n}. Payment is due within 30 days. Please transfer the amount to our bank account as printed on the invoice and quote the invoice number.|{me}
bank|en|Our bank details stay the same|Dear customers, several of you have received mail in our name about a new account. That was fraud. Our bank details have not changed, and we would never tell you of a change by email. Please call us if in doubt.|{me}
bank|en|New features in your account|Good news: your bank account now shows upcoming payments. Open the app, choose Overview and see what changed. Transfers between your own accounts are free as before.|{me}
bank|en|Payment received|Hello {you}, thank you, we have received your payment of {n} for the May invoice on our account. The balance is settled. Have a nice week.|{me}
bank|de|Rechnung {n}|Guten Tag {you}, anbei erhalten Sie unsere Rechnung {n}. Bitte überweisen Sie den Betrag innerhalb von 30 Tagen auf das in der Rechnung genannte Konto.|{me}
bank|de|Warnung vor falschen Rechnungen|Liebe Kunden, zurzeit sind in unserem Namen Mails mit einer neuen Bankverbindung unterwegs. Das ist Betrug: Unsere Bankverbindung hat sich nicht geändert. Rufen Sie uns im Zweifel an.|{me}
bank|fr|Facture {n}|Bonjour {you}, veuillez trouver ci-joint notre facture {n}. Merci de régler le montant sous 30 jours sur le compte indiqué sur la facture.|{me}
bank|fr|Attention aux faux RIB|Chers clients, des fraudeurs annoncent en notre nom un changement de RIB. Nos coordonnées bancaires n'ont pas changé. En cas de doute, appelez-nous.|{me}
bank|es|Factura {n}|Buenos días {you}: adjuntamos la factura {n}. Les rogamos que abonen el importe en 30 días en la cuenta que figura en la factura.|{me}
bank|es|Aviso de fraude|Estimados clientes: circulan correos en nuestro nombre con una cuenta nueva. Es un fraude, nuestra cuenta bancaria no ha cambiado. Si tienen dudas, llámennos.|{me}
bank|it|Fattura {n}|Buongiorno {you}, in allegato la nostra fattura {n}. Vi preghiamo di pagare l'importo entro 30 giorni sul conto riportato in fattura.|{me}
bank|it|Attenzione alle truffe|Gentili clienti, circolano e-mail a nostro nome con un nuovo conto. È una truffa: le nostre coordinate bancarie non sono cambiate. In caso di dubbio chiamateci.|{me}
bank|nl|Factuur {n}|Dag {you}, hierbij ontvangt u onze factuur {n}. Wilt u het bedrag binnen 30 dagen overmaken naar de rekening die op de factuur staat?|{me}
bank|nl|Pas op voor valse facturen|Beste klanten, er gaan mails rond uit onze naam met een nieuw rekeningnummer. Dat is fraude: ons rekeningnummer is niet gewijzigd. Bel ons bij twijfel.|{me}
bank|pt|Fatura {n}|Bom dia {you}, segue em anexo a nossa fatura {n}. Solicitamos o pagamento no prazo de 30 dias para a conta indicada na fatura.|{me}
bank|pt|Atenção a fraudes|Caros clientes, circulam mensagens em nosso nome com uma conta nova. É fraude: os nossos dados bancários não foram alterados. Em caso de dúvida, liguem-nos.|{me}
bank|pl|Faktura {n}|Dzień dobry {you}, w załączniku przesyłamy fakturę {n}. Prosimy o zapłatę w ciągu 30 dni na rachunek podany na fakturze.|{me}
bank|pl|Uwaga na oszustwa|Drodzy Klienci, w naszym imieniu rozsyłane są wiadomości o nowym numerze konta. To oszustwo: nasz rachunek nie zmienił się. W razie wątpliwości prosimy o telefon.|{me}
payroll|en|Your payslip for May|Hello {you}, your payslip is ready in the portal. Your salary will be paid on the 28th to the account you have given us. Questions? Ask your HR team.|{me}
payroll|en|Your payout account was changed|Hi {you}, the bank account for your payouts was updated today. If this was you, there is nothing to do. If it was not, please contact our support team at once.|{me}
payroll|de|Ihre Gehaltsabrechnung|Guten Tag {you}, Ihre Gehaltsabrechnung für Mai liegt im Portal bereit. Ihr Gehalt wird am 28. auf das hinterlegte Konto überwiesen.|{me}
payroll|de|Ihr Auszahlungskonto wurde geändert|Hallo {you}, das Konto für Ihre Auszahlungen wurde heute geändert. Waren Sie das, ist nichts weiter zu tun. Andernfalls melden Sie sich bitte bei uns.|{me}
payroll|fr|Votre bulletin de paie|Bonjour {you}, votre bulletin de mai est disponible. Votre salaire sera versé le 28 sur le compte que vous nous avez indiqué.|{me}
payroll|fr|Votre compte de versement|Bonjour {you}, le compte bancaire de vos versements a été modifié aujourd'hui. Si c'est bien vous, vous n'avez rien à faire. Sinon, contactez-nous.|{me}
payroll|es|Su nómina de mayo|Hola {you}, su nómina de mayo está disponible en el portal. El sueldo se ingresará el día 28 en la cuenta que nos indicó.|{me}
payroll|es|Su cuenta de cobro|Hola {you}, la cuenta bancaria de sus cobros se ha modificado hoy. Si ha sido usted, no tiene que hacer nada. Si no, póngase en contacto con nosotros.|{me}
payroll|it|La sua busta paga|Buongiorno {you}, la busta paga di maggio è disponibile. Lo stipendio sarà accreditato il 28 sul conto che ci ha comunicato.|{me}
payroll|it|Il suo conto per gli accrediti|Buongiorno {you}, il conto per i suoi accrediti è stato modificato oggi. Se è stato lei, non deve fare nulla. Altrimenti ci contatti.|{me}
payroll|nl|Uw loonstrook|Dag {you}, uw loonstrook van mei staat klaar. Uw salaris wordt op de 28e gestort op de rekening die u heeft opgegeven.|{me}
payroll|nl|Uw uitbetalingsrekening|Dag {you}, de rekening voor uw uitbetalingen is vandaag gewijzigd. Was u dat zelf, dan hoeft u niets te doen. Zo niet, neem dan contact met ons op.|{me}
payroll|pt|O seu recibo de vencimento|Bom dia {you}, o recibo de maio está disponível. O salário será pago no dia 28 na conta que nos indicou.|{me}
payroll|pt|A sua conta de recebimentos|Olá {you}, a conta bancária dos seus recebimentos foi alterada hoje. Se foi você, não precisa de fazer nada. Caso contrário, contacte-nos.|{me}
payroll|pl|Pasek płacowy|Dzień dobry {you}, Pani pasek płacowy za maj jest gotowy. Wynagrodzenie wpłynie 28. dnia miesiąca na podane przez Panią konto.|{me}
payroll|pl|Konto do wypłat|Dzień dobry {you}, konto do wypłat zostało dziś zmienione. Jeśli to Pani, nie trzeba nic robić. W przeciwnym razie prosimy o kontakt.|{me}
transfer|en|Reminder: invoice {n} is overdue|Dear {you}, our invoice {n} is still open. Please arrange the transfer today to avoid a late fee. If you have paid already, ignore this message. Call us with any question.|{me}
transfer|en|Handover of the project|Hi {you}, are you available for a quick call on Thursday? I'd like to talk about the transfer of the files to the new team and about who takes over what. I am in meetings until noon.|{me}
transfer|en|You sent a transfer|You sent {n} EUR to a saved beneficiary. The transfer was processed this morning. You do not need to do anything.|{me}
transfer|en|Confidential: offer for your tender|Dear {you}, please find our offer attached. The document is confidential and meant for you only. Payment terms are 30 days net by bank transfer. I am happy to answer questions by phone.|{me}
transfer|de|Zahlungserinnerung {n}|Guten Tag {you}, die Rechnung {n} ist noch offen. Bitte überweisen Sie den Betrag umgehend, um Mahngebühren zu vermeiden. Haben Sie schon gezahlt, betrachten Sie dieses Schreiben als gegenstandslos.|{me}
transfer|de|Übergabe|Hallo {you}, haben Sie am Donnerstag Zeit für ein kurzes Gespräch? Es geht um die Übertragung der Dateien an das neue Team. Bis Mittag bin ich in einer Besprechung.|{me}
transfer|fr|Rappel de la facture {n}|Bonjour {you}, la facture {n} reste impayée. Merci de faire le virement au plus vite afin d'éviter des frais. Si vous avez déjà payé, ne tenez pas compte de ce message.|{me}
transfer|fr|Passage de relais|Bonjour {you}, êtes-vous disponible jeudi pour un court échange ? Il s'agit du transfert des fichiers à la nouvelle équipe. Je suis en réunion jusqu'à midi.|{me}
transfer|es|Recordatorio de la factura {n}|Hola {you}, la factura {n} sigue pendiente. Le rogamos que haga la transferencia cuanto antes para evitar recargos. Si ya ha pagado, ignore este mensaje.|{me}
transfer|es|Traspaso|Hola {you}, ¿tiene un momento el jueves para hablar? Se trata de la transferencia de los archivos al nuevo equipo. Estoy en una reunión hasta el mediodía.|{me}
transfer|it|Sollecito fattura {n}|Buongiorno {you}, la fattura {n} risulta ancora aperta. La preghiamo di effettuare il bonifico al più presto per evitare spese. Se ha già pagato, ignori questo messaggio.|{me}
transfer|it|Passaggio di consegne|Buongiorno {you}, è disponibile giovedì per una breve chiamata? Si tratta del trasferimento dei file al nuovo gruppo. Sono in riunione fino a mezzogiorno.|{me}
transfer|nl|Herinnering factuur {n}|Dag {you}, factuur {n} staat nog open. Wilt u het bedrag zo snel mogelijk overmaken om kosten te voorkomen? Heeft u al betaald, dan kunt u dit bericht negeren.|{me}
transfer|nl|Overdracht|Dag {you}, heeft u donderdag tijd voor een kort gesprek? Het gaat om de overdracht van de bestanden aan het nieuwe team. Tot twaalf uur zit ik in een vergadering.|{me}
transfer|pt|Lembrete da fatura {n}|Bom dia {you}, a fatura {n} continua por pagar. Pedimos que faça a transferência o mais depressa possível para evitar custos. Se já pagou, ignore esta mensagem.|{me}
transfer|pt|Passagem de pasta|Olá {you}, está disponível na quinta-feira para uma chamada curta? Trata-se da transferência dos ficheiros para a nova equipa. Estou em reunião até ao meio-dia.|{me}
transfer|pl|Przypomnienie o fakturze {n}|Dzień dobry {you}, faktura {n} nie została jeszcze opłacona. Prosimy o przelew jak najszybciej, aby uniknąć odsetek. Jeśli płatność już wyszła, prosimy zignorować tę wiadomość.|{me}
transfer|pl|Przekazanie projektu|Dzień dobry {you}, czy ma Pani chwilę w czwartek na krótką rozmowę? Chodzi o przekazanie plików nowemu zespołowi. Do południa jestem na spotkaniu.|{me}
`;

export const benignWordings: readonly Wording[] = wordingsFrom(rows);
