/**
 * What a reader takes a text for at a glance: look-alike letters as the letters they imitate, marks and invisible
 * characters gone (Unicode Technical Standard #39, "Confusable Detection", with a table of our own).
 *
 * Two texts look alike where their skeletons are equal; a skeleton itself is for no reader.
 */

import { isAscii } from '../../mail/ascii.ts';
import { once } from '../../tables/once.ts';

/** By the letter that is imitated. Whatever Unicode takes apart itself (NFKD) needs no place here. */
const imitations: Readonly<Record<string, string>> = {
  a: 'аαɑᴀ⍺ꭺаⱥⲁ𐊠ᗅꓮᎪ',
  b: 'ƄЬьᏏᖯвʙƀɓƃвɃᏴꓐβ',
  c: 'сϲᴄⅽⲥᏟꓚƈȼᑕ',
  d: 'ԁɗđɖᏧᗞᎠꓒᴅᑯժ',
  e: 'еҽєεɛəᴇℯ℮ꬲɇᎬꓰεɘ',
  f: 'ƒꞙꬵẝſϝքꓝᖴ',
  g: 'ɡցǥɠᶃԍɢᏀꓖ',
  h: 'һհᏂħɦнʜнԊꓧᎻ',
  i: 'іιıɩɪɨӏꙇᎥίᛁӀΙІ',
  j: 'јϳʝɉᴊᎫꓙ',
  k: 'кκᴋƙⲕᏦꓗĸқҝ',
  l: 'ⅼłŀƖӏǀɭɫⲗʟꮮᏞꓡℓ',
  m: 'мᴍṃɱⲙⅿϻᎷꓟ',
  n: 'ոռпηɲƞɳᴎɴℼꓠᴨ',
  o: 'оοօσόøɵᴏᴑоꬽௐ०໐ⲟօѳөꓳОΟ',
  p: 'рρϱⲣᴘƥᵽᏢꓑ',
  q: 'ԛգզʠɋ',
  r: 'гᴦⲅꭇꭈɍʀɽяᏒꓣ',
  s: 'ѕꜱƽȿʂᏚꓢ',
  t: 'тτᴛƭʈŧⲧᎢꓔ',
  u: 'υսʋᴜцʊꭎꭒџꓴ',
  v: 'νѵᴠⅴᏙꓦ',
  w: 'ѡԝաɯшᴡⱳⲱωᎳꓪ',
  x: 'хχⅹ×᙮ⲭꓫҳ',
  y: 'уγүỿʏɏуꭚᎽꓬұ',
  z: 'ᴢʐƶȥⱬᏃꓜ',
  ss: 'ß',
  ae: 'æӕ',
  oe: 'œ',
  th: 'þ',
  dz: 'ʣ',
  '-': '‐‑‒–—−⁃˗',
  '.': '。․․｡',
};

/** Made when a text is first compared that is not ASCII. */
const lookAlikes = once(
  () =>
    new Map(
      Object.entries(imitations).flatMap(([imitated, letters]) =>
        Array.from(letters, (letter) => [letter.toLowerCase(), imitated] as const),
      ),
    ),
);

/** Of longer texts only the beginning is compared. */
const longestText = 400;

/** In lower case Latin letters as far as that is what a reader sees; other letters stay. */
export function plainLetters(text: string): string {
  const begin = text.slice(0, longestText);
  if (isAscii(begin)) return begin.toLowerCase();
  let plain = '';
  // Some characters decompose into 18 others; what grows past twice the original is not read.
  const decomposed = begin
    .normalize('NFKD')
    .slice(0, 2 * longestText)
    .toLowerCase();
  for (const character of decomposed) {
    if (isUnseen(character)) continue;
    plain += lookAlikes().get(character) ?? lookAlikes().get(character.normalize('NFKD')) ?? character;
  }
  return plain;
}

/** Signs of one shape, whatever the font: for names of people and of domains alike. */
export function skeletonOf(text: string): string {
  const plain = plainLetters(text);
  let skeleton = '';
  for (let at = 0; at < plain.length; at += 1) {
    const pair = pairs.get(plain.slice(at, at + 2));
    skeleton += pair ?? shapes.get(plain.charAt(at)) ?? plain.charAt(at);
    if (pair !== undefined) at += 1;
  }
  return skeleton;
}

/** The same letter by letter: where words have been glued, a pair may be the end of one and the beginning of the other. */
export function shapesOf(text: string): string {
  return Array.from(plainLetters(text), (character) => shapes.get(character) ?? character).join('');
}

const pairs: ReadonlyMap<string, string> = new Map([
  ['rn', 'm'],
  ['cl', 'd'],
  ['vv', 'w'],
  ['uu', 'w'],
]);

const shapes: ReadonlyMap<string, string> = new Map([
  ['i', 'l'],
  ['1', 'l'],
  ['|', 'l'],
  ['!', 'l'],
  ['0', 'o'],
  ['3', 'e'],
  ['4', 'a'],
  ['@', 'a'],
  ['5', 's'],
  ['$', 's'],
  ['7', 't'],
  ['8', 'b'],
]);

/** Marks on letters, format characters, fillers, variation selectors. */
const unseen = /[\p{M}\p{Cf}\u115f\u1160\u3164\uffa0]/u;
const allUnseen = new RegExp(unseen, 'gu');

function isUnseen(character: string): boolean {
  return character > '\u007f' && unseen.test(character);
}

/** Room in front of a text costs nothing where nobody sees it. */
export function withoutUnseen(text: string): string {
  return isAscii(text) ? text : text.replaceAll(allUnseen, '');
}
