/** What people write to the office from their private address for the first time: short, personal, and asking for nothing. */

import { type Wording, wordingsFrom } from './wording.ts';

const rows = `
home|en|Ill today|Hi, I am ill today and stay at home. See you tomorrow.|{me}
home|en|Running late|Hello {you}, my train has been cancelled, so I will be in at about eleven. Please start the meeting without me.|{me}
home|en|No access|Hi {you}, my laptop does not start and I cannot get at my work mail. I am on my private account until IT has looked at it.|Thanks, {me}
home|en|Photos|Here are the photos of the summer party. The one with the dog and the cake is my favourite. See you on Monday!|{me}
home|en|Keys|I think I left my keys on your desk. Could you have a look? I will come by in the afternoon.|{me}
home|de|Krank|Guten Morgen {you}, ich bin heute leider krank und bleibe zu Hause. Den Termin um zehn müssen wir verschieben.|Viele Grüße, {me}
home|de|Später heute|Hallo, mein Sohn hat Fieber, ich komme erst gegen Mittag. Ihr erreicht mich über diese Adresse.|{me}
home|de|Bilder|Hallo {you}, anbei die Bilder vom Ausflug. Das Wetter war wirklich schön!|Bis Montag, {me}
home|fr|Malade|Bonjour {you}, je suis malade et je reste à la maison aujourd'hui. À demain j'espère.|{me}
home|fr|En retard|Mon train est supprimé, j'arriverai vers onze heures. Commencez sans moi.|{me}
home|es|Hoy no voy|Buenos días {you}, estoy enfermo y hoy me quedo en casa. Nos vemos mañana.|{me}
home|es|Fotos|Hola, te mando las fotos de la cena. ¡Qué bien lo pasamos!|Un abrazo, {me}
home|it|Malato|Buongiorno {you}, oggi sono malato e resto a casa. Ci sentiamo domani.|{me}
home|it|In ritardo|Il treno è in ritardo, arrivo verso le undici. Cominciate pure senza di me.|{me}
home|nl|Ziek|Goedemorgen {you}, ik ben ziek en blijf vandaag thuis. Tot morgen, hoop ik.|{me}
home|nl|Foto's|Hoi, hier zijn de foto's van het uitje. Het was erg gezellig!|Groetjes, {me}
home|pt|Doente|Bom dia {you}, estou doente e hoje fico em casa. Até amanhã.|{me}
home|pt|Atraso|O comboio foi suprimido, chego por volta das onze. Comecem sem mim.|{me}
home|pl|Chory|Dzień dobry {you}, jestem dziś chory i zostaję w domu. Do jutra.|{me}
home|pl|Zdjęcia|Cześć, przesyłam zdjęcia z wycieczki. Było bardzo miło!|{me}
`;

export const homeWordings: readonly Wording[] = wordingsFrom(rows);
