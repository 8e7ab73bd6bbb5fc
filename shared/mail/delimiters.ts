/**
 * Delimiter lines of the multiparts that are open at a point of the message (RFC 2046 §5.1.1, §5.1.2).
 *
 * A delimiter is a line of `--`, the boundary, perhaps `--`, then only white space. An outer delimiter
 * ends all inner parts. The cost of a line does not depend on how deep the message is nested.
 */

import type { RawMessage } from './message.ts';

export interface Delimiter {
  /** Which of the open multiparts it belongs to. */
  readonly level: number;
  readonly closing: boolean;
  /** Where the line starts. */
  readonly start: number;
  /** Where the content before it ends: the line ending before a delimiter belongs to the delimiter. */
  readonly contentEnd: number;
  /** After the line. */
  readonly next: number;
}

interface OpenMultipart {
  readonly boundary: string;
  /** The level this boundary had outside: the innermost of equal boundaries counts. */
  readonly shadowed: number | undefined;
}

const lf = 0x0a;
const cr = 0x0d;
const dash = 0x2d;
const dashes = Buffer.from('--');
const noOctets = new Uint32Array(0);

export class Delimiters {
  readonly #bytes: RawMessage;
  readonly #open: OpenMultipart[] = [];
  readonly #levels = new Map<string, number>();
  /** How many open boundaries begin with an octet: most lines are told apart by it. */
  #firstOctets = noOctets;

  /** Of all boundaries so far, so that a line much longer is never looked up. */
  #longest = 0;

  constructor(bytes: RawMessage) {
    this.#bytes = bytes;
  }

  /** Opens a multipart inside the open ones and says its level. */
  open(boundary: string): number {
    const level = this.#open.length;
    this.#open.push({ boundary, shadowed: this.#levels.get(boundary) });
    this.#levels.set(boundary, level);
    if (this.#firstOctets === noOctets) this.#firstOctets = new Uint32Array(256);
    this.#count(boundary, 1);
    this.#longest = Math.max(this.#longest, boundary.length);
    return level;
  }

  /** Closes the innermost multipart. */
  close(): void {
    const closed = this.#open.pop();
    if (!closed) return;
    if (closed.shadowed === undefined) this.#levels.delete(closed.boundary);
    else this.#levels.set(closed.boundary, closed.shadowed);
    this.#count(closed.boundary, -1);
  }

  /** The first delimiter line at or after `from`, which is the start of a line. */
  next(from: number): Delimiter | null {
    if (this.#open.length === 0) return null;
    const bytes = this.#bytes;
    // Dashes are rarer than lines: in base64, which large messages are made of, there are none.
    let at = bytes.indexOf(dashes, from);
    while (at >= 0) {
      if (at === from || bytes[at - 1] === lf) {
        const delimiter = this.at(at);
        if (delimiter) return delimiter;
        at = bytes.indexOf(dashes, at + dashes.length);
      } else {
        // A line has one chance: of a million dashes in a row, few are looked at.
        const lineFeed = bytes.indexOf(lf, at);
        at = lineFeed < 0 ? -1 : bytes.indexOf(dashes, lineFeed);
      }
    }
    return null;
  }

  /** The delimiter that the line starting at `start` is, if it is one. */
  at(start: number): Delimiter | null {
    const bytes = this.#bytes;
    if (bytes[start] !== dash || bytes[start + 1] !== dash) return null;
    if (this.#firstOctets[bytes[start + 2] ?? 0] === 0) return null;
    const lineFeed = bytes.indexOf(lf, start);
    const next = lineFeed < 0 ? bytes.length : lineFeed + 1;
    let end = lineFeed < 0 ? bytes.length : lineFeed;
    if (lineFeed >= 0 && bytes[end - 1] === cr) end -= 1;
    while (end > start && isWhiteSpace(bytes[end - 1])) end -= 1;
    if (end - start > this.#longest + '----'.length) return null;
    const text = bytes.toString('latin1', start + 2, end);
    // The whole line first: of two boundaries, one of which is the other and `--`, the longer one is meant.
    const opening = this.#levels.get(text);
    const level = opening ?? (text.endsWith('--') ? this.#levels.get(text.slice(0, -2)) : undefined);
    if (level === undefined) return null;
    return { level, closing: opening === undefined, start, contentEnd: this.#beforeLineEnding(start), next };
  }

  #beforeLineEnding(lineStart: number): number {
    const bytes = this.#bytes;
    if (lineStart === 0) return 0;
    return lineStart >= 2 && bytes[lineStart - 2] === cr ? lineStart - 2 : lineStart - 1;
  }

  #count(boundary: string, by: number): void {
    const octet = boundary.charCodeAt(0);
    this.#firstOctets[octet] = (this.#firstOctets[octet] ?? 0) + by;
  }
}

function isWhiteSpace(octet: number | undefined): boolean {
  return octet === 0x20 || octet === 0x09;
}
