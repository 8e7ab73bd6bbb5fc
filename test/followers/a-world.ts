/** Records and marks in memory, for a follower to follow. */

import { deliveryIdOf, recordKey } from '../../shared/archive/keys.ts';
import type { DeliveryRecord } from '../../shared/archive/record.ts';
import type { FollowLog, FollowRun } from '../../shared/followers/follow.ts';
import type { SweepPorts } from '../../shared/followers/sweep.ts';

export const organisation = `m-${'0'.repeat(32)}`;
export const now = new Date('2026-11-24T12:00:00.000Z');

export function aRecord(name: string, more: Partial<DeliveryRecord> = {}): DeliveryRecord {
  const firstSeen = more.firstSeen ?? '2026-11-24T09:00:00.000Z';
  return {
    schema: 'record/v1',
    deliveryId: deliveryIdOf(organisation, 'workmail', name),
    firstSeen,
    evidence: { key: `raw/v1/${organisation}/aa/aa.eml`, version: 'v1', sha256: 'aa', sizeBytes: 2 },
    policy: { sha256: 'p', origin: 'current' },
    judged: 'judged',
    mode: 'enforce',
    findings: [],
    defects: [],
    partCount: 1,
    attachmentCount: 0,
    edits: [],
    preflight: [],
    source: 'workmail',
    direction: 'INBOUND',
    dedupeKey: name,
    flowMessageId: name,
    organisation,
    envelope: { reversePath: 'alice@partner.example', recipients: ['bob@corp.example'], complete: true },
    retention: { mode: 'GOVERNANCE', until: '2026-12-24T09:00:00.000Z' },
    writeBack: 'none',
    answer: { recipients: [], rest: { disposition: 'DEFAULT' }, downgrades: [] },
    recordedAt: firstSeen,
    ...more,
  };
}

export const keyOf = ({ firstSeen, deliveryId }: DeliveryRecord): string =>
  recordKey(organisation, new Date(firstSeen), deliveryId);

export class FollowedWorld {
  readonly records = new Map<string, string>();
  readonly state = new Map<string, string>();
  readonly said: string[] = [];

  constructor(...records: readonly DeliveryRecord[]) {
    for (const record of records) this.records.set(keyOf(record), JSON.stringify(record));
  }

  readonly ports: SweepPorts = {
    clock: { now: () => now },
    evidence: {
      readRecord: async (key) => this.records.get(key) ?? null,
      keys: (prefix) => keysOf(this.records, prefix),
    },
    state: {
      read: async (key) => {
        const text = this.state.get(key);
        return text === undefined ? undefined : { text, etag: text };
      },
      create: async (key, text) => {
        if (this.state.has(key)) return 'exists';
        this.state.set(key, text);
        return 'created';
      },
      keys: (prefix) => keysOf(this.state, prefix),
    },
  };

  readonly log: FollowLog = {
    followed: (deliveryId, { outcome }) => void this.said.push(`${deliveryId.slice(0, 4)} ${outcome}`),
    failed: (fault, deliveryId) => void this.said.push(`${deliveryId?.slice(0, 4) ?? '-'} failed: ${String(fault)}`),
  };

  get run(): FollowRun {
    return { organisation, signal: new AbortController().signal, log: this.log };
  }
}

async function* keysOf(objects: ReadonlyMap<string, string>, prefix: string): AsyncIterable<string> {
  yield* [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
}

/** S3's rules for single keys, over a map. */
export function stateOver(objects: Map<string, string>) {
  return {
    async read(key: string) {
      const text = objects.get(key);
      return text === undefined ? undefined : { text, etag: text };
    },
    async create(key: string, text: string) {
      if (objects.has(key)) return 'exists' as const;
      objects.set(key, text);
      return 'created' as const;
    },
    async swap(key: string, text: string, etag: string) {
      if (objects.get(key) !== etag) return 'conflict' as const;
      objects.set(key, text);
      return 'swapped' as const;
    },
  };
}
