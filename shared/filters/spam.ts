/**
 * Weighs everything that is known of a message and says whether it is unwanted: its content by the model that comes with
 * mailweir and by the organisation's own, who it is shown to come from, what the sender and the organisation have had to
 * do with each other, and what the filters of impersonation saw (judging.md, section 3; docs/model.md).
 *
 * Content alone is weak evidence about mail of strangers: receipts and password resets look like fraud to every
 * model trained on public mail. It is their known sender that keeps them out of junk.
 */

import * as v from 'valibot';
import { warning } from './banner.ts';
import { type Contribution, combine } from './combination.ts';
import { defineFilter, type MailObject, match, pass, type Reason, type Seen, type Verdict } from './filter.ts';
import { type InputName, valuesOf } from './inputs.ts';
import { type ContentModels, evidenceOf, marginOf, scoreContent } from './spam/content-score.ts';
import type { Evidence } from './spam/evidence.ts';
import { shippedModel } from './spam/shipped-model.ts';

/** A part of the explanation: it comes with a verdict and never alone. */
const because = (text: string): Reason => ({
  text,
  onMatch: { disposition: 'DEFAULT', edits: [] },
  yieldsToAllow: true,
});

const suspicious = (text: string, notice: string): Reason => ({
  text,
  onMatch: { disposition: 'DEFAULT', edits: [warning(notice)] },
  yieldsToAllow: true,
});

const Logits = v.pipe(v.number(), v.minValue(-20), v.maxValue(20));

export const spam = defineFilter({
  name: 'spam',
  // An opinion that is missing is no reason to hold up mail.
  onFault: 'open',
  directions: ['INBOUND'],
  weighs: true,
  reasons: {
    unwanted: {
      text: 'It is very likely unwanted mail.',
      onMatch: { disposition: 'MOVE_TO_JUNK', edits: [] },
      yieldsToAllow: true,
    },
    'suspicious-content': suspicious(
      'It may be unwanted mail: it looks like that.',
      'This message looks like unwanted mail or fraud. Please do not follow its links, open its files or answer unless you expected it.',
    ),
    'suspicious-origin': suspicious(
      'It may be unwanted mail: nobody can confirm who sent it.',
      'We could not confirm who sent this message, and it looks like unwanted mail or fraud. Please do not follow its links, open its files or answer unless you are sure of the sender.',
    ),
    'suspicious-stranger': suspicious(
      'It may be unwanted mail: as far as can be told, nobody here has had to do with its sender.',
      'As far as we can tell, nobody in your organisation has had to do with the sender of this message before, and it looks like unwanted mail or fraud. Please take care with its links and files.',
    ),
    'suspicious-pretence': because('It may be unwanted mail: something in it pretends.'),
    'header-like-spam': because('Its header fields are like those of unwanted mail.'),
    'structure-like-spam': because('Its form and its attachments are like those of unwanted mail.'),
    'links-like-spam': because('Its links are like those of unwanted mail.'),
    'subject-like-spam': because('The words of its subject are like those of unwanted mail.'),
    'words-like-spam': because('Its words are like those of unwanted mail.'),
    'letters-like-spam': because('Its spelling and phrases are like those of unwanted mail.'),
    'bytes-like-spam': because('Its source text is like that of unwanted mail.'),
    'segment-like-spam': because('One passage of it is like those of unwanted mail.'),
    'origin-speaks-for-it': because('Who sent it cannot be confirmed, or speaks for unwanted mail.'),
    'upstream-speaks-for-it': because('Amazon SES takes it for unwanted mail or could not decide.'),
    'relation-speaks-for-it': because(
      'As far as can be told, nobody here has had to do with its sender, or the sender only seems to be known.',
    ),
    'pretence-speaks-for-it': because('Something in it is made to be taken for what it is not.'),
    'partly-read': because('It is so large that only its beginning was read for signs of unwanted mail.'),
  },
  settings: v.strictObject({
    /** In logits: a message above it goes to junk. */
    junkAbove: v.optional(Logits, 1),
    /** In logits: a message above it, and not above `junkAbove`, is delivered with a warning. */
    warnAbove: v.optional(Logits, 0.4),
  }),

  evaluate(mail, { junkAbove, warnAbove }, seen = []) {
    const { models, scored, score, contributions } = weigh(mail, seen);
    const verdicts: Verdict[] = [];
    if (score > Math.min(junkAbove, warnAbove)) {
      const reason = score > junkAbove ? 'unwanted' : suspicion(contributions);
      verdicts.push(match(reason, { score: rounded(score), ...sharesByGroup(contributions) }));
      verdicts.push(...explanation(mail, models, contributions));
    }
    if (scored.cut.length > 0) verdicts.push(match('partly-read', { cut: scored.cut.join('.') }));
    return verdicts.length > 0 ? verdicts : pass;
  },
});

