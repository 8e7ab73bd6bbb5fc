/**
 * Teaches the organisation's model: merges labels, makes the model anew from those that count, and moves the pointer by
 * compare-and-swap (docs/model.md).
 *
 * Whatever is immutable is written first. A model that does worse than the one before on held labels that both have not
 * learned from is kept for whoever wants to look, and does not judge; nor do its labels count for the next one.
 */

import { labelListKey, modelKey } from './archive/keys.ts';
import { PermanentError, TransientError } from './errors.ts';
import { type Features, featuresOf } from './filters/spam/features.ts';
import { decodeFeatures, encodeFeatures } from './filters/spam/kept-features.ts';
import {
  countedOf,
  type Label,
  labelOf,
  mergeLabels,
  type Opinion,
  opinionsOf,
  spokenBy,
  storedLabelsOf,
} from './filters/spam/labels.ts';
import {
  type HeldMeasure,
  type ModelPointer,
  type ModelVersion,
  storedModelOf,
  versionInForce,
} from './filters/spam/model-versions.ts';
import { isWorseForAll, measure, type Taught, teach } from './filters/spam/teach.ts';
import {
  createSame,
  keepFeatures,
  labelsOf,
  movePointer,
  readFeatures,
  readModel,
  readPointer,
  requireModel,
} from './learned-state.ts';
import { parseMessage } from './mail/parse.ts';
import { type Voices, voicesOf } from './mail/voices.ts';
import type { Clock, State } from './ports.ts';

export interface Lesson {
  readonly label: Label;
  readonly features: Features;
}

/** A message and what somebody says it is. */
export function lessonOf(bytes: Buffer, word: Pick<Label, 'as' | 'by' | 'at'>): Lesson {
  const message = parseMessage(bytes);
  return { label: labelOf(message, word), features: featuresOf(message, true) };
}

/** Teaches what reporters say at the time it is said. */
export function teacher(state: State, clock: Clock) {
  return (
    words: readonly { readonly bytes: Buffer; readonly as: Label['as']; readonly by: string }[],
    voices: Voices,
    signal: AbortSignal,
  ): Promise<Learned> => {
    const at = clock.now().toISOString();
    const lessons = words.map(({ bytes, as, by }) => lessonOf(bytes, { as, by, at }));
    return learn(state, clock, lessons, signal, voices);
  };
}

export type Learned =
  /** Every label was known. */
  | { readonly outcome: 'unchanged' }
  | {
      /** `learned`: in force now. `noted`: nothing of it counts, and the model stays. `worse`: see `before` and `after`. */
      readonly outcome: 'learned' | 'noted' | 'worse';
      readonly version: number;
      readonly added: number;
      readonly changed: number;
      /** What the model has learned from. */
      readonly counted: ModelVersion['counted'];
      /** Both models on the same held labels; null where there is none to compare with. */
      readonly before: HeldMeasure | null;
      readonly after: HeldMeasure | null;
      /** Labels that count and whose features are gone. */
      readonly missing: number;
    };

export const tries = 6;
const mostListed = 100;

/** Without a directory an address is its own voice. */
const anyAddress = voicesOf({ people: [] });

export async function learn(
  state: State,
  clock: Clock,
  lessons: readonly Lesson[],
  signal: AbortSignal,
  voices = anyAddress,
): Promise<Learned> {
  const said = spokenBy(
    lessons.map(({ label }) => label),
    voices,
  );
  const known = new Map(lessons.map(({ label, features }) => [label.sha256, keptOf(features)]));
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const { pointer, stored } = await readPointer(state, signal);
    const labels = spokenBy(await labelsOf(state, pointer, signal), voices);
    const merged = mergeLabels(labels, said);
    if (merged.added + merged.changed === 0) return { outcome: 'unchanged' };
    await keepFeatures(state, lessons, signal);
    const next = await nextVersion(state, clock, { pointer, labels, merged: merged.labels, known }, signal);
    const learned = { ...next.learned, added: merged.added, changed: merged.changed };
    if (next.pointer === pointer || (await movePointer(state, next.pointer, stored, signal))) return learned;
  }
  throw new TransientError('model-contended', 'others teach the model all the time: nothing was changed, try again');
}

