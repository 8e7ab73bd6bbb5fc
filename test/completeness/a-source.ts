/** An archive, a log and states in memory, for accounts to be made of, and an SES that delivers by hand. */

import type { ReconcilePorts } from '../../shared/completeness/handler.ts';
import type { HoursPorts } from '../../shared/completeness/hours.ts';
import { PermanentError } from '../../shared/errors.ts';
import type { MacKeys } from '../../shared/mail/own-field.ts';
import type { Archive, ArchivedVersion, OutgoingMail, Sending } from '../../shared/ports.ts';
import { aRecord, keyOf, organisation, stateOver } from '../followers/a-world.ts';

export { organisation };
export const hourMs = 3_600_000;
export const timeoutMs = 4 * hourMs;

const key = { kid: 'k1', secret: Buffer.alloc(32, 1).toString('base64') };

export class ASource {
  now = new Date('2026-11-24T12:00:00.000Z');
  /** The first day that has records. */
  began: string | null = '2026/11/01';
  readonly state = new Map<string, string>();
  readonly events: { at: number; text: string }[] = [];
  /** Hours whose log cannot be read, as ISO 8601 has them. */
  readonly broken = new Set<string>();
  /** The hours that were read, by their beginnings. */
  readonly readHours: string[] = [];

  /** What SES was given, and how it answers. */
  readonly sent: OutgoingMail[] = [];
  sending: Sending = { outcome: 'accepted', messageId: 'ses' };
  keys: MacKeys = { signing: key, verifying: [key] };
  readonly #records = new Map<string, { readonly json: string; readonly at: Date }>();
  readonly #originals = new Map<string, Buffer>();

  /** What SES was given arrives and is recorded now, as `inbound` would. */
  archive(raw: Buffer, to: readonly string[]): string {
    const name = `d${this.#records.size}`;
    const evidence = { key: `raw/${name}`, version: 'v', sha256: 'aa', sizeBytes: raw.length };
    const firstSeen = this.now.toISOString();
    const envelope = { reversePath: 'x@amazonses.com', recipients: to, complete: true };
    const record = aRecord(name, { firstSeen, evidence, envelope });
    this.#originals.set(evidence.key, raw);
    this.#records.set(keyOf(record), { json: JSON.stringify(record), at: this.now });
    return keyOf(record);
  }

  /** A message without a record, that this rule was applied to. */
  receive(at: string, rule: string): void {
    const traceId = `m${this.events.length}`;
    for (const event of [
      { eventName: 'ORGANIZATION_EMAIL_RECEIVED', recipients: ['a@corp.example'] },
      { eventName: 'RULE_APPLIED', ruleName: rule, ruleType: 'INBOUND_RULE' },
    ])
      this.events.push({ at: Date.parse(at), text: JSON.stringify({ traceId, event }) });
  }

  get ports(): Omit<ReconcilePorts, 'log'> & HoursPorts {
    const { state } = this;
    return {
      clock: { now: () => this.now },
      keys: { current: async () => this.keys },
      mailer: {
        send: async (mail) => {
          this.sent.push(mail);
          return this.sending;
        },
      },
      archive: this.#archive,
      log: { events: (from, to) => this.#read(from, to) },
      state: {
        ...stateOver(state),
        async *keys(prefix) {
          yield* [...state.keys()].filter((key) => key.startsWith(prefix)).sort();
        },
      },
    };
  }

  async *#read(from: Date, to: Date) {
    const hour = new Date(from.getTime() + 300_000).toISOString();
    this.readHours.push(hour);
    if (this.broken.has(hour)) throw new PermanentError('resource-not-found', 'no such log');
    yield* this.events.filter(({ at }) => at >= from.getTime() && at < to.getTime());
  }

  /** What is asked of it. */
  get #archive(): Archive {
    return {
      folders: (prefix: string) => this.#folders(prefix),
      versions: (prefix: string) => this.#versions(prefix),
      readRecord: async (recordKey: string) => this.#records.get(recordKey)?.json ?? null,
      read: async (original: string) => this.#originals.get(original) ?? Buffer.alloc(0),
      readBeginning: async (original: string) => this.#originals.get(original) ?? Buffer.alloc(0),
      async *keys() {},
    } as unknown as Archive;
  }

  async *#folders(prefix: string) {
    const [, rest = ''] = /^record\/v1\/[^/]+\/(.*)$/.exec(prefix) ?? [];
    const folder = this.began?.split('/')[rest.split('/').length - 1];
    if (folder !== undefined) yield folder;
  }

  async *#versions(prefix: string): AsyncGenerator<ArchivedVersion> {
    for (const [recordKey, { json, at }] of [...this.#records].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!recordKey.startsWith(prefix)) continue;
      yield { key: recordKey, version: 'v', latest: true, marker: false, sizeBytes: json.length, at };
    }
  }
}
