/** What people write to each other, by language, a sentence each: subjects, greetings, sentences, closings. Written by us. */

export interface Tongue {
  readonly subjects: readonly string[];
  readonly greetings: readonly string[];
  readonly sentences: readonly string[];
  readonly closings: readonly string[];
}

const tongue = (subjects: string, greetings: string, sentences: string, closings: string): Tongue => ({
  subjects: subjects.split('|'),
  greetings: greetings.split('|'),
  sentences: sentences.split('|'),
  closings: closings.split('|'),
});

export const tongues: readonly Tongue[] = [
  tongue(
    'Pictures from Sunday|Lunch?|Re: the garden|Minutes|Fwd: train times|hello|A poem for you|test|Test message|Two photos|Your question|Happy birthday!|Draft of chapter two|Re: Re: key to the office|notes from the call|Small correction|Where shall we meet|the fox and the hare|Re: bug in the parser|patch attached',
    'Hi|Hello|Dear Bob|Bob,|Good morning|Hi all,|Hey|',
    'Here are the pictures I promised you.|Could you tell me when the next train leaves?|The children liked the lake and want to come back.|I put the file on the shelf beside the printer.|Thanks for the cake, it was very good.|Once upon a time a fox met a hare at the edge of a wood.|The hare was not afraid and asked him the way.|I will be at the office from nine.|Please have a look at page seven when you find the time.|We could also meet at the station.|My mother sends her regards.|This is a test of the mail program, please ignore it.|The function returns null when the list is empty, which I did not expect.|I have attached both versions so that you can compare them.|It rained all day, so we stayed inside and played cards.|Do you still have the ladder?|The patch below makes the loop stop at the right place.|See you on Friday then.|I have not heard from Carla yet.|Let me know what you think.',
    'Regards|Cheers|Best wishes|Love|See you|Thanks|Kind regards',
  ),
  tongue(
    'Bilder vom Sonntag|Mittagessen?|AW: Garten|Protokoll|Eine kleine Geschichte|Testnachricht|Der Fuchs und der Hase|Grüße aus dem Urlaub|Schlüssel|Frage zum Bericht|Entwurf',
    'Hallo|Lieber Bob|Guten Morgen|Hallo zusammen|Servus|',
    'Hier sind die Bilder, die ich dir versprochen habe.|Weißt du, wann der nächste Zug fährt?|Den Kindern hat der See gefallen.|Der Schlüssel liegt beim Pförtner.|Vielen Dank für den Kuchen.|Es war einmal ein Fuchs, der begegnete am Waldrand einem Hasen.|Der Hase fürchtete sich nicht und fragte ihn nach dem Weg.|Die Tiere im Wald hörten das und liefen zusammen.|Ich bin ab neun im Büro.|Schau dir bitte Seite sieben an, wenn du Zeit hast.|Meine Mutter lässt grüßen.|Dies ist nur ein Test, bitte nicht antworten.|Es hat den ganzen Tag geregnet, also haben wir Karten gespielt.|Hast du noch die Leiter?|Ich habe beide Fassungen angehängt.|Bis Freitag!',
    'Viele Grüße|Liebe Grüße|Gruß|Bis bald|Danke',
  ),
  tongue(
    'Photos de dimanche|Déjeuner ?|Re: le jardin|Compte rendu|Message de test|Une fable|Bonnes vacances|Question sur le rapport',
    'Bonjour|Salut|Cher Bob|Coucou|Bonjour à tous|',
    "Voici les photos que je t'avais promises.|Sais-tu à quelle heure part le prochain train ?|Les enfants ont adoré le lac.|Merci pour le gâteau, il était très bon.|Il était une fois un renard qui rencontra un lièvre au bord du bois.|Le lièvre n'eut pas peur et lui demanda son chemin.|Je serai au bureau à partir de neuf heures.|Regarde la page sept quand tu auras le temps.|Ma mère t'embrasse.|Ceci est un simple essai, merci de ne pas en tenir compte.|Il a plu toute la journée, nous avons joué aux cartes.|J'ai joint les deux versions.|À vendredi !",
    'Bises|Cordialement|À bientôt|Merci|Amitiés',
  ),
  tongue(
    'Fotos del domingo|¿Comemos?|Re: el jardín|Acta|Mensaje de prueba|Una fábula|Saludos desde la playa',
    'Hola|Querido Bob|Buenos días|Hola a todos|',
    'Aquí tienes las fotos que te prometí.|¿Sabes a qué hora sale el próximo tren?|A los niños les gustó mucho el lago.|Gracias por el pastel.|Había una vez un zorro que encontró una liebre junto al bosque.|La liebre no tuvo miedo y le preguntó el camino.|Estaré en la oficina desde las nueve.|Mira la página siete cuando puedas.|Mi madre te manda recuerdos.|Esto es solo una prueba.|Llovió todo el día y jugamos a las cartas.|Adjunto las dos versiones.|Nos vemos el viernes.',
    'Un abrazo|Saludos|Hasta pronto|Gracias',
  ),
  tongue(
    'Foto di domenica|Pranzo?|Re: il giardino|Verbale|Messaggio di prova|Una favola',
    'Ciao|Caro Bob|Buongiorno|Ciao a tutti|',
    'Ecco le foto che ti avevo promesso.|Sai a che ora parte il prossimo treno?|Ai bambini è piaciuto il lago.|Grazie per la torta.|C’era una volta una volpe che incontrò una lepre ai margini del bosco.|La lepre non ebbe paura e le chiese la strada.|Sarò in ufficio dalle nove.|Guarda pagina sette quando hai tempo.|Mia madre ti saluta.|Questo è solo un test.|Ha piovuto tutto il giorno e abbiamo giocato a carte.|Ho allegato le due versioni.|A venerdì.',
    'Saluti|Un abbraccio|A presto|Grazie',
  ),
  tongue(
    "Foto's van zondag|Lunch?|Re: de tuin|Notulen|Testbericht",
    'Hoi|Beste Bob|Goedemorgen|Hallo allemaal|',
    "Hier zijn de foto's die ik je had beloofd.|Weet je hoe laat de volgende trein gaat?|De kinderen vonden het meer geweldig.|Bedankt voor de taart.|Er was eens een vos die aan de rand van het bos een haas tegenkwam.|Ik ben vanaf negen uur op kantoor.|Kijk even naar bladzijde zeven als je tijd hebt.|Mijn moeder doet je de groeten.|Dit is alleen een test.|Het regende de hele dag, dus we hebben gekaart.|Ik heb beide versies bijgevoegd.|Tot vrijdag.",
    'Groet|Groetjes|Tot snel|Bedankt',
  ),
  tongue(
    'Fotos de domingo|Almoço?|Re: o jardim|Ata|Mensagem de teste',
    'Olá|Caro Bob|Bom dia|Oi pessoal|',
    'Aqui estão as fotos que te prometi.|Sabes a que horas sai o próximo comboio?|As crianças adoraram o lago.|Obrigado pelo bolo.|Era uma vez uma raposa que encontrou uma lebre à beira do bosque.|Estarei no escritório a partir das nove.|Vê a página sete quando puderes.|A minha mãe manda lembranças.|Isto é só um teste.|Choveu o dia todo e jogámos às cartas.|Anexei as duas versões.|Até sexta.',
    'Abraço|Cumprimentos|Até breve|Obrigada',
  ),
  tongue(
    'Zdjęcia z niedzieli|Obiad?|Odp: ogród|Notatka|Wiadomość testowa',
    'Cześć|Drogi Bobie|Dzień dobry|Witam wszystkich|',
    'Oto zdjęcia, które Ci obiecałem.|Wiesz, o której odjeżdża następny pociąg?|Dzieciom bardzo podobało się jezioro.|Dziękuję za ciasto.|Pewnego razu lis spotkał zająca na skraju lasu.|Będę w biurze od dziewiątej.|Spójrz na stronę siódmą, gdy znajdziesz czas.|Mama Cię pozdrawia.|To tylko test.|Cały dzień padało, więc graliśmy w karty.|Załączam obie wersje.|Do piątku.',
    'Pozdrawiam|Do zobaczenia|Dzięki',
  ),
  tongue(
    '日曜日の写真|お昼ごはん|Re: 庭について|議事録|テスト|お久しぶりです',
    'こんにちは|お疲れさまです|ボブさん|',
    '約束していた写真を送ります。|次の電車は何時ですか。|子どもたちは湖をとても気に入りました。|ケーキをありがとうございました。|むかしむかし、森のはずれで狐が兎に会いました。|九時から事務所にいます。|お時間のあるときに七ページを見てください。|母がよろしくと言っています。|これはテストです。|一日中雨だったので、トランプをしました。|二つの版を添付します。|では金曜日に。',
    'よろしくお願いします|またね|それでは',
  ),
  tongue(
    'Фотографии с воскресенья|Обед?|Re: сад|Протокол|Проверка почты',
    'Привет|Дорогой Боб|Доброе утро|Всем привет|',
    'Вот фотографии, которые я обещал.|Ты не знаешь, когда следующий поезд?|Детям очень понравилось озеро.|Спасибо за пирог.|Жила-была лиса, и встретила она на опушке зайца.|Я буду в офисе с девяти.|Посмотри страницу семь, когда будет время.|Мама передаёт привет.|Это просто проверка.|Весь день шёл дождь, и мы играли в карты.|Прикладываю обе версии.|До пятницы.',
    'С уважением|Пока|До встречи|Спасибо',
  ),
  tongue(
    'שאלה על הדוח|תמונות מיום ראשון|בדיקה',
    'שלום|היי|',
    'הנה התמונות שהבטחתי.|אתה יודע מתי הרכבת הבאה?|הילדים אהבו את האגם.|תודה על העוגה.|אהיה במשרד מתשע.|זו רק בדיקה.|ירד גשם כל היום אז שיחקנו קלפים.|להתראות ביום שישי.',
    'תודה|להתראות',
  ),
  tongue(
    '星期天的照片|午饭|回复：花园|测试邮件|会议记录',
    '你好|早上好|大家好|',
    '这是我答应给你的照片。|你知道下一班火车几点开吗？|孩子们很喜欢那个湖。|谢谢你的蛋糕。|从前有一只狐狸在树林边遇到了一只兔子。|我九点以后在办公室。|有空的时候请看第七页。|这只是一个测试。|下了一整天的雨，我们就打牌了。|附上两个版本。|星期五见。',
    '祝好|再见|谢谢',
  ),
];