/** Puts another version in force, with the labels it was made from; 0 leaves the shipped model alone. */
export async function rollBack(state: State, version: number, signal: AbortSignal): Promise<ModelVersion | null> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const { pointer, stored } = await readPointer(state, signal);
    const wanted = pointer.versions.find((one) => one.version === version);
    if (!wanted && version !== 0) throw new PermanentError('no-such-version', `there is no version ${version}`);
    if (wanted) await requireModel(state, wanted, signal);
    if (pointer.current === version) return wanted ?? null;
    if (await movePointer(state, { ...pointer, current: version }, stored, signal)) return wanted ?? null;
  }
  throw new TransientError('model-contended', 'others teach the model all the time: nothing was changed, try again');
}

export async function modelVersions(state: State, signal: AbortSignal): Promise<ModelPointer> {
  return (await readPointer(state, signal)).pointer;
}

/** As they will be read back: the same labels give the same model, whoever adds the last of them. */
function keptOf(features: Features): Features {
  const kept = decodeFeatures(encodeFeatures(features));
  if (typeof kept === 'string') throw new Error(`features that were just encoded: ${kept}`);
  return kept;
}

export interface Situation {
  readonly pointer: ModelPointer;
  readonly labels: readonly Label[];
  readonly merged: readonly Label[];
  /** Features that need not be read. */
  readonly known: Map<string, Features>;
  /** It comes into force even where it does worse. */
  readonly forced?: boolean;
}

export async function nextVersion(
  state: State,
  clock: Clock,
  { pointer, labels, merged, known, forced = false }: Situation,
  signal: AbortSignal,
) {
  const current = versionInForce(pointer);
  const counted = countedOf(merged);
  const missing = await readFeatures(state, counted, known, signal);
  const taughtBy = (opinions: readonly Opinion[]): readonly Taught[] =>
    opinions.flatMap(({ sha256, as, held, voices }) => {
      const features = known.get(sha256);
      return features ? [{ features, unwanted: as === 'spam', held, voices }] : [];
    });
  const opinions = opinionsOf(counted);
  const examples = taughtBy(opinions);
  const model = teach(examples);
  const weights = storedModelOf(model);
  const list = storedLabelsOf(merged);
  await createSame(state, modelKey(weights.sha256), weights.text, signal);
  await createSame(state, labelListKey(list.sha256), list.text, signal);

  // Who teaches now has no say in whether it was good: only labels count here that held before and still do.
  const heldBefore = opinionsOf(countedOf(labels)).filter(({ held }) => held);
  const saidBefore = new Map(heldBefore.map(({ sha256, as }) => [sha256, as]));
  const judges = taughtBy(opinions.filter(({ sha256, as }) => saidBefore.get(sha256) === as));
  const read = current && (await readModel(state, current, signal));
  const present = typeof read === 'string' ? undefined : read;
  const before = present ? measure(present, judges) : null;
  const after = before && measure(model, judges);
  const learnedFrom = examples.filter(({ held }) => !held);
  const spam = learnedFrom.filter(({ unwanted }) => unwanted).length;
  const figures = { counted: { spam, ham: learnedFrom.length - spam }, before, after, missing };

  if (current?.model === weights.sha256) {
    const versions = pointer.versions.map((one) => (one === current ? { ...one, labels: list.sha256 } : one));
    const learned = { outcome: 'noted' as const, version: current.version, ...figures };
    return { pointer: { ...pointer, versions }, learned };
  }
  const isRefused = !forced && present !== undefined && isWorseForAll(present, model, judges);
  const same = pointer.versions.find((one) => one.model === weights.sha256 && one.labels === list.sha256);
  if (isRefused && same) return { pointer, learned: { outcome: 'worse' as const, version: same.version, ...figures } };
  const version: ModelVersion = {
    version: Math.max(0, ...pointer.versions.map((one) => one.version)) + 1,
    at: clock.now().toISOString(),
    model: weights.sha256,
    labels: list.sha256,
    counted: figures.counted,
    held: measure(model, examples),
    outcome: isRefused ? 'worse' : 'taken',
  };
  return {
    pointer: listed(pointer, version, isRefused ? pointer.current : version.version),
    learned: {
      outcome: isRefused ? ('worse' as const) : ('learned' as const),
      version: version.version,
      ...figures,
    },
  };
}

/** The oldest are no longer listed; the one in force always is. */
function listed(pointer: ModelPointer, version: ModelVersion, current: number): ModelPointer {
  const versions = [...pointer.versions, version];
  const oldest = versions.length - mostListed;
  return { ...pointer, current, versions: versions.filter((one, at) => at >= oldest || one.version === current) };
}
