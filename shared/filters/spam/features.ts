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
  /** False: only passages of `segmentWords` words are in order, and those in each are not. So a message is kept. */
  readonly ordered: boolean;
  readonly cut: readonly Cut[];
}

const firstWords = 600;
const mostWords = 20_000;
const firstLetters = 2_000;
const firstBytes = 3_500;
/** By message: what scores it and what explains the score ask for the same, and a message never changes. */
const alreadyMade = new WeakMap<ParsedMessage, { readonly withBytes: boolean; readonly features: Features }>();

export function featuresOf(message: ParsedMessage, withBytes: boolean): Features {
  const known = alreadyMade.get(message);
  if (known?.withBytes === withBytes) return known.features;
  if (known?.withBytes) return withoutBytes(known.features);
  const features = madeAnew(message, withBytes);
  alreadyMade.set(message, { withBytes, features });
  return features;
}

/** Where a token of a block lies in a model. */
export function placeInBlock(block: BlockName, token: string): number {
  return place(seedOf(block), token);
}

function madeAnew(message: ParsedMessage, withBytes: boolean): Features {
  const text = readMailText(message);
  const author = authorOf(message);
  const skipped = recipientWords(message);
  const subject = tokensOf(text.subject, 60, skipped);
  const words = tokensOf(text.text, mostWords, skipped);
  const beginning = words.slice(0, firstWords);
  const blocks = [
    collect('header', headerTokens(message, author, text.rawSubject)),
    collect('structure', structureTokens(message, text)),
    collect('links', linkTokens(text.links, author.domain)),
    collect('subject', withPairs(subject)),
    collect('words', withPairs(beginning)),
    lettersOf(`${subject.join(' ')} ${beginning.join(' ')}`.slice(0, firstLetters)),
    withBytes ? bytesOf(message) : new Int32Array(0),
  ];
  return { blocks, segments: segmentsOf(words), ordered: true, cut: text.cut };
}

/** QUIRK: `Int32Array.from` with a function takes six times as long (V8 of Node 24), and a long message has 20,000 words. */
function segmentsOf(words: readonly string[]): Int32Array {
  const segments = new Int32Array(words.length);
  let at = 0;
  for (const word of words) {
    segments[at] = place(segmentSeed, word);
    at += 1;
  }
  return segments;
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

function collect(block: BlockName, tokens: Iterable<string>): Int32Array {
  const seed = seedOf(block);
  const found = new Places();
  for (const token of tokens) found.add(place(seed, token));
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

/** A set of places: a bit for each, shared by all sets, of which the last one made is in use. */
class Places {
  static readonly #bits = new Uint8Array(places / 8);
  static #inUse: Places | undefined;
  readonly #found: number[] = [];

  constructor() {
    // A set that was never taken, since its message could not be read, leaves nothing behind.
    Places.#inUse?.take();
    Places.#inUse = this;
  }

  add(at: number): void {
    const bit = 1 << (at & 7);
    const octet = Places.#bits[at >>> 3] ?? 0;
    if ((octet & bit) !== 0) return;
    Places.#bits[at >>> 3] = octet | bit;
    this.#found.push(at);
  }

  take(): Int32Array {
    for (const at of this.#found) Places.#bits[at >>> 3] = 0;
    Places.#inUse = undefined;
    return Int32Array.from(this.#found);
  }
}
