/** Where the quanta of a base64 body stand (RFC 2045 §6.8): four characters for three octets, line endings between them. */

import { isBase64Octet, ordinaryCharacters, paddingAtEnd } from './base64.ts';
import type { Range, RawMessage } from './message.ts';

const lf = 0x0a;
const cr = 0x0d;
const equals = 0x3d;

/**
 * Whether the body is one clean piece: nothing but the alphabet, white space, and padding at the end. In anything
 * else clients disagree on what is where.
 */
export function isPlainBase64(bytes: RawMessage, { start, end }: Range): boolean {
  const characters = ordinaryCharacters(bytes, start, end);
  if (characters !== undefined) return isWholeQuanta(characters, paddingAtEnd(bytes, start, end));
  return isPlainWithBlanks(bytes, start, end);
}

/** The same, octet by octet, for bodies with white space that is no line ending. */
function isPlainWithBlanks(bytes: RawMessage, start: number, end: number): boolean {
  let at = start;
  let characters = 0;
  for (; at < end; at += 1) {
    if (isBase64Octet(bytes[at])) characters += 1;
    else if (!isWhiteSpace(bytes[at])) break;
  }
  let padding = 0;
  for (; at < end; at += 1) {
    if (bytes[at] === equals) padding += 1;
    else if (!isWhiteSpace(bytes[at])) return false;
  }
  return isWholeQuanta(characters, padding);
}

/** Padding may be left out, but what is there has to fit. */
function isWholeQuanta(characters: number, padding: number): boolean {
  return padding === 0 ? characters % 4 !== 1 : padding <= 2 && (characters + padding) % 4 === 0;
}

/**
 * Reads the characters of a clean piece from the first to the last, once. Asked for ascending numbers, it says where
 * each stands, and where the one before it ends: line endings between them belong to neither.
 */
export class CharacterPositions {
  readonly #bytes: RawMessage;
  readonly #end: number;
  #at: number;
  /** How many characters have been passed. */
  #count = 0;
  /** After the last character passed. */
  #afterLast: number;

  constructor(bytes: RawMessage, { start, end }: Range) {
    this.#bytes = bytes;
    this.#end = end;
    this.#at = start;
    this.#afterLast = start;
  }

  /** Where the character stands; after the last one where there are not so many. */
  startOf(number: number): number {
    this.#passTo(number);
    let at = this.#at;
    while (at < this.#end && isWhiteSpace(this.#bytes[at])) at += 1;
    return at < this.#end ? at : this.#afterLast;
  }

  /** Where the character before it ends. */
  endBefore(number: number): number {
    this.#passTo(number);
    return this.#afterLast;
  }

  #passTo(number: number): void {
    for (; this.#count < number && this.#at < this.#end; this.#at += 1) {
      if (isWhiteSpace(this.#bytes[this.#at])) continue;
      this.#count += 1;
      this.#afterLast = this.#at + 1;
    }
  }
}

function isWhiteSpace(octet: number | undefined): boolean {
  return octet === lf || octet === cr || octet === 0x20 || octet === 0x09;
}
