/** What an organisation has taught, as it lies in the state bucket (docs/model.md). Whatever is immutable lies under its hash. */

import { labelListKey, labelledFeaturesKey, modelKey, modelPointerKey } from './archive/keys.ts';
import { PermanentError } from './errors.ts';
import type { Features } from './filters/spam/features.ts';
import { decodeFeatures, encodeFeatures } from './filters/spam/kept-features.ts';
import { type Label, parseLabels } from './filters/spam/labels.ts';
import {
  firstPointer,
  type ModelPointer,
  type ModelVersion,
  parseModelPointer,
  parseStoredModel,
  versionInForce,
} from './filters/spam/model-versions.ts';
import type { State, StoredText } from './ports.ts';

interface Labelled {
  readonly label: Label;
  readonly features: Features;
}

export async function readPointer(
  state: State,
  signal: AbortSignal,
): Promise<{ pointer: ModelPointer; stored: StoredText | undefined }> {
  const stored = await readStored(state, modelPointerKey, signal);
  if (!stored) return { pointer: firstPointer, stored };
  const pointer = parseModelPointer(stored.text);
  if (typeof pointer !== 'string') return { pointer, stored };
  throw new PermanentError(
    'model-pointer-damaged',
    `${modelPointerKey} in the state bucket ${pointer}. Delete that object and teach again; the shipped model judges alone until then`,
  );
}

export async function labelsOf(state: State, pointer: ModelPointer, signal: AbortSignal): Promise<readonly Label[]> {
  const version = versionInForce(pointer);
  if (!version) return [];
  const key = labelListKey(version.labels);
  const stored = await readStored(state, key, signal);
  const labels = stored ? parseLabels(stored.text, version.labels) : 'is missing';
  if (typeof labels !== 'string') return labels;
  throw new PermanentError('labels-damaged', `${key} in the state bucket ${labels}. Roll back to another version`);
}

/** Of each listed version the labels it was made from, as far as they can be read. */
export async function listedLabels(
  state: State,
  { versions }: ModelPointer,
  signal: AbortSignal,
): Promise<ReadonlyMap<ModelVersion, readonly Label[]>> {
  const found = new Map<ModelVersion, readonly Label[]>();
  await inParallel(versions, async (version) => {
    const stored = await readStored(state, labelListKey(version.labels), signal);
    const labels = stored ? parseLabels(stored.text, version.labels) : 'is missing';
    if (typeof labels !== 'string') found.set(version, labels);
  });
  return found;
}

export async function readModel(state: State, { model }: ModelVersion, signal: AbortSignal) {
  const stored = await readStored(state, modelKey(model), signal);
  return stored ? parseStoredModel(stored.text, model) : 'is missing';
}

export async function requireModel(state: State, version: ModelVersion, signal: AbortSignal): Promise<void> {
  const model = await readModel(state, version, signal);
  if (typeof model !== 'string') return;
  throw new PermanentError('model-damaged', `${modelKey(version.model)} in the state bucket ${model}`);
}

export async function keepFeatures(state: State, lessons: readonly Labelled[], signal: AbortSignal): Promise<void> {
  await inParallel(lessons, async ({ label, features }) => {
    await createSame(state, labelledFeaturesKey(label.sha256), encodeFeatures(features), signal);
  });
}

/** Reads what is not known; counts what cannot be had. */
export async function readFeatures(
  state: State,
  labels: readonly Label[],
  known: Map<string, Features>,
  signal: AbortSignal,
): Promise<number> {
  const unknown = new Set(labels.map(({ sha256 }) => sha256).filter((sha256) => !known.has(sha256)));
  await inParallel([...unknown], async (sha256) => {
    const key = labelledFeaturesKey(sha256);
    const stored = await readStored(state, key, signal);
    const features = stored ? decodeFeatures(stored.text) : 'is missing';
    if (!stored || typeof features === 'string') return;
    known.set(sha256, features);
    // What was kept before knows the order of all words.
    const text = encodeFeatures(features);
    if (text !== stored.text) await state.swap(key, text, stored.etag, signal);
  });
  return labels.filter(({ sha256 }) => !known.has(sha256)).length;
}

const atOnce = 16;

export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}

/** What lies under a hash is that, or damaged; then it is put right. */
export async function createSame(state: State, key: string, text: string, signal: AbortSignal): Promise<void> {
  if ((await state.create(key, text, signal)) === 'created') return;
  const present = await readStored(state, key, signal);
  if (present && present.text !== text) await state.swap(key, text, present.etag, signal);
}

/** A put whose answer was lost is sent again and finds itself: a refusal counts only where another text is there. */
export async function movePointer(
  state: State,
  pointer: ModelPointer,
  before: StoredText | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const text = JSON.stringify(pointer);
  const outcome = before
    ? await state.swap(modelPointerKey, text, before.etag, signal)
    : await state.create(modelPointerKey, text, signal);
  if (outcome === 'swapped' || outcome === 'created') return true;
  return (await readStored(state, modelPointerKey, signal))?.text === text;
}

async function readStored(state: State, key: string, signal: AbortSignal): Promise<StoredText | undefined> {
  const stored = await state.read(key, signal);
  return stored === 'unchanged' ? undefined : stored;
}
