/**
 * Mail that leaves the organisation, kept instead of sent: `<name>.eml` as the recipient would get it, and
 * `<name>.json` with its envelope, written last, so that what has one is complete.
 */

import { join } from 'node:path';
import * as v from 'valibot';
import { ensureFolder, writeDurably } from '../disk.ts';

export const OutboxEntry = v.strictObject({
  /** `mail` of a user, or one of the system's own. */
  kind: v.picklist(['mail', 'bounce', 'journal', 'journal-report']),
  /** The message in transit that it comes from. */
  messageId: v.string(),
  /** The reverse-path; null on notifications. */
  mailFrom: v.nullable(v.string()),
  recipients: v.array(v.string()),
  at: v.pipe(v.string(), v.isoTimestamp()),
  /** The SMTP gateway of the rule, where one holds. */
  gateway: v.nullable(v.string()),
});

export type OutboxEntry = v.InferOutput<typeof OutboxEntry>;

/** In a file's name: hexadecimal figures, hyphens and letters, so no content of a mail. */
const namePattern = /^[a-z0-9-]{1,120}$/;

export class Outbox {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(folder: string): Promise<Outbox> {
    await ensureFolder(folder);
    return new Outbox(folder);
  }

  /** The same name with the same content may be put again. Returns the file of the message. */
  async put(name: string, entry: OutboxEntry, content: Uint8Array): Promise<string> {
    if (!namePattern.test(name)) throw new Error(`"${name}" is no name for a message in the outbox`);
    const file = join(this.folder, `${name}.eml`);
    await writeDurably(file, content);
    await writeDurably(join(this.folder, `${name}.json`), JSON.stringify(entry));
    return file;
  }
}
