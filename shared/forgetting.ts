/**
 * Takes what is kept of messages out of what an organisation has taught: their labels, what a model sees of them, and the
 * versions that were made with them, so that nobody can go back to one.
 */

import { labelListKey, labelledFeaturesKey, modelKey } from './archive/keys.ts';
import { TransientError } from './errors.ts';
import { type Label, type Trace, traceOf } from './filters/spam/labels.ts';
import { type ModelPointer, type ModelVersion, versionInForce } from './filters/spam/model-versions.ts';
import { inParallel, labelsOf, listedLabels, movePointer, readPointer } from './learned-state.ts';
import { nextVersion, tries } from './learning.ts';
import { attachedMessages } from './mail/attached-messages.ts';
import { decodeBody } from './mail/decode.ts';
import { parseMessage } from './mail/parse.ts';
import type { Clock, State } from './ports.ts';

export interface ForgettingState extends State {
  remove(key: string, signal: AbortSignal): Promise<void>;
}

/** Of a message, and of those attached to it: it may be a report. */
export function tracesOf(bytes: Buffer): readonly Trace[] {
  const message = parseMessage(bytes);
  const attached = attachedMessages(message).map((part) => parseMessage(decodeBody(message.bytes, part).bytes));
  return [message, ...attached].map(traceOf);
}

/** Says of how many messages there were labels. Broken off, the same call goes on. */
export async function forget(
  state: ForgettingState,
  clock: Clock,
  traces: readonly Trace[],
  signal: AbortSignal,
): Promise<number> {
  const hashes = new Set(traces.map(({ sha256 }) => sha256));
  const messageIds = new Set(traces.flatMap(({ messageId }) => messageId ?? []));
  const isGoing = ({ sha256, messageId }: Label): boolean =>
    hashes.has(sha256) || (messageId !== undefined && messageIds.has(messageId));
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const { pointer, stored } = await readPointer(state, signal);
    if (!stored) return 0;
    const going = new Set<string>();
    const madeWith: ModelVersion[] = [];
    for (const [version, labels] of await listedLabels(state, pointer, signal)) {
      const found = labels.filter(isGoing);
      for (const { sha256 } of found) going.add(sha256);
      if (found.length > 0) madeWith.push(version);
    }
    const next = madeWith.length === 0 ? pointer : await without(state, clock, pointer, { madeWith, isGoing }, signal);
    if (next !== pointer && !(await movePointer(state, next, stored, signal))) continue;
    await removeUnlisted(state, madeWith, next, signal);
    await inParallel([...new Set([...hashes, ...going])], (sha256) =>
      state.remove(labelledFeaturesKey(sha256), signal),
    );
    return going.size;
  }
  throw new TransientError('model-contended', 'others teach the model all the time: try again');
}

async function without(
  state: State,
  clock: Clock,
  pointer: ModelPointer,
  { madeWith, isGoing }: { readonly madeWith: readonly ModelVersion[]; readonly isGoing: (label: Label) => boolean },
  signal: AbortSignal,
): Promise<ModelPointer> {
  const current = versionInForce(pointer);
  let next = pointer;
  if (current && madeWith.includes(current)) {
    const labels = (await labelsOf(state, pointer, signal)).filter((label) => !isGoing(label));
    const situation = { pointer, labels, merged: labels, known: new Map(), forced: true };
    next =
      labels.length === 0 ? { ...pointer, current: 0 } : (await nextVersion(state, clock, situation, signal)).pointer;
  }
  const lists = new Set(madeWith.map((version) => version.labels));
  return { ...next, versions: next.versions.filter((version) => !lists.has(version.labels)) };
}

async function removeUnlisted(
  state: ForgettingState,
  gone: readonly ModelVersion[],
  { versions }: ModelPointer,
  signal: AbortSignal,
): Promise<void> {
  const listed = new Set(versions.flatMap(({ labels, model }) => [labelListKey(labels), modelKey(model)]));
  const keys = gone.flatMap(({ labels, model }) => [labelListKey(labels), modelKey(model)]);
  await inParallel(
    keys.filter((key) => !listed.has(key)),
    (key) => state.remove(key, signal),
  );
}
