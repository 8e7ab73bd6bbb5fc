/**
 * What SES has taken, on the disk: `<messageId>.eml`, as recipients get it, and `<messageId>.json`, all that is known
 * of it, which is what makes it taken. A message without the latter never was.
 */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ensureFolder, temporaryPrefix, writeDurably } from '../disk.ts';

const Outcome = v.strictObject({
  recipient: v.string(),
  /**
   * `handed-on`: to the organisation's own flow; `delivered`: to somebody else's server, which is this outbox;
   * `replied`, `complained`: the mailbox simulator's, after a delivery; `suppressed`: not tried.
   */
  became: v.picklist(['handed-on', 'delivered', 'replied', 'complained', 'bounced', 'suppressed', 'rejected']),
  /** For `bounced`, `suppressed` and `complained`: SES's bounceSubType or complaintSubType, or why. */
  detail: v.string(),
});

const Record = v.strictObject({
  messageId: v.string(),
  at: v.pipe(v.string(), v.isoTimestamp()),
  /** The author's mailbox. */
  from: v.string(),
  /** Whom SES tells about bounces. */
  feedbackTo: v.string(),
  /** The reverse-path that recipients see. */
  envelopeFrom: v.string(),
  recipients: v.array(v.string()),
  /** The domain that vouches for the author by its signature; null where there is none. */
  signingDomain: v.nullable(v.string()),
  /** Who called SendEmail. */
  caller: v.string(),
  configurationSet: v.nullable(v.string()),
  tags: v.array(v.tuple([v.string(), v.string()])),
  /** Of the message as it was given to SES, up to 10 KB of it. */
  headers: v.array(v.strictObject({ name: v.string(), value: v.string() })),
  headersTruncated: v.boolean(),
  /** Null until it is decided who gets the message; it is not decided twice. */
  outcomes: v.nullable(v.array(Outcome)),
  /** All that was decided is done. */
  done: v.boolean(),
});

export type SentOutcome = v.InferOutput<typeof Outcome>;
export type SentRecord = v.InferOutput<typeof Record>;

/** SES's ids have nothing else in them; here also what keeps an id inside the folder. */
const idPattern = /^[a-z0-9-]{1,120}$/;

export class Outbox {
  readonly #folder: string;
  readonly #records: Map<string, SentRecord>;

  private constructor(folder: string, records: readonly SentRecord[]) {
    this.#folder = folder;
    this.#records = new Map(records.map((record) => [record.messageId, record]));
  }

  static async open(folder: string): Promise<Outbox> {
    await ensureFolder(folder);
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json') && !name.startsWith(temporaryPrefix));
    const records = await Promise.all(
      names.map(async (name) => v.parse(Record, JSON.parse(await readFile(join(folder, name), 'utf8')))),
    );
    return new Outbox(
      folder,
      records.sort((a, b) => a.at.localeCompare(b.at)),
    );
  }

  /** Oldest first. */
  list(): readonly SentRecord[] {
    return [...this.#records.values()];
  }

  find(messageId: string): SentRecord | undefined {
    return this.#records.get(messageId);
  }

  /** Returns when the message would survive a crash. */
  async add(record: SentRecord, content: Buffer): Promise<void> {
    if (!idPattern.test(record.messageId)) throw new Error(`${record.messageId} is no id of SES`);
    await writeDurably(this.#path(record.messageId, 'eml'), content);
    await this.update(record);
  }

  async update(record: SentRecord): Promise<void> {
    await writeDurably(this.#path(record.messageId, 'json'), JSON.stringify(record));
    this.#records.set(record.messageId, record);
  }

  /** The bytes as recipients get them. */
  content(messageId: string): Promise<Buffer> {
    if (!this.#records.has(messageId)) throw new Error(`SES has sent no message ${JSON.stringify(messageId)}`);
    return readFile(this.#path(messageId, 'eml'));
  }

  #path(messageId: string, extension: 'eml' | 'json'): string {
    return join(this.#folder, `${messageId}.${extension}`);
  }
}
