/**
 * Words by which people ask for gift cards, for money, or to have money sent to another account, in English, German, French,
 * Spanish, Italian, Dutch, Portuguese and Polish.
 *
 * `word*` is every word that begins so; words in a row are a phrase; `~` stands for up to two words of whatever kind.
 * Accents and case do not count: the message is folded (spam/fold.ts), and the words here are written so.
 */

export type Notion =
  | 'gift-card'
  | 'brand'
  | 'card'
  | 'get'
  | 'codes'
  | 'scratch'
  | 'picture'
  | 'account'
  | 'our-account'
  | 'account-changed'
  | 'their-account'
  | 'changed'
  | 'unusable'
  | 'former'
  | 'cannot-receive'
  | 'new'
  | 'pay'
  | 'salary'
  | 'of-mine'
  | 'my-salary'
  | 'abroad'
  | 'transfer'
  | 'file-transfer'
  | 'money'
  | 'urgent'
  | 'secret'
  | 'hush'
  | 'busy'
  | 'unreachable'
  | 'refund'
  | 'send-me'
  | 'in-person'
  | 'void'
  | 'disclaimer'
  | 'not-changed'
  | 'fraud';

/** Phrases are separated by commas and line ends. */
export const moneyWords: Readonly<Record<Notion, string>> = {
  'gift-card': `gift card*, giftcard*, gift voucher*, gift certificate*, prepaid card*, e gift*, egift*
    geschenkkart*, geschenkgutschein*, guthabenkart*, gutscheinkart*, prepaid kart*, gutschein*
    carte* cadeau*, cheque* cadeau*, bon* cadeau*, carte* prepayee*, bon* d achat*
    tarjeta* regalo*, tarjeta* de regalo*, tarjeta* prepago*, bono* regalo*, vale* regalo*
    carta regalo, carte regalo, buono regalo, buoni regalo, carta prepagata, carte prepagate, gift card
    cadeaukaart*, cadeaubon*, cadeaukaartje*, tegoedbon*, waardebon*
    cartao presente, cartoes presente, cartao oferta, cartoes oferta, vale presente, vales presente, vale oferta, vales oferta
    kart* podarunkow*, kart* prezentow*, kart* upominkow*, bon* podarunkow*, kart* przedplac*, bon* upominkow*`,
  brand: `google play, play store, itunes, apple, steam, amazon, ebay, razer, xbox, playstation, paysafe*, neosurf, vanilla
    walmart, target, sephora, nike, visa, amex, american express, transcash, pcs, fnac, zalando, allegro, bol com, bol`,
  card: `card, cards, voucher*, kart, karta, karte, karten, karty, kartami, kartach, gutschein*, carte, cartes, bon, bons, tarjeta*, vale, vales, buono, buoni, carta, kaart*, bonnen
    cartao, cartoes, bony, bonow`,
  get: `buy, buying, purchas*, pick up, pick some, get some, get me, get a few, get them, procure, obtain
    kauf*, besorg*, hol, holen, beschaff*, zu kaufen
    achet*, procur*, acheter, prendre
    compra, compras, compre, compres, compren, comprarme*, comprame*, compreme, comprarlas, comprarle, adquir*, consegu*, comprar
    acquist*, procurar*
    koop*, kop, kopen, koopt, halen, haal, aanschaf*, bestel, bestellen, bestelt
    arranj*
    kup, kupic, kupil*, kupno, kupisz, kupi, kupuj*, kupcie, zakup*, naby*, zalatw*`,
  codes: `einlosecode*, gutscheincode*, kartencode*, kartennummer*, aktivierungscode*, guthabencode*, cadeaucode*, kaartnummer*, code*, pin, pins, serial number*, card number*, number*, nummer*, numero*, numer, numery, numerow, chiffre*, codigo*
    codice, codici, kod, kody, kodow, codes`,
  scratch: `scratch*, rubbel*, freirubbel*, aufrubbel*, gratt*, rasca*, rasque*, gratta*, grattare, kras*, raspa*, raspe*, zdrap*`,
  picture: `photo*, picture*, pic, pics, snapshot*, screenshot*, image*, foto, fotos, fotografi*, bild, bilder, imagen*, imagem
    imagens, immagin*, afbeelding*, zdjec*, scan, scans`,
  account: `account, accounts, bank, banks, banking, bank detail*, iban, swift, routing number*, sort code*, beneficiary, remittance detail*
    direct deposit, payment detail*, payment instruction*, wire instruction*, wiring instruction*, remit to
    bankverbindung*, bankdaten, kontodaten, kontoverbindung*, konto, kontonummer*, bankkonto, gehaltskonto, zahlungsdaten
    coordonnees bancaires, compte, compte bancaire, rib, banque, releve d identite bancaire
    cuenta, cuenta bancaria, datos bancarios, datos de pago, banco, ccc
    coordinate bancarie, conto, conto corrente, dati bancari, banca
    rekening, rekeningnummer*, bankrekening*, bankgegevens, betaalgegevens, betalingsgegevens
    conta, conta bancaria, dados bancarios, dados de pagamento, nib
    rachun*, konta, kontem, koncie, numer konta, dane bankowe, danych bankowych, nr konta`,
  'our-account': `our ~ account, our ~ bank, our ~ iban, our ~ bank detail*, our ~ remittance, our ~ banking, our ~ beneficiary
    our ~ payment detail*, our ~ payment information, we ~ bank, we ~ banks, new iban we
    unser* ~ bankverbindung*, unser* ~ konto, unser* ~ bankkonto, unser* ~ kontonummer, unser* ~ bankdaten, unser* ~ kontodaten, unser* ~ iban, wir ~ bank
    notre ~ compte, nos coordonnees bancaires, notre ~ rib, notre ~ banque, notre ~ iban, nous ~ banque
    nuestra* ~ cuenta, nuestros datos bancarios, nuestro ~ iban, nuestro ~ banco, hemos ~ banco
    nostre coordinate, nostro ~ conto, nostro ~ iban, nostra ~ banca, nostri dati bancari, abbiamo ~ banca
    ons ~ rekening*, ons ~ bankrekening*, onze ~ bankgegevens, onze ~ rekening*, onze ~ bankrekening*, ons ~ iban, onze ~ bank, wij ~ bank, we ~ bank
    nossa ~ conta, nossos dados bancarios, nosso ~ iban, nosso ~ banco, nossa ~ iban, nosso ~ nib
    nasz* ~ rachun*, nasz* ~ kont*, nasz* dan* bank*, rachun* nasz*, nasz* ~ bank*, naszego rachunku`,
  'account-changed': `new account, new bank, new iban, new bank account, new bank detail*, new banking, different account, another account, other account, different bank
    another bank, other bank, alternate account, alternative account, switched bank*, changed bank*, change of bank*, updated bank*
    updated payment detail*, updated remittance*, updated account detail*, new beneficiary, new ~ account, new payment detail*, new remittance
    andere* bank, neue* bankverbindung, neue* konto, neue* bankkonto, neue* iban, neue* kontonummer, neue* bankdaten, neue* kontodaten
    andere* konto, andere* bankkonto, geanderte* bankverbindung, geanderte* kontodaten, konto gewechselt, bank gewechselt, zweites konto
    autre banque, autre etablissement, autre compte, autre rib, second compte, nouveau* compte, nouveau compte bancaire, nouveau rib
    nouvelle* coordonnees bancaires, nouvel iban, nouvelle banque, changement de rib, changement de ~ coordonnees bancaires
    changement de ~ compte, change* de banque
    otro banco, otra entidad, otra cuenta, otra distinta, segunda cuenta, nueva cuenta, cuenta nueva, cuenta distinta, cuenta diferente
    nuevo* datos bancarios, nuevo iban, cambio de cuenta, cambi* de banco, cambio de datos bancarios
    altra banca, altro istituto, altro conto, altro nostro conto, altro iban, secondo conto, nuove coordinate, nuovo conto, nuovo iban
    conto diverso, cambi* banca, cambio di conto, cambio* iban, cambio coordinate
    andere bank, nieuwe bank, tweede rekening, nieuw* rekeningnummer*, nieuw* bankrekening*, naar ~ nieuw* rekening, op ~ nieuw* rekening
    nieuwe rekening hieronder, ander* rekeningnummer*, ander* bankrekening*, naar ~ ander* rekening, op ~ ander* rekening, nieuw* iban
    nieuw* bankgegevens, gewijzigd* rekeningnummer*, gewijzigd* bank*, wijziging ~ rekeningnummer*, wijziging ~ bank*
    outro banco, outra instituicao, outra conta, noutra conta, segunda conta, para ~ nova conta, na nova conta, nova conta bancaria
    nova conta abaixo, novos dados bancarios, conta diferente, conta nova, novo iban, novo nib, alteracao ~ dados bancarios
    alteracao ~ conta bancaria, mude* de banco, mudou de banco, mudamos de banco, mudanca de banco
    inny bank, innym bank*, innego banku, drugie konto, na now* rachun*, now* rachun* bank*, now* numer ~ rachunku, now* numer ~ konta
    nowe konto, nowego konta, na inn* rachun*, inny rachun*, inne konto, na inne nowy, zmian* ~ rachunk* bank*, zmian* ~ konta bank*, zmian* ~ numeru rachunku
    zmian* ~ numeru konta, zmienil* bank, zmienil* sie ~ rachun*, zmienil* ~ konto`,
  'their-account': `your new account, your account, your new bank account, your new online, create ~ account, creating ~ account, register ~ account, sign up
    ihr konto, ihr neues konto, ihrem neuen konto, ihres neuen kontos, dein neues konto, neues konto anlegen, konto ~ erstellen
    votre nouveau compte, ton nouveau compte, votre compte, creez ~ compte, creer ~ compte
    su nueva cuenta, tu nueva cuenta, su cuenta, crea ~ cuenta, crear ~ cuenta, cree ~ cuenta
    suo nuovo conto, tuo nuovo conto, suo conto, vostro nuovo conto, crea ~ conto
    uw nieuwe rekening, je nieuwe rekening, uw rekening, jouw nieuwe rekening, maak ~ account, account aanmaken
    sua nova conta, tua nova conta, sua conta, vossa nova conta, crie ~ conta, criar ~ conta
    panstwa nowe konto, twoje nowe konto, panstwa konto, zaloz ~ konto, utworz ~ konto, zalozyc ~ konto
    sign in, log in, login, password, anmelden, einloggen, passwort, connectez vous, mot de passe, inicie sesion, contrasena, acceda, inloggen
    wachtwoord, inicie a sessao, palavra passe, senha, zaloguj*, zalogowa*, haslo`,
  changed: `changed, updated, migrated, amended, replaced, switched, will change, is changing
    geandert, gewechselt, umgestellt, umgezogen, aktualisiert, andert sich, andern sich
    change, changee, changees, changes, modifie, modifies, modifiee, modifiees, actualise, actualisees
    cambiado, cambiada, cambiados, modificado, modificada, modificados, actualizado, actualizada, actualizados, cambia, cambian
    cambiato, cambiata, cambiate, cambiati, modificato, modificata, modificate, modificati, aggiornato, aggiornate, variato, variata, variate
    gewijzigd, veranderd, aangepast, overgestapt, gewisseld, verhuisd
    alteramos, alterado, alterada, alterados, alteradas, mudou, mudaram, mudamos, mudado, atualizado, atualizada, atualizados
    zmienil*, zmienion*, ulegl* zmianie, zaktualizowan*`,
  unusable: `closed, closing, frozen, blocked, compromised, under review, under audit, audited, being audited, suspended, moved to, no longer, anymore, any more
    gesperrt, geschlossen, gepruft, eingefroren, aufgelost, in prufung, nicht mehr, zurzeit keine
    bloque, ferme, cloture, gele, objet d un controle, en cours d audit, sous controle, ne ~ plus, suspendu
    bloqueada, cerrada, congelada, en revision, en auditoria, auditada, suspendida, ya no
    bloccato, chiuso, congelato, sotto verifica, in verifica, in revisione, sospeso, non ~ piu
    geblokkeerd, gesloten, bevroren, gecontroleerd, onderzocht, opgeheven, niet meer, niets meer
    bloqueada, encerrada, congelada, em auditoria, em revisao, suspensa, ja nao
    zablokowan*, zamknie*, sprawdzan*, w trakcie audytu, objete kontrola, w trakcie kontroli, zawieszon*, juz nie`,
  former: `old account, previous account, former account, usual account, old bank, former bank, previous bank, the former one, the old one, one printed, account printed
    account on our invoice*, account on the invoice*
    bisherige* konto, bisherige* bankverbindung, altes konto, alten konto, fruhere* konto, ubliche* konto, gewohnte* konto
    compte habituel, ancien compte, ancien rib, compte precedent
    cuenta habitual, cuenta anterior, cuenta antigua, cuenta de siempre, antigua cuenta
    conto abituale, solito conto, vecchio conto, conto precedente
    gebruikelijke rekening, vaste rekening, vertrouwde rekening, oude rekening, vorige rekening
    conta habitual, conta anterior, conta antiga, antiga conta
    dotychczasow* rachun*, dotychczasow* kont*, star* rachun*, star* konto, poprzedni* rachun*, poprzedni* konto`,
  'cannot-receive': `cannot receive, can t receive, not receive, unable to receive, not able to receive, account ~ cannot accept, cannot accept ~ payments ~ account
    unable to accept, cannot accept ~ transfer*, cannot take
    keine ~ zahlungen, keine ~ uberweisungen, keine ~ auslandszahlungen, keine zahlungseingange
    peut ~ recevoir, pouvons ~ recevoir, plus recevoir, no puede ~ recibir, no podemos ~ recibir, no pueden ~ recibir, ni podemos recibir
    non puo ~ ricevere, non possiamo ~ ricevere, non riusciamo a ricevere, niets meer ontvangen, geen ~ ontvangen, kan ~ geen, kunnen ~ geen
    nao pode ~ receber, nao podemos ~ receber, nie moze ~ przyjm*, nie mozemy ~ przyjm*, nie moze ~ otrzym*, nie mozemy ~ otrzym*`,
  new: `audit*, frozen, sprawdz*, compromised, closed, closing, blocked, under review, gesperrt*, prufung*, geschlossen*, controle, bloque*, ferme*
    auditoria*, bloquead*, cerrad*, revision, verifica, bloccat*, chius*, geblokkeer*, gesloten, encerrad*, audyt*, kontrol*, zablokowan*
    zamknie*, zamkni*, old, former, previous, ancien*, anterior*, vecchi*, precedent*
    oude, vorige, stare, stary, starego, starym, poprzedn*
    migrated, umgezogen, migrat*
    new, chang*, updat*, different, switch*, another, replac*, moved to, no longer, amend*, modif*
    neu, neue, neuen, neuer, neues, geander*, ander*, gewechsel*, wechsel*, umgestell*, aktualisier*, umstell*
    nouve*, chang*, autre*, actualis*, mettre a jour
    nuev*, cambi*, otra, otro, distint*, actualiz*, modific*
    nuov*, altro, altra, aggiorn*, variat*, variare, variazion*
    nieuw*, gewijzig*, wijzig*, verander*, andere, aanpass*, overgestapt
    mudar, novo, nova, novos, novas, alterar, alterad*, alterac*, altere, alterem, alterou, mude*, mudou, mudan*, outra, outro, atualiz*, trocar, troque*
    nowy, nowa, nowe, nowego, nowym, nowej, nowych, zmien*, zmian*, inny, inne, innego, aktualiz*`,
  pay: `pagano, pagam, platne, anzahlung*, acompte*, anticipo*, acconto*, aanbetaling*, sinal, zaliczk*, paier*, paga, money, geld, argent, dinero, denaro, soldi, dinheiro, pieniadz*, pieniedzy, srodki, pagat*, pagad*, pagan, paguen, paguem, pague, pagher*
    pagate, pagare*, regle*, reglez, verser, versez, verse, versee, versees, versement*, versat*, pay, paid, payment*, paying, remit*, settle*, transfer*, deposit*, wire*, funds, remittance*
    uberweis*, zahl*, bezahl*, begleich*, gutschreib*, einzahl*
    payer, paye*, paiement*, reglement*, regler, virement*, virer, verser, versement*
    pago, pagos, pagar*, abon*, ingres*, transfer*, deposit*
    pagament*, pagare, bonific*, versare, versate, versi, versamento, versamenti, versato, accredit*, saldare
    betaal*, betal*, overma*, overboek*, stort*, voldoen
    pagamento*, pagar*, liquid*, deposit*
    plac*, zaplac*, platn*, przelew*, przelac, wplac*, wplat*, naleznos*, uregulowa*`,
  salary: `payroll, salary, salaries, paycheck*, paycheque*, wage*, direct deposit, pay stub*
    gehalt*, lohn*, entgelt*, bezuge
    salaire*, paie, paye, remuneration*
    nomina*, sueldo*, salario*
    stipendi*, busta paga, salario, paga
    salaris*, loon, loonbetaling*, loonadministratie
    ordenado*, vencimento*
    pensj*, wynagrodzen*, wyplat*, pobor*`,
  'of-mine': `i, i d, i ve, i m, my, mine, me
    ich, mein*, mir
    je, j, mon, ma, mes, m
    mi, mis, he, quiero, quisiera, necesito, puedo, querria, gustaria, tengo, me
    mio, mia, miei, ho, vorrei, desidero, posso, devo
    ik, mijn, m n, mij
    meu, minha, meus, gostava, gostaria, quero, preciso, mudei, troquei, queria
    moj*, mego, chce, chcial*, chcialab*, zmienil*, mam, moge, prosze o zmiane`,
  'my-salary': `my salary, my ~ salary, my ~ pay, my ~ paycheck*, my wage*, my ~ direct deposit, my ~ payroll, my compensation, where my pay
    mein* gehalt*, mein* ~ gehalt*, mein* lohn*, mein* ~ lohn*, mein* bezuge, mein* entgelt
    mon salaire, mon ~ salaire, ma paie, ma ~ paie, ma paye, ma remuneration, mes salaires
    mi sueldo, mi ~ sueldo, mi nomina, mi ~ nomina, mi salario, mi ~ salario
    mio stipendio, mio ~ stipendio, mia busta paga, mia paga, mio salario
    mijn salaris*, mijn ~ salaris*, mijn loon, mijn ~ loon, m n salaris
    meu salario, meu ~ salario, meu ordenado, meu ~ ordenado, meu vencimento, meu ~ vencimento
    moj* pensj*, moj* ~ pensj*, mojej pensji, moj* wynagrodzen*, moj* ~ wynagrodzen*, moj* wyplat*, moj* ~ wyplat*`,
  abroad: `international transfer*, foreign transfer*, overseas transfer*, international payment*, foreign payment*, international wire*, overseas
    auslandsuberweisung*, auslandszahlung*, internationale* uberweisung*, ins ausland, virement* ~ international, virement* ~ etranger
    paiement ~ etranger, transferencia* ~ internacional*, pago* ~ internacional*, pago* al extranjero, pago en el extranjero
    bonific* ~ internazional*, bonific* ~ estero, bonific* ~ all estero, pagamento ~ estero, buitenlandse betaling*, buitenlandse overboeking*
    internationale overboeking*, naar het buitenland, pagamento* ~ internaciona*, pagamento* ~ estrangeiro, przelew* ~ zagraniczn*
    platnosc* ~ zagraniczn*, za granice`,
  transfer: `transfer*, wire, wire transfer*, bank transfer*, payment*, remit*
    uberweis*, zahlung, auslandsuberweisung*, auslandszahlung*, geldtransfer*, transaktion*, eilzahlung*, eiluberweisung*
    virement*, paiement*, reglement*, transaction*
    transferencia*, pago, pagos, operacion*, giro
    bonific*, pagament*, transazion*, operazion*
    overma*, overboek*, betaling*, transactie*
    pagamento*, operac*, transac*
    przelew*, platnosc*, transakc*, wplat*`,
  'file-transfer': `file*, datei*, fichier*, archivo*, fichero*, documento*, bestand*, ficheiro*, arquivo*, plik*`,
  money: `eur, euro, euros, usd, dollar*, gbp, pound*, chf, zl, zloty*, pln, franken, wire, bank transfer*, dolar*, dolares, libra*
    sterlin*, virement*, bonific*, uberweis*, auslandszahlung*, przelew*, przela*, overma*, overboek*, funds`,
  urgent: `urgent*, right now, jetzt gleich, tout de suite, ahora mismo, nu meteen, zaraz, agora mesmo, ja um, today, before ~ noon, by noon, asap, as soon as possible, immediate*, right away, same day, this morning, this afternoon, quick*, at once
    how fast, how soon, before noon, by noon, within the hour, end of day, end of business, close of business, promptly, now
    dringend*, sofort*, heute, umgehend, vormittag, nachmittag, schnell*, eilig*, eilt, unverzuglich, bis mittag
    urgen*, aujourd hui, ce matin, cet apres midi, au plus vite, immediate*, rapide*, des que possible, sans attendre, sans delai
    combien de temps, quel delai, avant midi, antes del mediodia, prima di mezzogiorno, antes do meio dia, przed poludniem, close of the day
    vor geschaftsschluss, avant la fermeture, antes del cierre, prima della chiusura, einde van de dag, antes do fecho, przed koncem dnia
    vor zwolf, vor mittag, voor twaalf uur, voor de middag, antes de las doce, avant ce soir, entro oggi, ainda hoje, jeszcze dzis
    hoy, esta manana, esta tarde, cuanto antes, inmediat*, rapid*, cuanto tiempo, lo antes posible, pronto
    oggi, stamattina, stamani, subito, immediat*, prima possibile, al piu presto, quanto tempo, pomeriggio, rapidamente
    vandaag, vanochtend, vanmiddag, spoed*, zo snel mogelijk, meteen, nu direct, direct nu, direct even, hoe snel, onmiddellijk
    hoje, esta manha, esta tarde, imediat*, quanto tempo, o mais rapido, o mais depressa, quanto antes
    piln*, dzis*, natychmiast*, szybko, jak najszybciej, niezwlocznie, rano, jak predko, w ciagu godziny`,
  secret: `confidential*, secret*, sensitive, vertraulich*, geheim*, heikel*, confidentiel*, confidencial*, reservad*, riservat*, confidenzial*
    vertrouwelijk*, gevoelig*, poufn*, tajemn*, delicat*, delikat*`,
  hush: `between us, between you and me, discreet*, discretion, not public, not ~ public, keep this between, keep this quiet, keep this private, keep this confidential, keep this to yourself, keep this to ~ yourself, keep this discreet, keep it to yourself, in confidence, undisclosed
    do not discuss, don t discuss, do not tell, don t tell, not mention, don t mention, tell nobody, tell no one, speak to nobody
    only the two of us, only you and i, only you and me, just the two of us, nobody may know, no one else, nobody else, anyone else
    only with me, with me only, off the books, nur mit mir, qu avec moi, uniquement avec moi, solo con me, solo conmigo, alleen met mij, so comigo
    tylko ze mna, alleen ~ met mij
    word must not, not get out, not leak, nach aussen, durchsickern, rien ~ filtrer, aucune fuite, debe saberse, trapelare, uitlekken, pode saber se
    na jaw
    to me alone, talk ~ with anyone, speak ~ with anyone, this with anyone, speak to anyone, talk to anyone, word to anyone, mention ~ to anyone
    diskret*, unter uns, fur sich, fur dich, mit niemand*, niemandem, niemand ~ wissen, nicht offentlich, stillschweigen, keinem
    nur wir beide, nur wir zwei, nur sie und ich, nur mir, zu niemand*
    discret*, entre nous, a personne, avec personne, n en ~ a personne, personne ~ doit, pas ~ publique*, pas ~ public, pas ~ publics
    nous seuls, seuls a, nous ~ seuls, qu a moi
    discrecion, entre nosotros, con nadie, a nadie, nadie ~ debe, no ~ publica, no ~ publico, nosotros dos, usted y yo, sigilo*, solo a mi
    riservatezza, tra noi, con nessuno, a nessuno, nessuno ~ deve, non ~ pubblic*, discrezion*, noi due, solo a me
    tussen ons, met niemand, aan niemand, niemand ~ mag, niemand ~ weten, niet openbaar, discreet, discretie, alleen wij, wij tweeen
    hou* ~ voor ~ je, hou* ~ voor ~ u, alleen aan mij, nog niet bekend
    sigilo, sigilos*, entre nos, com ninguem, a ninguem, ninguem ~ pode, ninguem ~ saber, nao e public*, discric*, nos dois, so a mim
    miedzy nami, z nikim, nikomu, nikt ~ nie, dyskre*, nie ~ jawn*, zachowa* ~ dla siebie, tylko my, my dwaj, my dwoje, tylko mnie`,
  busy: `on a plane, on a flight, in the air, travelling, traveling, im flugzeug, im flieger, auf reisen, dans l avion, en avion, en vol, en deplacement, de viaje
    en el avion, en vuelo, in volo, in viaggio, in aereo, in het vliegtuig, op reis, onderweg, em viagem, no aviao, w samolocie, w podrozy
    in a meeting, in meetings, meeting all day, conference call, board session, board meeting, boarding, tied up, in a conference, in session
    besprechung*, sitzung*, im termin, in einem termin, in terminen, zu termin, im gesprach, en reunion, en conference, en rendez vous, en una reunion, reunido, reunida
    en reuniones, ocupado, ocupada, in riunione, occupato, occupata, in vergadering, in een vergadering, in bespreking, em reuniao
    numa reuniao, em reunioes, ocupado, na spotkaniu, mam spotkan*, na zebraniu, zajety, zajeta, with a client, bei einem kunden
    chez un client, con un cliente, bij een klant, com um cliente, u klienta`,
  unreachable: `don t call, do not call, can t call, cannot call, can t talk, cannot talk, can t take ~ call*, can t speak, cannot speak, no calls
    not ~ by phone, t ~ reached by phone, email only, by email only, only by email, by mail only, just reply, just answer here
    can t pick up, cannot pick up, can t answer ~ phone, not answer ~ phone, can t get to the phone, answer by e mail, answer by email, answer by mail
    nicht ans telefon, antworten sie ~ mail, antworte ~ mail, pas repondre, pas decrocher, repondez moi par, ecrivez moi, no ~ atender, no ~ contestar
    conteste por correo, contesta por correo, responda por, non ~ rispondere, risponda per mail, risponda via mail, niet opnemen, antwoord per ~ mail
    nao ~ atender, nie ~ odebrac, nie ~ odbierac, odpisac mail*, odpisz mail*, odpowiedziec mail*
    no phone, without ~ phone, ohne telefon, sans telephone, sin telefono, senza telefono, zonder telefoon, sem telefone, bez telefonu
    this address only, only to this address, unavailable by phone
    nicht telefonieren, nicht ~ telefon*, nicht anrufen, nicht sprechen, nicht ~ sprechen, rufen sie ~ nicht, ruf ~ nicht, ruf mich nicht
    nur per ~ mail, nur per mail, ausschliesslich per, telefonisch nicht, telefonisch ~ nicht, nicht telefonisch, nicht ~ erreichbar
    pas ~ appel*, ne m appel*, uniquement par ~ mail, seulement par ~ mail, que par ~ mail, pas joignable, injoignable, pas ~ telephone*
    ne ~ telephonez pas, pas parler
    no ~ llame*, no ~ llamad*, solo por correo, solo por ~ mail, no ~ telefono, unicamente por correo, no ~ hablar, unicamente por
    non ~ chiam*, non ~ telefono, non ~ telefonare, solo via mail, solo per ~ mail, solo via ~ mail, non ~ parlare, soltanto via
    bel ~ niet, bel me niet, niet bellen, niet ~ bellen, alleen per ~ mail, alleen via ~ mail, niet bereikbaar, niet ~ telefo*
    uitsluitend per
    nao ~ ligue*, nao ~ telefone, so por ~ mail, apenas por ~ mail, nao ~ ligar, nao ~ falar, somente por, nao ~ atender
    nie ~ dzwon*, nie ~ rozmawiac, tylko mail*, tylko ~ mail, tylko ~ mailowo, nie ~ telefon*, wylacznie mail*, nie moge odebrac`,
  refund: `auslagen, reimburse*, pay you back, money back, i ll refund you, i will refund, i refund you, erstatte ich, ich erstatte, erstatte ihnen, erstatte dir, erstatte es, geld ~ zuruck, geld ~ ~ zuruck, bekommst ~ zuruck, je ~ rembours*, te rembours*, vous rembourserai, devuelv*, devolvere, devolverte, devolverle, te devolver*, devolverei, te reembols*, reembolsare, reembolsarei, reembolso te, ti rimbors*, la rimborso, le rimborso, vi rimborso, rimborsero
    ik ~ terugbetaal*, betaal ~ terug, betaal je terug, geld ~ terug, devolvo, zwroce, oddam`,
  'send-me': `forward ~ codes, forward ~ numbers, forward them, scan ~ backs, mir ~ weiterleiten, mir ~ ~ weiterleiten, weiterleiten, faire suivre, reenvi*
    girarmi, girameli, naar mij, reencaminh*, przeslac ~ dalej, przeslac mi ~ dalej, przekaz* mi
    send me, send them to me, send it to me, email me, e mail me, text me, forward me, forward them, reply with, share ~ with me
    send ~ to me, send ~ over, get back to me with
    schick mir, schicken sie mir, sende mir, senden sie mir, mir ~ senden, mir ~ schicken, mir ~ zukommen, mir ~ zu, mir ~ zusenden
    mir ~ ~ senden, mir ~ ~ schicken, mir ~ mail*, mir ~ ubermitteln
    envoie* moi, envoyez moi, m envoyer, me ~ envoyer, me transmettre, me ~ transmettre, transme* ~ moi, me ~ faire parvenir, m en envoyer
    m adresser, me communiquer, communique* moi
    enviarme*, enviame*, enviemelo*, enviemelas, envieme*, mandame*, mandarme*, me ~ envi*, me ~ mand*, mandeme*, pasame*, remitirme*
    inviarmi, inviami, mandami, mandarmi, mi ~ invi*, mi ~ mand*, me li invi*, me li mand*, mandameli, inviarmeli, trasmettermi, girami
    stuur me, stuur mij, stuur ze, mij ~ sturen, me ~ sturen, mij ~ doorsturen, me ~ doorsturen, mail me, mail mij, mij ~ mailen
    mij ~ ~ doorsturen, mij ~ ~ sturen
    envia me, enviar me, envie me, mandar me, manda me, mande me, me ~ envi*, me ~ mand*, remeter me, enviares me
    wyslij mi, wyslac mi, przeslij mi, przeslac mi, podeslij mi, przesle* mi, prosze ~ przeslanie, prosze ~ przeslac, wyslij ~ mi, mi ~ przeslac`,
  'in-person': `counting on you, count on you, rely on you, zahle ~ auf sie, zahle ~ auf dich, zahle in ~ ~ auf sie, verlasse mich auf, compte sur vous, compte sur toi
    cuento con usted, cuento contigo, conto su di lei, conto su di te, reken op u, reken op je, conto consigo, conto contigo, licze na
    are you at your desk, are you in the office, are you available, are you in office, you personally, personally, i need you to
    i need your help, i need your assistance, handle ~ for me, take care of ~ for me, need a favor, need a favour, i want you to
    sind sie im buro, bist du im buro, am platz, am schreibtisch, personlich*, ich brauche ihre hilfe, ich mochte dass sie
    etes vous au bureau, es tu au bureau, personnellement, vous ~ disponible, j ai besoin de toi, j ai besoin de vous, besoin d aide, are you able to, j ai besoin que, j ai besoin de votre, votre aide
    esta en la oficina, estas en la oficina, personalmente, necesito que, necesito su ayuda, necesito tu ayuda
    e in ufficio, sei in ufficio, ho bisogno che, ho bisogno del, di persona, voglio che
    bent u op kantoor, ben je op kantoor, persoonlijk, ik wil dat, ik heb ~ hulp, op uw plek
    esta no escritorio, estas no escritorio, pessoalmente, preciso que, preciso da sua, preciso da tua, quero que
    jest pani w biurze, jest pan w biurze, jestes w biurze, osobiscie, potrzebuje pomocy, chce zeby, chce aby, potrzebuje zeby`,
  void: `do not use, don t use, not be used, disregard, instead of, not ~ the one, not on the one, no longer use, not use ~ any more
    verwenden sie nicht, nicht ~ verwenden, nicht ~ nutzen, nicht mehr, sondern
    ne pas utiliser, n utilisez pas, n utilisez plus, mais le suivant, mais ~ suivant, et non ~ sur, et non plus
    no utilice*, no use, no usen, sino, y ya no, ya no ~ utiliz*
    non usare, non utilizz*, ma il seguente, e non ~ sul, e non piu
    gebruik ~ niet, niet ~ gebruiken, maar ~ volgende, en niet meer, niet naar
    nao usem, nao utiliz*, nao use, mas ~ a seguinte, mas ~ seguinte, e nao para, e ja nao
    nie uzywac, nie korzystac, lecz ~ nastepujac*, a nie na
    no longer valid, no longer in use, not valid any more, not in use any more, out of date, ungultig*, hinfallig*, plus valable*, plus utilis*
    plus en vigueur, caduc*, ya no ~ valid*, no ~ valid*, dejan de ser valid*, non ~ valid*, non ~ ~ valid*, niet meer geldig
    niet meer gebruik*, niet langer geldig, vervallen, ja nao ~ valid*, deixam de ser valid*, deixou de ser valid*, juz niewazn*, nieaktualn*
    nie ~ juz ~ wazn*, nie obowiazuj*`,
  disclaimer: `intended recipient*, intended for, intended only, intended solely, this e mail, this email, this message, attachment* to it, disclaimer, rights reserved, derechos reservados, diritti riservati, direitos reservados, rechte vorbehalten
    diese e mail, diese mail, diese nachricht, ce message, cet e mail, ce courriel, cet email, este correo, este mensaje, este e mail
    questo messaggio, questa e mail, questa mail, dit bericht, deze e mail, deze mail, esta mensagem, niniejsza wiadomosc, ta wiadomosc
    niniejszej wiadomosci, tej wiadomosci`,
  'not-changed': `not changed, not been changed, have not ~ changed, has not ~ changed, unchanged, stay the same, stays the same, remain* the same
    not change, never change, no change, never tell, nicht geandert, unverandert, nicht ~ geandert, bleibt gleich
    n ont pas change, pas change, inchange*, ne changent pas, n a pas change
    no ha cambiado, no han cambiado, no cambia*, sin cambios, no ha ~ cambiado
    non sono cambiat*, non e cambiat*, invariat*, non cambia*
    niet gewijzigd, niet veranderd, ongewijzigd, niet ~ gewijzigd
    nao ~ alterad*, nao mud*, nao ~ mud*, inalterad*
    nie zmienil*, bez zmian, nie ulegl*, nie zmienia*`,
  fraud: `fraud*, scam*, criminal*, phishing, pretend*, impersonat*, imposter*, betrug*, kriminell*, escroc*, arnaque*
    estafa*, estafador*, truff*, frode, frodi, oplicht*, burla*, burlao, oszust*, wyludz*`,
};
