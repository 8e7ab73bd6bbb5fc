/** Whether a page that comes as a file asks for anything, runs a program or leads elsewhere by itself: read to the first sign. */

import { isLetter } from '../../mail/ascii.ts';
import { AttributePlace, endOfTag, readOpening } from '../../mail/html-markup.ts';
import { decodeReferences } from '../../mail/html-references.ts';
import type { Walked } from './html-walk.ts';
import { refreshTarget } from './links.ts';
import { isPassword } from './visible-html.ts';

export interface LivePage extends Walked {
  readonly isLive: boolean;
}

/** Pages within pages (`srcdoc`) are read so deep. */
const deepest = 3;
const program = /<script/i;

/** Only tags count, so text takes none of the `allowance`; of each tag and attribute so much at most. */
const mostForOne = 64;

export function readLivePage(html: string, allowance: number, depth = 0): LivePage {
  if (program.test(html)) return { isLive: true, spent: 0, isCut: false };
  return new Tags(html, allowance, depth).read();
}

/** What is left where the allowance is used up is looked through for letters. */
const signs = /<form[\s>/]|http-equiv\s{0,9}=\s{0,9}["']?refresh|[\s/"']on(?:load|error|click|focus|begin)\s{0,9}=/i;

/** Of a longer value the beginning. */
const longestValue = 2_000;
const longestPage = 64 * 1024;

/** Of the attributes of one name the first counts (HTML Standard, "attribute name state"). */
const wanted: ReadonlySet<string> = new Set(['content', 'data', 'http-equiv', 'src', 'srcdoc', 'type']);

class Tags {
  readonly #html: string;
  readonly #allowance: number;
  readonly #depth: number;
  readonly #place = new AttributePlace();
  #spent = 0;

  constructor(html: string, allowance: number, depth: number) {
    this.#html = html;
    this.#allowance = allowance;
    this.#depth = depth;
  }

  read(): LivePage {
    for (let at = this.#next(0); at >= 0; ) {
      const { kind, name, nameEnd, end } = readOpening(this.#html, at);
      this.#spend(name.length + 1);
      if (kind === 'start' && this.#isLive(name, nameEnd)) return { isLive: true, spent: this.#spent, isCut: false };
      if (this.#isCut) return { isLive: signs.test(this.#html.slice(at)), spent: this.#spent, isCut: true };
      const after = kind === 'start' ? this.#place.end : kind === 'end' ? endOfTag(this.#html, nameEnd) : end;
      if (after < 0) break;
      at = this.#next(after);
    }
    return { isLive: false, spent: this.#spent, isCut: false };
  }

  get #isCut(): boolean {
    return this.#spent >= this.#allowance;
  }

  #spend(octets: number): void {
    this.#spent += Math.min(octets, mostForOne);
  }

  #next(from: number): number {
    let at = this.#html.indexOf('<', from);
    while (at >= 0 && !beginsMarkup(this.#html.charCodeAt(at + 1))) at = this.#html.indexOf('<', at + 1);
    return at;
  }

  /** Reads the attributes of a start tag; of one that is never closed nothing counts. */
  #isLive(name: string, from: number): boolean {
    const values = new Map<string, string>();
    let runs = false;
    const place = this.#place;
    for (let at = from; place.find(this.#html, at); at = place.end) {
      this.#spend(place.end - at);
      if (this.#isCut) return false;
      const { nameStart, nameEnd, valueStart, valueEnd } = place;
      if (nameEnd - nameStart > longestName || valueEnd === valueStart) continue;
      const attribute = this.#html.slice(nameStart, nameEnd).toLowerCase();
      const value = this.#html.slice(valueStart, Math.min(valueEnd, valueStart + longestValue));
      runs ||= handler.test(attribute) || isProgram(value);
      if (!wanted.has(attribute) || values.has(attribute)) continue;
      const longest = attribute === 'srcdoc' ? longestPage : longestValue;
      values.set(attribute, this.#html.slice(valueStart, Math.min(valueEnd, valueStart + longest)));
    }
    return place.end >= 0 && (runs || name === 'form' || this.#asks(name, values) || this.#leadsAway(name, values));
  }

  #asks(name: string, values: ReadonlyMap<string, string>): boolean {
    if (name === 'input') return isPassword(values.get('type'));
    const page = name === 'iframe' && this.#depth < deepest ? values.get('srcdoc') : undefined;
    if (page === undefined) return false;
    const within = readLivePage(decodeReferences(page), this.#allowance - this.#spent, this.#depth + 1);
    this.#spent += within.spent;
    return within.isLive;
  }

  #leadsAway(name: string, values: ReadonlyMap<string, string>): boolean {
    if (name === 'meta') {
      const isRefresh =
        decodeReferences(values.get('http-equiv') ?? '')
          .trim()
          .toLowerCase() === 'refresh';
      return isRefresh && isElsewhere(refreshTarget(decodeReferences(values.get('content') ?? '')));
    }
    if (name === 'object') return isElsewhere(values.get('data') ?? '');
    return framing.has(name) && isElsewhere(values.get('src') ?? '');
  }
}

const framing: ReadonlySet<string> = new Set(['iframe', 'frame', 'embed']);

const longestName = 32;
/** HTML Standard, "event handlers"; those of SVG are called so as well. */
const handler = /^on[a-z]{3,}$/;

/** HTML Standard, "Tag open state". */
function beginsMarkup(code: number): boolean {
  return isLetter(code) || code === 0x2f || code === 0x21 || code === 0x3f;
}

/** In front of a scheme and within it browsers pass over such characters (URL Standard, "basic URL parser"). */
function addressOf(value: string): string {
  return decodeReferences(value)
    .replaceAll(/[\p{Cc} ]/gu, '')
    .toLowerCase();
}

/** Whatever the attribute: `href`, `action`, and what SVG sets them to. */
function isProgram(value: string): boolean {
  if (!mayBeProgram.test(value)) return false;
  const address = addressOf(value);
  return /^(?:java|vb)script:/.test(address) && !/^javascript:(?:void\(0\))?;?$/.test(address);
}

const mayBeProgram = /^[\p{Cc} ]*[jv&]/iu;

/** Somewhere in the web, or a page of its own. */
function isElsewhere(value: string): boolean {
  return /^(?:https?:|[/\\]{2}|data:(?:text\/html|image\/svg|application\/xhtml|text\/xml))/.test(addressOf(value));
}
