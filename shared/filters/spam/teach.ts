/** From labels that count to a model, and whether it is better than the one before. */

import type { Features } from './features.ts';
import { score } from './linear-model.ts';
import { type Model, quantised } from './model-file.ts';
import type { HeldMeasure } from './model-versions.ts';
import { OrganisationTraining, organisationPasses } from './organisation-training.ts';

export interface Taught {
  /** Whose word it is, where that is bounded; null: it counts whole. */
  readonly voices: readonly string[] | null;
  readonly features: Features;
  readonly unwanted: boolean;
  /** Measures, and teaches nothing. */
  readonly held: boolean;
}

/**
 * All that one reporter calls unwanted moves no message by more, and all that is called good: less than lies between ordinary
 * mail and junk, so that it takes several people, or the administrator.
 */
const logitsOfReporter = 2;

/** So many messages of either kind count as experience, by which a model may speak with less of the shipped one's. */
const experienceOfReporter = 5;

/** With a weight an octet, as it is kept and as it will judge. */
export function teach(messages: readonly Taught[]): Model {
  const training = new OrganisationTraining();
  const teaching = messages.filter(({ held }) => !held);
  const reporters = byReporter(teaching);
  for (let pass = 1; pass <= organisationPasses; pass += 1) {
    if (pass > 1) training.nextPass();
    for (const message of teaching) if (message.voices === null) training.learn(message);
    for (const said of reporters) training.nudge(said, logitsOfReporter / organisationPasses);
  }
  const experience = new Set(reporters.flatMap((said) => said.slice(0, experienceOfReporter)));
  for (const message of experience) training.count(message);
  return quantised(training.model());
}

/** What each one says of either kind, in an order that does not depend on when it was said. */
function byReporter(messages: readonly Taught[]): readonly (readonly Taught[])[] {
  const said = new Map<string, Taught[]>();
  for (const message of messages) {
    for (const voice of message.voices ?? []) {
      const key = `${message.unwanted ? 'spam' : 'ham'} ${voice}`;
      const own = said.get(key) ?? [];
      own.push(message);
      said.set(key, own);
    }
  }
  return [...said].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => own);
}

/** How a model does on the held messages among these. */
export function measure(model: Model, messages: readonly Taught[]): HeldMeasure {
  return measureOf(judged(model, messages));
}

interface Judged {
  readonly voices: Taught['voices'];
  readonly unwanted: boolean;
  readonly logit: number;
  readonly lost: boolean;
}

function judged(model: Model, messages: readonly Taught[]): readonly Judged[] {
  return messages
    .filter(({ held }) => held)
    .map(({ features, unwanted, voices }) => {
      const { score: logit } = score(model, features);
      return { voices, unwanted, logit, lost: !unwanted && logit > model.threshold };
    });
}

function measureOf(messages: readonly Judged[]): HeldMeasure {
  const measured = { spam: 0, ham: 0, loss: 0, lost: 0 };
  for (const { unwanted, logit, lost } of messages) {
    measured[unwanted ? 'spam' : 'ham'] += 1;
    // log(1 + e^-x) without overflow.
    const right = unwanted ? logit : -logit;
    measured.loss += Math.max(0, -right) + Math.log1p(Math.exp(-Math.abs(right)));
    if (lost) measured.lost += 1;
  }
  const count = measured.spam + measured.ham;
  return { ...measured, loss: count === 0 ? 0 : Math.round((measured.loss / count) * 10_000) / 10_000 };
}

/** Whether a model does worse than the one before, whoever is left out: nobody's wrong labels alone keep others from teaching. */
export function isWorseForAll(before: Model, after: Model, messages: readonly Taught[]): boolean {
  const [then, now] = [judged(before, messages), judged(after, messages)];
  const voices = new Set(then.flatMap((message) => message.voices ?? []));
  return [null, ...voices].every((voice) => {
    const isLeft = ({ voices: said }: Judged): boolean => said === null || said.some((one) => one !== voice);
    return isWorse(measureOf(then.filter(isLeft)), measureOf(now.filter(isLeft)));
  });
}

/** Fewer measure chance only. */
const leastOfEach = 5;
/** What the loss may rise by, since a measure of few labels moves by itself; a model that tosses a coin has 0.69. */
const tolerated = 0.1;

/** `before` and `after` are of two models on the same messages. */
export function isWorse(before: HeldMeasure, after: HeldMeasure): boolean {
  if (before.spam < leastOfEach || before.ham < leastOfEach) return false;
  return after.loss > before.loss + tolerated || after.lost > before.lost + Math.max(1, before.ham * 0.02);
}
