/**
 * HTML that escapes by default: the only way in this folder to make any.
 *
 * The literal parts of a template are ours and stay as they are; every value in between is text, and is
 * escaped for an element's content and for a quoted attribute alike. Only another template is taken as HTML.
 */

export class Html {
  readonly #text: string;

  /** Only for `html` below: `test/local/page/html.test.ts` holds that nobody else calls it. */
  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** Nothing is shown for undefined, null and false, so that `condition && html…` works. */
export type Content = Html | string | number | false | null | undefined | readonly Content[];

export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(literals.reduce((text, literal, at) => text + rendered(values[at - 1]) + literal));
}

function rendered(value: Content): string {
  if (value === undefined || value === null || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(rendered).join('');
  return escaped(String(value));
}

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** Control characters but tab and line feed, and what turns the direction of text around (Unicode UAX #9 §2). */
const special = /[&<>"']|(?![\t\n])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu;

/** Characters that hide what a text says are shown by their code. */
function escaped(text: string): string {
  return text.replaceAll(special, (one) => entities.get(one) ?? codeOf(one));
}

const codeOf = (one: string): string =>
  one === '\r' ? '' : `[U+${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`;

/** A text from outside, among text of ours: its direction ends where it ends. */
export const bdi = (text: string): Html => html`<bdi>${text}</bdi>`;
