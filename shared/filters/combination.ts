/**
 * The combination of all evidence: a monotone logistic model over the inputs, fitted by `npm run train` on generated
 * circumstances and mail that the content model has not seen (docs/model.md).
 */

import { combinationWeights } from './combination-weights.ts';
import { type InputGroup, type InputName, inputNames, inputs, type Values } from './inputs.ts';

export interface CombinationModel {
  /** At least 0 for what speaks for unwanted mail, at most 0 for what speaks against. */
  readonly weights: Readonly<Record<InputName, number>>;
}

export interface Contribution {
  readonly input: InputName;
  readonly group: InputGroup;
  readonly text: string;
  /** In logits, of the score. */
  readonly share: number;
}

export interface Combined {
  /** In logits: 0 is the content models' own threshold where nothing but the content is known. */
  readonly score: number;
  /** The strongest first, whichever way it speaks. */
  readonly contributions: readonly Contribution[];
}

export function combine(values: Values, { weights }: CombinationModel = combinationWeights): Combined {
  const weighed = inputNames.flatMap((input): Contribution[] => {
    const share = (values[input] ?? 0) * weights[input];
    return share === 0 ? [] : [{ input, group: inputs[input].group, text: inputs[input].text, share }];
  });
  const contributions = withDoubtBounded(values, withReceivedBounded(weighed));
  const score = sumOf(contributions);
  return { score, contributions: contributions.sort((a, b) => Math.abs(b.share) - Math.abs(a.share)) };
}

/** In logits: as much as a first message of a stranger loses by being one, and clearly less than what plain fraud says. */
export const mostOfReceived = 1.2;

/**
 * Anybody can send harmless mail for some weeks, and then something else. So what nobody here ever answered takes no more off than
 * that, however much of it there was; what people here have written counts whole, because no stranger can bring it about alone.
 */
const received: ReadonlySet<InputName> = new Set(['had-mail', 'had-mail-for-long', 'domain-had-mail']);

function withReceivedBounded(contributions: readonly Contribution[]): Contribution[] {
  const given = -sumOf(contributions.filter(({ input }) => received.has(input)));
  const kept = given > mostOfReceived ? mostOfReceived / given : 1;
  return contributions.map((one) => (received.has(one.input) ? { ...one, share: one.share * kept } : one));
}

/** In logits: enough for a warning and, by the default settings of `spam`, not for junk. */
export const mostOfDoubt = 0.9;

/** In logits: content below it says almost nothing. */
export const weakContent = 0.25;

/** A kind of message that is warned of and not moved, where nothing else than `speaking` speaks for unwanted mail. */
interface Doubt {
  readonly speaking: ReadonlySet<InputName>;
  readonly isOf: (values: Values, contributions: readonly Contribution[]) => boolean;
}

const has = (values: Values, name: InputName): boolean => (values[name] ?? 0) > 0;

const doubts: readonly Doubt[] = [
  // Colleagues write from home for the first time, and many people have the name of one.
  { speaking: new Set(['borrowed-name', 'never-met']), isOf: (values) => has(values, 'borrowed-name') },
  // The reminders of those one has to do with read like fraud. What SES makes of it is an opinion about content, too.
  {
    speaking: new Set(['content-unwanted', 'upstream-suspects', 'never-met', 'met-but-unproven']),
    isOf: (values) => has(values, 'of-a-partner') || has(values, 'wrote-to'),
  },
  // Everybody was a stranger once: a quotation, an application.
  {
    speaking: new Set(['content-unwanted', 'never-met']),
    isOf: (values, contributions) =>
      has(values, 'identity-proven') &&
      contributions.every(({ input, share }) => input !== 'content-unwanted' || share < weakContent),
  },
];

/** Wherever anything else speaks for unwanted mail, the weights count whole. */
function withDoubtBounded(values: Values, contributions: Contribution[]): Contribution[] {
  const speaking = contributions.filter(({ share }) => share > 0);
  const excess = sumOf(contributions) - mostOfDoubt;
  const isDoubt = doubts.some(
    (doubt) => speaking.every(({ input }) => doubt.speaking.has(input)) && doubt.isOf(values, contributions),
  );
  if (excess <= 0 || !isDoubt) return contributions;
  const kept = 1 - excess / sumOf(speaking);
  return contributions.map((one) => (one.share > 0 ? { ...one, share: one.share * kept } : one));
}

function sumOf(contributions: readonly Contribution[]): number {
  return contributions.reduce((sum, { share }) => sum + share, 0);
}
