/**
 * Why a model says what it says: which blocks moved its score, and by how much, in words. The message's own
 * words stay out of it, since reasons are kept for years.
 */

import type { ParsedMessage } from '../../mail/message.ts';
import type { Evidence, EvidenceReason } from './evidence.ts';
import { type BlockName, blockNames, featuresOf, placeInBlock } from './features.ts';
import { score } from './linear-model.ts';
import type { Model } from './model-file.ts';

/** A reason whose share is smaller is not worth reading. */
const leastShare = 0.1;
const mostReasons = 4;

export function explain(message: ParsedMessage, model: Model, weight: number): Pick<Evidence, 'score' | 'reasons'> {
  const features = featuresOf(message, model.kind === 'organisation');
  const scored = score(model, features);
  const reasons = scored.shares.flatMap((share, at): EvidenceReason[] => {
    const block = blockNames[at] ?? 'segment';
    if (Math.abs(share * weight) < leastShare) return [];
    const sign = share > 0 && block !== 'segment' ? strongestSign(block, features.blocks[at], model) : undefined;
    const text = `${words[block]} ${share > 0 ? 'like' : 'unlike'} those of unwanted mail`;
    return [
      {
        code: `${block}-${share > 0 ? 'like' : 'unlike'}-spam`,
        text: sign === undefined ? `${text}.` : `${text}; among other things ${sign}.`,
        weight: share * weight,
      },
    ];
  });
  const cuts = features.cut.map((what): EvidenceReason => ({ code: `cut-${what}`, text: cutText[what], weight: 0 }));
  const ordered = reasons.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, mostReasons);
  return { score: scored.score * weight, reasons: [...ordered, ...cuts] };
}

/** Blocks whose tokens a person could be told of; of the others there are only words of the message. */
const telling: readonly BlockName[] = ['header', 'structure', 'links'];

/** In words, of the signs that a message has, the one that the model holds most against it. */
function strongestSign(block: BlockName, seen: Int32Array | undefined, { weights }: Model): string | undefined {
  if (seen === undefined || !telling.includes(block)) return undefined;
  let strongest: { readonly text: string; readonly weight: number } | undefined;
  for (const [token, text] of signText) {
    const place = placeInBlock(block, token);
    const weight = weights[place] ?? 0;
    if ((strongest === undefined || weight > strongest.weight) && seen.includes(place)) strongest = { text, weight };
  }
  return strongest?.text;
}

const words: Readonly<Record<BlockName | 'segment', string>> = {
  header: 'Its header fields are',
  structure: 'Its form and its attachments are',
  links: 'Its links are',
  subject: 'The words of its subject are',
  words: 'Its words are',
  letters: 'Its spelling and phrases are',
  bytes: 'Its source text is',
  segment: 'One passage of it is',
};

const cutText = {
  text: 'Only its first 256 kB of text were read.',
  links: 'Only its first 60 links were read.',
  parts: 'Only its first 60 parts were read.',
  depth: 'Parts nested more than 8 deep were not read.',
} as const;

/** Tokens that mean something to a person without their statistics. */
const signText: ReadonlyMap<string, string> = new Map([
  ['zeroWidth', 'it holds characters nobody can see'],
  ['mixedScript', 'it writes words with letters of two alphabets'],
  ['picture-only', 'it is hardly more than a picture'],
  ['hidden', 'it hides text from its reader'],
  ['passwordFields', 'it asks for a password'],
  ['forms', 'it holds a form'],
  ['html-only', 'it has no plain text'],
  ['shows-another-domain', 'a link shows another domain than it leads to'],
  ['ip-address', 'a link names a machine by its number'],
  ['shortener', 'a link hides behind a shortening service'],
  ['shared-hosting', 'a link leads to a page that anybody may have put there'],
  ['userinfo', 'a link hides its host behind a user name'],
  ['all-elsewhere', "no link leads to the sender's own domain"],
  ['reply-elsewhere', 'answers would go to another domain'],
  ['reply-to-freemail', 'answers would go to a free mail account'],
  ['reply-to-nothing', 'it poses as an answer'],
  ['name-holds-address', "the sender's name is made to look like an address"],
  ['name-not-in-domain', "the sender's name has nothing to do with its domain"],
  ['subject-capitals', 'the subject is in capitals'],
  ['to-itself', 'it is addressed to its own sender'],
  ['no:to', 'it names no recipient'],
  ['no:message-id', 'it has no Message-ID'],
]);