function weigh(mail: MailObject, seen: readonly Seen[]) {
  const models = { shipped: shippedModel(), organisation: mail.organisationModel };
  const scored = scoreContent(mail.message, models);
  return { models, scored, ...combine(valuesOf(mail, marginOf(scored, models), seen)) };
}

/** All that is weighed of a message, by group, with what speaks for it and what against, in words; `seen` as the filter is told. */
export function weighedEvidence(mail: MailObject, seen: readonly Seen[]): Weighed {
  const { models, score, contributions } = weigh(mail, seen);
  const others = (['identity', 'relation', 'impersonation'] as const).map((group): Evidence => {
    const mine = contributions.filter((one) => one.group === group);
    return {
      group,
      score: mine.reduce((sum, { share }) => sum + share, 0),
      reasons: mine.map(({ input, text, share }) => ({ code: input, text, weight: share })),
    };
  });
  const content = contributions.filter(({ group }) => group === 'content').reduce((sum, { share }) => sum + share, 0);
  return { score, content, groups: [...evidenceOf(mail.message, models), ...others] };
}

export interface Weighed {
  /** In logits, of all groups together. */
  readonly score: number;
  /** What of it both content models give. */
  readonly content: number;
  readonly groups: readonly Evidence[];
}

/**
 * What a reader can do something about comes first; the filters of impersonation have warned already. What SES thinks of a message
 * tells nothing of who sent it.
 */
function suspicion(contributions: readonly Contribution[]): string {
  const reasons = new Set(contributions.filter(isWorthSaying).map(whySaid));
  if (reasons.has('pretence-speaks-for-it')) return 'suspicious-pretence';
  if (reasons.has('origin-speaks-for-it') || contributions.some(({ input }) => input === 'met-but-unproven'))
    return 'suspicious-origin';
  return reasons.has('relation-speaks-for-it') ? 'suspicious-stranger' : 'suspicious-content';
}

/** In logits. */
const worthSaying = 0.3;

function isWorthSaying({ share }: Contribution): boolean {
  return share > worthSaying;
}

const groupReasons = {
  identity: 'origin-speaks-for-it',
  relation: 'relation-speaks-for-it',
  impersonation: 'pretence-speaks-for-it',
} as const;

const ofUpstream: ReadonlySet<InputName> = new Set(['upstream-unwanted', 'upstream-suspects']);

/** Null for content, of which the models say more. */
function whySaid({ group, input }: Contribution): string | null {
  if (ofUpstream.has(input)) return 'upstream-speaks-for-it';
  return group === 'content' ? null : groupReasons[group];
}

function sharesByGroup(contributions: readonly Contribution[]): Readonly<Record<string, number>> {
  const shares = new Map<string, number>();
  for (const { group, share } of contributions) shares.set(group, (shares.get(group) ?? 0) + share);
  return Object.fromEntries([...shares].map(([group, share]) => [group, rounded(share)]));
}

/** What speaks for unwanted mail, by group: of content what both models saw, of the rest the inputs that weigh. */
function explanation(
  { message }: MailObject,
  models: ContentModels,
  contributions: readonly Contribution[],
): readonly Verdict[] {
  const ofContent = new Map<string, number>();
  for (const { code, weight } of evidenceOf(message, models).flatMap(({ reasons }) => reasons))
    if (code.endsWith('-like-spam')) ofContent.set(code, (ofContent.get(code) ?? 0) + weight);
  const content = [...ofContent].filter(([, share]) => share > 0);
  const others = [groupReasons.identity, 'upstream-speaks-for-it', groupReasons.relation, groupReasons.impersonation];
  const ofOthers = others.flatMap((reason): Verdict[] => {
    const for_ = contributions.filter((one) => isWorthSaying(one) && whySaid(one) === reason);
    if (for_.length === 0) return [];
    return [match(reason, Object.fromEntries(for_.slice(0, 4).map(({ input, share }) => [input, rounded(share)])))];
  });
  return [...content.map(([code, share]) => match(code, { share: rounded(share) })), ...ofOthers];
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
