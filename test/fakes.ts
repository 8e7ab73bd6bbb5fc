/**
 * Ports that keep what they are sent and follow the rules of what they stand for: conditional
 * puts, versions, locks, and content that a write-back changes for the next fetch.
 */

import { createHash } from 'node:crypto';
import { PermanentError } from '../shared/errors.ts';
import type { Filter } from '../shared/filters/filter.ts';
import { type Judge, judge } from '../shared/judge.ts';
import { type MacKeys, noMacKeys } from '../shared/mail/own-field.ts';
import { type ModelInForce, noModel } from '../shared/model-store.ts';
import type { Gather, PolicyInForce, Ports } from '../shared/pipeline.ts';
import { compilePolicy, type Policy } from '../shared/policy.ts';
import type { ObjectReference, Retention } from '../shared/ports.ts';

/** Called around every effect of a run, by name and number from 0: a test may throw there, or wait. */
export interface Observer {
  before?(effect: string, n: number): void | Promise<void>;
  after?(effect: string, n: number): void | Promise<void>;
}

export interface StoredEvidence {
  readonly bytes: Buffer;
  readonly version: string;
  retention: Retention;
}

export class World {
  /** What the source delivers at the moment. */
  content: Buffer;
  /** A refusal of the write-back, or of the fetch. */
  refuseReplace: PermanentError | undefined;
  refuseFetch: Error | undefined;
  now = new Date('2026-11-23T09:00:00.000Z');
  readonly evidence = new Map<string, StoredEvidence>();
  readonly records = new Map<string, string>();
  readonly exchange = new Map<string, Buffer>();
  readonly state = new Map<string, string>();
  /** Every effect that took place, in order. */
  readonly effects: string[] = [];
  readonly #policy: PolicyInForce;

  constructor(content: Buffer, policy: Policy) {
    this.content = content;
    this.#policy = { policy, sha256: compilePolicy(policy).sha256, origin: 'current' };
  }

  /** Ports of one run; `policy` as published when the run starts. */
  ports(
    filters: readonly Filter[],
    observer: Observer = {},
    more: { policy?: PolicyInForce; keys?: MacKeys; model?: ModelInForce; judge?: Judge; gather?: Gather } = {},
  ): Ports {
    let count = 0;
    const effect = async <T>(name: string, work: () => T): Promise<T> => {
      const n = count;
      count += 1;
      await observer.before?.(name, n);
      const result = work();
      this.effects.push(name);
      await observer.after?.(name, n);
      return result;
    };
    const etagOf = (text: string): string => createHash('md5').update(text).digest('hex');

    return {
      clock: { now: () => this.now },
      policy: { current: async () => more.policy ?? this.#policy },
      keys: { current: async () => more.keys ?? noMacKeys },
      model: { current: async () => more.model ?? noModel },
      judge: more.judge ?? { judge: async (input) => judge(input, filters) },
      ...(more.gather ? { gather: more.gather } : {}),

      flow: {
        fetch: (_id, signal) =>
          effect('fetch', () => {
            signal.throwIfAborted();
            if (this.refuseFetch) throw this.refuseFetch;
            return this.content;
          }),
        replace: (_id, { key, version }: ObjectReference) =>
          effect('replace', () => {
            if (this.refuseReplace) throw this.refuseReplace;
            const stored = this.exchange.get(key);
            if (!stored || version !== `v-${key}`) throw new PermanentError('content-location', 'no such object');
            this.content = stored;
          }),
      },

      evidence: {
        keep: (key, bytes, sha256, retention) =>
          effect('keep', () => {
            const before = this.evidence.get(key);
            if (before) {
              if (retention.until > before.retention.until) before.retention = retention;
              return { version: before.version, existed: true };
            }
            if (createHash('sha256').update(bytes).digest('hex') !== sha256)
              throw new PermanentError('bad-digest', 'BadDigest');
            this.evidence.set(key, { bytes: Buffer.from(bytes), version: `v-${sha256.slice(0, 8)}`, retention });
            return { version: `v-${sha256.slice(0, 8)}`, existed: false };
          }),
        read: (key, version) =>
          effect('read-evidence', () => {
            const stored = this.evidence.get(key);
            if (stored?.version !== version) throw new PermanentError('no-such-version', 'NoSuchVersion');
            return stored.bytes;
          }),
        createRecord: (key, json) =>
          effect('record', () => {
            if (this.records.has(key)) return 'exists';
            this.records.set(key, json);
            return 'created';
          }),
        readRecord: (key) => effect('read-record', () => this.records.get(key) ?? null),
      },

      exchange: {
        put: (key, bytes) =>
          effect('exchange', () => {
            this.exchange.set(key, Buffer.from(bytes));
            return { bucket: 'exchange', key, version: `v-${key}` };
          }),
      },

      state: {
        read: (key) =>
          effect(`read ${kindOf(key)}`, () => {
            const text = this.state.get(key);
            return text === undefined ? undefined : { text, etag: etagOf(text) };
          }),
        create: (key, text) =>
          effect(kindOf(key), () => {
            if (this.state.has(key)) return 'exists';
            this.state.set(key, text);
            return 'created';
          }),
        swap: (key, text, etag) =>
          effect(`swap ${kindOf(key)}`, () => {
            const before = this.state.get(key);
            if (before === undefined || etagOf(before) !== etag) return 'conflict';
            this.state.set(key, text);
            return 'swapped';
          }),
      },
    };
  }
}

function kindOf(key: string): string {
  return key.endsWith('/attempt') ? 'attempt' : key.startsWith('plan/') ? 'plan' : key;
}
