/** The links of a message: where they lead, what they show, and which of very many are looked at. */

export interface Link {
  readonly target: string;
  /** The text between the tags, as far as it is of interest here: white space collapsed, nothing in it that is not seen. */
  readonly shown: string;
}

/** The first, of those after them the ones that lead or show where no link has before, and the last. */
export const linkBounds = { first: 60, further: 20, last: 10 } as const;

/** Chosen so that no number of harmless links hides one of another kind. */
export class ChosenLinks {
  readonly #mostFirst: number;
  readonly #chosen: Link[] = [];
  readonly #kinds = new Set<string>();
  /** The last ones, beginning anywhere: `#others` says where. */
  readonly #last: Link[] = [];
  #others = 0;

  constructor(mostFirst: number = linkBounds.first) {
    this.#mostFirst = mostFirst;
  }

  add(link: Link): void {
    if (!this.isFull) {
      const kind = kindOf(link);
      if (this.#chosen.length < this.#mostFirst || !this.#kinds.has(kind)) {
        this.#kinds.add(kind);
        this.#chosen.push(link);
        return;
      }
    }
    this.#last[this.#others % linkBounds.last] = link;
    this.#others += 1;
  }

  /** Of more links only the last ones will be kept. */
  get isFull(): boolean {
    return this.#chosen.length >= this.#mostFirst + linkBounds.further;
  }

  get isCut(): boolean {
    return this.#others > linkBounds.last;
  }

  /** In order, but for those that are new among very many, which stand before the last ones. */
  all(): readonly Link[] {
    const oldest = this.isCut ? this.#others % linkBounds.last : 0;
    return [...this.#chosen, ...this.#last.slice(oldest), ...this.#last.slice(0, oldest)];
  }
}

const longestAuthority = 300;
const longestScheme = 20;

/** Roughly, and soon: what is the same for a browser may be two kinds here, and then takes the place of two. */
function kindOf({ target, shown }: Link): string {
  const colon = target.indexOf(':');
  const schemeEnd = colon < 0 || colon > longestScheme ? 0 : colon + 1;
  let from = schemeEnd;
  while (isSlash(target.charCodeAt(from))) from += 1;
  const isRelative = schemeEnd === 0 && from < 2;
  const limit = Math.min(target.length, from + longestAuthority);
  let end = from;
  while (end < limit && !endsAuthority(target.charCodeAt(end))) end += 1;
  const host = isRelative ? '' : target.slice(from, end);
  return shown.includes('.') && !target.startsWith(shown) ? `${host} ${shown}` : host;
}

function isSlash(code: number): boolean {
  return code === 0x2f || code === 0x5c;
}

function endsAuthority(code: number): boolean {
  return isSlash(code) || code === 0x3f || code === 0x23;
}

const longestBase = 300;

/**
 * What the relative links of a page with `<base href>` are read against (HTML Standard, "document base URL"); empty for what is no
 * address. Of a long one the host is enough, since it is read anew for each link.
 */
export function baseOf(href: string): string {
  // QUIRK: without a page around it, clients take `//example.org` for an address in the web.
  const address = href.startsWith('//') ? `https:${href}` : href;
  if (!URL.canParse(address)) return '';
  const { href: base, protocol, host } = new URL(address);
  return base.length <= longestBase ? base : `${protocol}//${host}/`;
}

export function onBase({ target, shown }: Link, base: string): Link {
  if (target.startsWith('//') || isAbsolute.test(target) || !URL.canParse(target, base)) return { target, shown };
  return { target: new URL(target, base).href, shown };
}

const isAbsolute = /^[a-z][a-z0-9+.-]*:/i;

/** Where `<meta http-equiv=refresh content=…>` leads (HTML Standard, "shared declarative refresh steps"); empty for nowhere. */
export function refreshTarget(content: string): string {
  const separator = content.search(/[;,]/);
  if (separator < 0) return '';
  const rest = content.slice(separator + 1).trim();
  const equals = /^url\s*=/i.exec(rest)?.[0].length ?? 0;
  const address = rest.slice(equals).trim();
  const quote = address.charAt(0);
  if (quote !== '"' && quote !== "'") return address;
  const close = address.indexOf(quote, 1);
  return address.slice(1, close < 0 ? address.length : close).trim();
}
