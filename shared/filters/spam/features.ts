/**
 * From a message to the places of a model: blocks of features, each later scaled to unit length, so that
 * padding one block with innocent text does not drown the others (judging.md, section 2).
 */

import type { ParsedMessage, Range } from '../../mail/message.ts';
import { hashNumber, hashText, placeOf, places, seedOf } from './hash.ts';
import { authorOf, headerTokens, recipientWords } from './header-tokens.ts';
import { linkTokens } from './link-tokens.ts';
import { type Cut, readMailText } from './mail-text.ts';
import { structureTokens } from './structure-tokens.ts';
import { tokensOf } from './tokens.ts';
import { isTrace } from './trace-fields.ts';

/** In the order of `Features.blocks`. `segment` is chosen by the model; `bytes` only the organisation's has. */
export const blockNames = ['header', 'structure', 'links', 'subject', 'words', 'letters', 'bytes'] as const;
export type BlockName = (typeof blockNames)[number];

export interface Features {
  /** By block, the places of what was seen, each once. */
  readonly blocks: readonly Int32Array[];
  /** Of every word in order, its place as part of a segment. */
  readonly segments: Int32Array;
  readonly cut: readonly Cut[];
}

const firstWords = 600;
const mostWords = 20_000;
const firstLetters = 2_000;
const firstBytes = 3_500;
/** A place and the token that led there, for whoever wants to explain a score. */
export type Witness = (block: BlockName | 'segment', place: number, token: string) => void;

export function featuresOf(message: ParsedMessage, withBytes: boolean, witness?: Witness): Features {
  const text = readMailText(message);
  const author = authorOf(message);
  const skipped = recipientWords(message);
  const subject = tokensOf(text.subject, 60, skipped);
  const words = tokensOf(text.text, mostWords, skipped);
  const beginning = words.slice(0, firstWords);
  const blocks = [
    collect('header', headerTokens(message, author, text.rawSubject), witness),
    collect('structure', structureTokens(message, text), witness),
    collect('links', linkTokens(text.links, author.domain), witness),
    collect('subject', withPairs(subject), witness),
    collect('words', withPairs(beginning), witness),
    lettersOf(`${subject.join(' ')} ${beginning.join(' ')}`.slice(0, firstLetters)),
    withBytes ? bytesOf(message) : new Int32Array(0),
  ];
  const segments = Int32Array.from(words, (word) => place(segmentSeed, word));
  if (witness) words.forEach((word, at) => witness('segment', segments[at] ?? 0, word));
  return { blocks, segments, cut: text.cut };
}

/** What a model sees that has not learned from octets. */
export function withoutBytes(features: Features): Features {
  const bytes = blockNames.indexOf('bytes');
  return { ...features, blocks: features.blocks.map((block, at) => (at === bytes ? new Int32Array(0) : block)) };
}

const segmentSeed = seedOf('segment');
const lettersSeed = seedOf('letters');
const bytesSeed = seedOf('bytes');

function place(seed: number, token: string): number {
  return placeOf(hashText(seed, token, 0, token.length));
}

function collect(block: BlockName, tokens: Iterable<string>, witness?: Witness): Int32Array {
  const seed = seedOf(block);
  const found = new Places();
  for (const token of tokens) {
    const at = place(seed, token);
    found.add(at);
    witness?.(block, at, token);
  }
  return found.take();
}

/** Words, neighbours, and neighbours but one. */
function* withPairs(words: readonly string[]): Generator<string> {
  for (const [at, word] of words.entries()) {
    yield word;
    const [next, afterNext] = [words[at + 1], words[at + 2]];
    if (next !== undefined) yield `${word} ${next}`;
    if (afterNext !== undefined) yield `${word} * ${afterNext}`;
  }
}

function lettersOf(text: string): Int32Array {
  const found = new Places();
  for (let at = 0; at + 4 <= text.length; at += 1) found.add(placeOf(hashText(lettersSeed, text, at, at + 4)));
  return found.take();
}

/** Of the octets as they came, without what servers on the way have written. */
function bytesOf(message: ParsedMessage): Int32Array {
  const found = new Places();
  let left = firstBytes;
  let window = 0;
  let seen = 0;
  for (const { start, end } of ownRanges(message)) {
    for (let at = start; at < end && left > 0; at += 1) {
      left -= 1;
      seen += 1;
      window = (window << 8) | (message.bytes[at] ?? 0);
      if (seen > 3) found.add(placeOf(hashNumber(bytesSeed, window)));
    }
  }
  return found.take();
}

/** What the sender wrote: all but the fields of servers on the way. */
export function* ownRanges({ bytes, root: { header } }: ParsedMessage): Generator<Range> {
  for (const field of header.fields) if (!isTrace(field.name)) yield field;
  yield { start: header.end, end: bytes.length };
}

/** A set of places that forgets without being emptied: one mark for each, and the number of the current set. */
class Places {
  static readonly #marks = new Uint32Array(places);
  static #current = 0;
  readonly #found: number[] = [];
  readonly #mark: number;

  constructor() {
    Places.#current += 1;
    if (Places.#current === 2 ** 32) {
      Places.#marks.fill(0);
      Places.#current = 1;
    }
    this.#mark = Places.#current;
  }

  /** Only while no younger set has begun. */
  add(at: number): void {
    if (Places.#marks[at] === this.#mark) return;
    Places.#marks[at] = this.#mark;
    this.#found.push(at);
  }

  take(): Int32Array {
    return Int32Array.from(this.#found);
  }
}
