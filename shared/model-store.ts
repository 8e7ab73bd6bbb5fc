/**
 * The organisation's model of unwanted mail, from the state bucket: asked for by ETag, at most once a minute.
 *
 * It is an opinion and nothing waits for it: without one, or with one that is damaged or cannot be read, the shipped
 * model judges alone. `origin` goes into the record and the log, so that somebody sees it (docs/model.md).
 */

import { modelKey, modelPointerKey } from './archive/keys.ts';
import { PermanentError, TransientError } from './errors.ts';
import type { Model } from './filters/spam/model-file.ts';
import { parseModelPointer, parseStoredModel, versionInForce } from './filters/spam/model-versions.ts';
import type { Clock, State } from './ports.ts';

export interface ModelInForce {
  readonly model: Model | null;
  readonly sha256: string | null;
  /** `held`: the bucket cannot be read for the moment, and this is what it held before. */
  readonly origin: 'current' | 'held' | 'none' | 'damaged' | 'unreadable';
}

export const noModel: ModelInForce = { model: null, sha256: null, origin: 'none' };
const damaged: ModelInForce = { ...noModel, origin: 'damaged' };
const unreadable: ModelInForce = { ...noModel, origin: 'unreadable' };

const askAgainAfterMs = 60_000;
/** A message does not wait longer for an opinion. */
const withinMs = 2_000;

export function modelStore(state: State, clock: Clock): { current(signal: AbortSignal): Promise<ModelInForce> } {
  let held: { inForce: ModelInForce; etag: string | undefined; askedAt: number } | undefined;

  return {
    async current(signal) {
      const askedAt = clock.now().getTime();
      if (held && askedAt - held.askedAt < askAgainAfterMs) return held.inForce;
      const before = held;
      try {
        const soon = AbortSignal.any([signal, AbortSignal.timeout(withinMs)]);
        const pointer = await state.read(modelPointerKey, soon, before?.etag);
        if (pointer === 'unchanged' && before) held = { ...before, inForce: asRead(before.inForce), askedAt };
        else if (pointer === undefined || pointer === 'unchanged')
          held = { inForce: noModel, etag: undefined, askedAt };
        else {
          const inForce = await load(state, pointer.text, before?.inForce, soon);
          // What is damaged is read again: it may be mended under the same name.
          held = { inForce, etag: inForce.origin === 'damaged' ? undefined : pointer.etag, askedAt };
        }
      } catch (fault) {
        if (!(fault instanceof TransientError || fault instanceof PermanentError || signal.aborted)) throw fault;
        const kept = before?.inForce.model ? { ...before.inForce, origin: 'held' as const } : unreadable;
        held = { inForce: kept, etag: kept === unreadable ? undefined : before?.etag, askedAt };
      }
      return held.inForce;
    },
  };
}

function asRead(inForce: ModelInForce): ModelInForce {
  return inForce.origin === 'held' ? { ...inForce, origin: 'current' } : inForce;
}

async function load(
  state: State,
  pointerText: string,
  before: ModelInForce | undefined,
  signal: AbortSignal,
): Promise<ModelInForce> {
  const pointer = parseModelPointer(pointerText);
  if (typeof pointer === 'string') return damaged;
  const version = versionInForce(pointer);
  if (!version) return noModel;
  if (before?.model && before.sha256 === version.model) return { ...before, origin: 'current' };
  const stored = await state.read(modelKey(version.model), signal);
  if (stored === undefined || stored === 'unchanged') return damaged;
  const model = parseStoredModel(stored.text, version.model);
  if (typeof model === 'string') return damaged;
  return { model: shared(model), sha256: version.model, origin: 'current' };
}

/** Seen by the judging thread as it is, instead of being copied for each message. */
function shared(model: Model): Model {
  const weights = new Int8Array(new SharedArrayBuffer(model.weights.length));
  weights.set(model.weights);
  return { ...model, weights };
}
