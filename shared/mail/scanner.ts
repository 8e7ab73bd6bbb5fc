/**
 * Reads structured field text from left to right, each character once: white space and comments
 * (RFC 5322 §3.2.2), quoted strings (§3.2.4), and what stands between them.
 *
 * It also notes *doubt*: text that a reader of other habits would take apart differently. Fields of
 * the upstream echo what a stranger chose (envelope-from, HELO); whoever acts on a result found in
 * doubtful text acts on the stranger's word.
 */

const longestText = 16_384;

export interface ScannedValue {
  readonly text: string;
  /** True where a part of it stood in quotes. */
  readonly quoted: boolean;
}

export class Scanner {
  readonly #text: string;
  #at = 0;
  #doubtful = false;

  constructor(text: string) {
    this.#text = text.slice(0, longestText);
    this.#doubtful = text.length > longestText;
  }

  /** True where another reader could see other tokens so far: odd comments, quotes, brackets or control characters. */
  get doubtful(): boolean {
    return this.#doubtful;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** The next character; empty at the end. */
  get next(): string {
    return this.#text.charAt(this.#at);
  }

  doubt(): void {
    this.#doubtful = true;
  }

  skipCfws(): void {
    for (; !this.atEnd; this.#at += 1) {
      const char = this.#text.charAt(this.#at);
      if (char === '(') this.#skipComment();
      else if (!isSpace(char)) return;
    }
  }

  /** Takes the character if it is next, white space and comments before it included. */
  takes(char: string): boolean {
    this.skipCfws();
    if (this.#text.charAt(this.#at) !== char) return false;
    this.#at += 1;
    return true;
  }

  /** What stands up to white space, a comment, `;`, or one of `stops`; quoted strings in it are opened. */
  value(stops = ''): ScannedValue {
    let text = '';
    let quoted = false;
    for (; !this.atEnd; this.#at += 1) {
      const char = this.#text.charAt(this.#at);
      if (isSpace(char) || char === '(' || char === ';' || stops.includes(char)) break;
      if (char === '"') {
        text += this.#quotedString();
        quoted = true;
        continue;
      }
      if (char === ')' || char === '\\' || char < ' ' || char === '\x7f') this.#doubtful = true;
      text += char;
    }
    return { text, quoted };
  }

  /** Goes to the next `;` outside comments and quotes, or to the end. */
  skipToSemicolon(): void {
    this.skipCfws();
    while (!this.atEnd && this.#text.charAt(this.#at) !== ';') {
      this.value();
      this.skipCfws();
    }
  }

  /** From `(` to its `)`, where the position then is. Quotes mean nothing in a comment (RFC 5322 §3.2.2). */
  #skipComment(): void {
    let depth = 0;
    for (; !this.atEnd; this.#at += 1) {
      const char = this.#text.charAt(this.#at);
      if (char === '(') {
        depth += 1;
        if (depth > 1) this.#doubtful = true;
      } else if (char === ')') {
        depth -= 1;
        if (depth === 0) return;
      } else if (char === '\\') {
        this.#at += 1;
        this.#doubtful = true;
      } else if (char === '"') this.#doubtful = true;
    }
    this.#doubtful = true;
  }

  /** The content between the quotes; the position is then at the closing one. */
  #quotedString(): string {
    let text = '';
    for (this.#at += 1; !this.atEnd; this.#at += 1) {
      let char = this.#text.charAt(this.#at);
      if (char === '"') return text;
      if (char === '\\') {
        this.#at += 1;
        char = this.#text.charAt(this.#at);
        this.#doubtful = true;
      }
      if (';=()"'.includes(char)) this.#doubtful = true;
      text += char;
    }
    this.#doubtful = true;
    return text;
  }
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\r' || char === '\n';
}
