/**
 * Fits the combination of evidence: on mail that the content model has not seen, in drawn circumstances, and on the
 * scenarios of impersonation with their benign twins, as the filters see them.
 */

import { type ScenarioKind, scenarios } from '../../bench/spam/impersonation/scenarios.ts';
import { evaluate } from '../../shared/evaluate.ts';
import type { CombinationModel } from '../../shared/filters/combination.ts';
import type { MailObject, Organisation, Seen } from '../../shared/filters/filter.ts';
import { filters } from '../../shared/filters/index.ts';
import { valuesOf } from '../../shared/filters/inputs.ts';
import { marginOf, scoreContent } from '../../shared/filters/spam/content-score.ts';
import type { Model } from '../../shared/filters/spam/model-file.ts';
import { authorsOf } from '../../shared/mail/author.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import type { Policy } from '../../shared/policy.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
import { type Circumstances, circumstancesOf } from './circumstances.ts';
import { fit, type WeighedExample } from './fit.ts';
import { generateMail } from './generate.ts';
import { randomFrom } from './random.ts';
import { heldOutKinds, heldOutUnwanted, unseenMail } from './shipped.ts';

export interface CombinationData {
  readonly root: string;
  readonly lists: string;
  readonly seed: number;
  /** Trained with both held-out kinds and halves unseen: on them it is fitted. */
  readonly content: Model;
}

const generated = 4_000;
/** The model has seen the others: that the mail is as strange to it as real mail will be is what counts. */
const ofEachScenario = 60;

export async function trainCombination(data: CombinationData): Promise<CombinationModel> {
  return fit(await combinationExamples(data));
}

/** The same as the fit sees them, for whoever measures. */
export async function combinationExamples({
  root,
  lists,
  seed,
  content,
}: CombinationData): Promise<readonly WeighedExample[]> {
  const random = randomFrom(seed);
  const examples: WeighedExample[] = [];
  const add = (mail: MailObject, unwanted: boolean): void => {
    const scored = scoreContent(mail.message, { shipped: content, organisation: null });
    const margin = marginOf(scored, { shipped: content, organisation: null });
    examples.push({ values: valuesOf(mail, margin, seenIn(mail)), unwanted });
  };
  for await (const bytes of unseenMail(root, lists)) add(mailObjectOf(bytes, false, random), false);
  const kinds = (kind: string): boolean => heldOutKinds.includes(kind) || heldOutUnwanted.includes(kind);
  for (const { bytes, unwanted } of generateMail({ seed: seed + 1, count: generated, unwanted: 0.6, kinds }))
    add(mailObjectOf(bytes, unwanted, random), unwanted);
  for (const { kind, attack, twin } of scenarios(seed, ofEachScenario)) {
    if (isAboutRelation(kind) || onlyMeasure.has(kind)) continue;
    add({ ...attack, relation: circumstancesOf(true, 'stranger.example', random).relation }, true);
    add({ ...twin, relation: circumstancesOf(false, 'stranger.example', random).relation }, false);
  }
  return examples;
}

/** Their relations are the scenario's own, and would say that strangers are as often good as bad. */
function isAboutRelation(kind: ScenarioKind): boolean {
  return kind.startsWith('stranger asks');
}

/** Added after the weights were fitted: they say whether the weights hold. */
const onlyMeasure: ReadonlySet<ScenarioKind> = new Set<ScenarioKind>([
  'colleague, written another way',
  "known name in a stranger's host",
  'service in the name of a colleague',
]);

function mailObjectOf(bytes: Buffer, unwanted: boolean, random: ReturnType<typeof randomFrom>): MailObject {
  const message = parseMessage(bytes);
  const domain = authorsOf(message).addresses[0]?.domain ?? 'unknown.example';
  const circumstances: Circumstances = circumstancesOf(unwanted, domain, random);
  return {
    envelope: {
      reversePath: circumstances.authentication.reversePath ?? null,
      recipients: ['bob@corp.example'],
      complete: true,
    },
    direction: 'INBOUND',
    message,
    ...circumstances,
    organisation: nobody,
    organisationModel: null,
  };
}

const nobody: Organisation = {
  domains: [],
  directory: { people: [], groups: [], partners: [] },
  lists: { allow: [], block: [] },
  mailboxLists: {},
};

/** What the other filters see. Not of strangers who ask for money: half of the generated fraud does, and of real fraud little. */
function seenIn(mail: MailObject): readonly Seen[] {
  return evaluate(
    mail,
    anyPolicy,
    filters.filter(({ name, weighs }) => !weighs && name !== 'first-contact'),
  ).map(({ filter, reason, evidence }) => ({ outcome: 'match', filter, reason, evidence }));
}

const anyPolicy: Policy = (() => {
  const parsed = parsePolicy({ version: 1, domains: ['corp.example'] });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
})();
