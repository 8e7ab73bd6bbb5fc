/** Mail as it comes: mostly ordinary, some of it twice, some of it odd. A seed decides. */

import { createHash } from 'node:crypto';

/** What becomes of a message before it is ours. */
export type Way = 'ours' | 'other-rule' | 'dmarc' | 'too-old';

export interface Mail {
  readonly flowId: string;
  readonly invocationId: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly recipients: readonly string[];
  readonly raw: Buffer;
  readonly sha256: string;
  /** Null where it has none. */
  readonly messageId: string | null;
  readonly way: Way;
  /** WorkMail no longer has its content. */
  readonly gone: boolean;
  readonly refusesChange: boolean;
  /** After so many calls everything fails until the rule's time is over; Infinity where nothing does. */
  readonly callsUntilOutage: number;
}

/** Its reports go to the journal. */
export const journalled = 'boss@corp.example';

const remembered = 64;

export class Post {
  readonly #chance: () => number;
  readonly #recent: { readonly raw: Buffer; readonly messageId: string | null }[] = [];
  #count = 0;

  constructor(chance: () => number) {
    this.#chance = chance;
  }

  next(atMs: number, archiveBeganMs: number): Mail {
    this.#count += 1;
    const { raw, messageId } = this.#content();
    const way = this.#way(atMs < archiveBeganMs);
    return {
      flowId: `flow-${this.#count}`,
      invocationId: `invocation-${this.#count}`,
      atMs,
      direction: this.#chance() < 0.9 ? 'INBOUND' : 'OUTBOUND',
      recipients: this.#recipients(),
      raw,
      sha256: createHash('sha256').update(raw).digest('hex'),
      messageId,
      way,
      gone: this.#chance() < 0.005,
      refusesChange: this.#chance() < 0.02,
      callsUntilOutage: this.#chance() < 0.01 ? Math.floor(this.#chance() * 14) : Infinity,
    };
  }

  #way(isBefore: boolean): Way {
    const drawn = this.#chance();
    if (isBefore) return 'too-old';
    if (drawn < 0.02) return 'other-rule';
    return drawn < 0.03 ? 'dmarc' : 'ours';
  }

  #content(): { readonly raw: Buffer; readonly messageId: string | null } {
    const drawn = this.#chance();
    const before = this.#recent[Math.floor(this.#chance() * this.#recent.length)];
    if (drawn < 0.02 && before !== undefined) return before;
    const fresh = `<${this.#count}@partner.example>`;
    const messageId = drawn < 0.05 ? null : drawn < 0.07 && before !== undefined ? before.messageId : fresh;
    const content = { raw: this.#raw(messageId), messageId };
    this.#recent[this.#count % remembered] = content;
    return content;
  }

  #raw(messageId: string | null): Buffer {
    const eol = this.#chance() < 0.03 ? '\n' : '\r\n';
    const header = [
      'From: alice@partner.example',
      'To: carol@corp.example',
      'Date: Mon, 23 Nov 2026 09:00:00 +0000',
      `Subject: Hello ${this.#count}`,
      ...(messageId === null ? [] : [`Message-ID: ${messageId}`]),
      ...(this.#chance() < 0.5 ? ['X-Quiet: yes'] : []),
      '',
      '',
    ];
    const line = `${this.#count} and so it goes, line by line, as mail does.${eol}`;
    const body = line.repeat(Math.floor(this.#chance() ** 6 * 300));
    const odd =
      this.#chance() < 0.03 ? Buffer.from('\0 bare\rcarriage \xff\xfe no line end', 'latin1') : Buffer.alloc(0);
    return Buffer.concat([Buffer.from(header.join(eol) + body), odd]);
  }

  #recipients(): readonly string[] {
    const many = this.#chance() < 0.01 ? 120 : 1 + Math.floor(this.#chance() * 3);
    const named = Array.from({ length: many }, (_, n) => `user${n}@corp.example`);
    return this.#chance() < 0.2 ? [journalled, ...named] : named;
  }
}
