/** Character references in attribute values (HTML Standard, "Character reference state"), as far as a URL may need them. */

import { isLetter } from './ascii.ts';

/** Those that stand for characters a URL is made of; others are left as they are. */
const ofUrls: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['AMP', '&'],
  ['apos', "'"],
  ['ast', '*'],
  ['bsol', '\\'],
  ['colon', ':'],
  ['comma', ','],
  ['commat', '@'],
  ['dollar', '$'],
  ['equals', '='],
  ['excl', '!'],
  ['gt', '>'],
  ['Hat', '^'],
  ['hyphen', '\u2010'],
  ['lbrack', '['],
  ['lowbar', '_'],
  ['lpar', '('],
  ['lt', '<'],
  ['nbsp', '\u00a0'],
  ['NewLine', '\n'],
  ['num', '#'],
  ['percnt', '%'],
  ['period', '.'],
  ['plus', '+'],
  ['quest', '?'],
  ['quot', '"'],
  ['rbrack', ']'],
  ['rpar', ')'],
  ['semi', ';'],
  ['sol', '/'],
  ['Tab', '\t'],
  ['verbar', '|'],
]);

/** Those that hide a character of a URL or imitate one: nobody sees them, or takes them for Latin letters. */
const named: ReadonlyMap<string, string> = new Map([
  ...ofUrls,
  ['shy', '\u00ad'],
  ['zwnj', '\u200c'],
  ['zwj', '\u200d'],
  ['lrm', '\u200e'],
  ['rlm', '\u200f'],
  ['ZeroWidthSpace', '\u200b'],
  ['NegativeThinSpace', '\u200b'],
  ['NegativeVeryThinSpace', '\u200b'],
  ['NegativeMediumSpace', '\u200b'],
  ['NegativeThickSpace', '\u200b'],
  ['NoBreak', '\u2060'],
  ['af', '\u2061'],
  ['ApplyFunction', '\u2061'],
  ['it', '\u2062'],
  ['InvisibleTimes', '\u2062'],
  ['ic', '\u2063'],
  ['InvisibleComma', '\u2063'],
  ['imath', 'ı'],
  ['inodot', 'ı'],
  ['jmath', 'ȷ'],
  ['acy', 'а'],
  ['iecy', 'е'],
  ['iukcy', 'і'],
  ['jsercy', 'ј'],
  ['ocy', 'о'],
  ['rcy', 'р'],
  ['scy', 'с'],
  ['dscy', 'ѕ'],
  ['ucy', 'у'],
  ['khcy', 'х'],
  ['omicron', 'ο'],
]);

/** For texts in which those that hide or imitate stay as written: the content models have learned from such texts. */
export const namesInText = ofUrls;

/** Known also without a semicolon. */
const legacy: ReadonlySet<string> = new Set(['amp', 'AMP', 'gt', 'lt', 'nbsp', 'quot', 'shy']);

const longestName = 'NegativeVeryThinSpace'.length;

export function decodeReferences(value: string, names: ReadonlyMap<string, string> = named): string {
  let at = value.indexOf('&');
  if (at < 0) return value;
  const reference = new Reference(names);
  let text = '';
  let from = 0;
  while (at >= 0) {
    const isReference = reference.read(value, at);
    if (isReference) {
      text += from < at ? value.slice(from, at) + reference.text : reference.text;
      from = reference.end;
    }
    at = nextAmpersand(value, isReference ? from : at + 1);
  }
  return text + value.slice(from);
}

/** Where one follows another, which only hostile values have by the hundred thousand, a search is dearer than a look. */
function nextAmpersand(value: string, from: number): number {
  return value.charCodeAt(from) === ampersand ? from : value.indexOf('&', from);
}

/** The one that was read last. */
class Reference {
  text = '';
  end = 0;
  readonly #names: ReadonlyMap<string, string>;

  constructor(names: ReadonlyMap<string, string>) {
    this.#names = names;
  }

  /** False where what begins at `at`, an ampersand, is text. */
  read(value: string, at: number): boolean {
    return value.charCodeAt(at + 1) === numberSign ? this.#numeric(value, at + 2) : this.#named(value, at + 1);
  }

  #named(value: string, start: number): boolean {
    let end = start;
    while (end - start < longestName && isLetter(value.charCodeAt(end))) end += 1;
    if (end === start) return false;
    const name = value.slice(start, end);
    const character = this.#names.get(name);
    if (character === undefined) return false;
    const follower = value.charAt(end);
    // In an attribute `&lt=` and `&lt9` are text.
    if (follower !== ';' && (!legacy.has(name) || follower === '=' || (follower >= '0' && follower <= '9')))
      return false;
    this.text = character;
    this.end = follower === ';' ? end + 1 : end;
    return true;
  }

  /** Any number of zeros may come first. */
  #numeric(value: string, from: number): boolean {
    const base = (value.charCodeAt(from) | 0x20) === letterX ? 16 : 10;
    const start = base === 16 ? from + 1 : from;
    let code = 0;
    let at = start;
    for (let digit = digitAt(value, at, base); digit >= 0; digit = digitAt(value, at, base)) {
      code = Math.min(code * base + digit, beyondUnicode);
      at += 1;
    }
    if (at === start) return false;
    this.text = characterOf(code);
    this.end = value.charAt(at) === ';' ? at + 1 : at;
    return true;
  }
}

const ampersand = 0x26;
const numberSign = 0x23;
const letterX = 0x78;

const beyondUnicode = 0x110000;

function digitAt(value: string, at: number, base: 10 | 16): number {
  const code = value.charCodeAt(at);
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = (code | 0x20) - 0x61;
  return base === 16 && letter >= 0 && letter < 6 ? letter + 10 : -1;
}

function characterOf(code: number): string {
  return code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code);
}
