/**
 * Text as its reader takes it: without characters nobody sees, and with look-alike letters as the letters they
 * imitate (Unicode Technical Standard #39, "Confusable Detection"; a small table of our own).
 *
 * That something had to be folded is itself a sign, so it is counted.
 */

import { isAscii } from '../../mail/ascii.ts';

export interface Folded {
  /** In lower case, compatibility forms and accents folded (Unicode Standard Annex #15, NFKD). */
  readonly text: string;
  readonly zeroWidth: number;
  /** Words that mix Latin letters with Cyrillic or Greek ones. */
  readonly mixedScript: number;
}

/** Cyrillic and Greek letters, and below each the Latin one it is taken for. */
const imitating = 'авсеніјкморѕтхуԁԛԝгпαβεικνορτυχγηωөһ';
const imitated = 'abcehijkmopstxydqwrnabeikvoptuxynwoh';

const lookAlikes: ReadonlyMap<string, string> = new Map(
  Array.from(imitating, (letter, at) => [letter, imitated.charAt(at)]),
);

export function fold(text: string): Folded {
  if (isAscii(text)) return { text: text.toLowerCase(), zeroWidth: 0, mixedScript: 0 };
  // Some characters decompose into 18 others; what grows past the original is not read.
  const decomposed = text
    .normalize('NFKD')
    .toLowerCase()
    .slice(0, text.length * 2);
  let folded = '';
  let zeroWidth = 0;
  let mixedScript = 0;
  let runStart = 0;
  let word = { latin: false, foreign: false };
  const endWord = (): void => {
    if (word.latin && word.foreign) {
      mixedScript += 1;
      folded = folded.slice(0, runStart) + latinised(folded.slice(runStart));
    }
    word = { latin: false, foreign: false };
  };
  let pieces = '';
  for (let at = 0; at < decomposed.length; at += 1) {
    const code = decomposed.charCodeAt(at);
    if (isInvisible(code)) {
      zeroWidth += 1;
      continue;
    }
    if (code >= 0x300 && code <= 0x36f) continue;
    if (code >= 0x61 && code <= 0x7a) word.latin = true;
    else if (code >= 0x370 && code <= 0x52f) word.foreign = true;
    else if (!(code >= 0x30 && code <= 0x39)) {
      endWord();
      // Kept short, so that putting a word right never copies the whole text.
      pieces += folded + decomposed.charAt(at);
      folded = '';
      runStart = 0;
      continue;
    }
    folded += decomposed.charAt(at);
  }
  endWord();
  return { text: pieces + folded, zeroWidth, mixedScript };
}

function latinised(word: string): string {
  let latin = '';
  for (const character of word) latin += lookAlikes.get(character) ?? character;
  return latin;
}

/** As written, but for what nobody sees. */
export function withoutInvisible(text: string): string {
  if (isAscii(text)) return text;
  let seen = '';
  for (let at = 0; at < text.length; at += 1) if (!isInvisible(text.charCodeAt(at))) seen += text.charAt(at);
  return seen;
}

/** Soft hyphen, joiners, directional marks, fillers, the byte order mark, variation selectors. */
function isInvisible(code: number): boolean {
  return (
    code === 0xad ||
    code === 0x34f ||
    code === 0x61c ||
    code === 0x115f ||
    code === 0x1160 ||
    code === 0x17b4 ||
    code === 0x17b5 ||
    code === 0x180e ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    code === 0x3164 ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0xfeff
  );
}
