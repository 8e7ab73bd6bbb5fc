/**
 * Messages in transit on disk: what the Message Flow API reads and replaces, and what is delivered
 * when the rule has answered.
 *
 *     <id>/message.json      what is known of it, and which file is its content now
 *     <id>/original.eml      as received
 *     <id>/content-<n>.eml   each replacement
 */

import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ensureFolder, isMissing, syncFolder, writeDurably } from '../disk.ts';
import { KeyQueue } from '../key-queue.ts';

const Envelope = v.strictObject({
  /** Null on notifications (RFC 5321 §4.5.5). */
  mailFrom: v.nullable(v.string()),
  recipients: v.array(v.string()),
});

/** WorkMail's words in events; in the names of resources it says `incoming` and `outgoing`. */
const Direction = v.picklist(['INBOUND', 'OUTBOUND']);

export type Direction = v.InferOutput<typeof Direction>;

const State = v.strictObject({
  id: v.string(),
  direction: v.optional(Direction, 'INBOUND'),
  receivedAt: v.pipe(v.string(), v.isoTimestamp()),
  frozen: v.boolean(),
  envelope: Envelope,
  /** How often the content was replaced; 0 is the original. */
  replacements: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

type State = v.InferOutput<typeof State>;
export type TransitEnvelope = v.InferOutput<typeof Envelope>;

export interface TransitMessage {
  /** WorkMail's handle, not the Message-ID. */
  readonly id: string;
  readonly direction: Direction;
  readonly receivedAt: Date;
  /** Not eligible for an update: redirected mail, usually. */
  readonly frozen: boolean;
  readonly envelope: TransitEnvelope;
  /** How often the content was replaced; 0 is the original. */
  readonly replacements: number;
  readonly replaced: boolean;
  original(): Promise<Buffer>;
  /** What a Get answers. */
  content(): Promise<Buffer>;
  /** The content as it was after so many replacements. */
  contentAfter(replacements: number): Promise<Buffer>;
}

/** All that the Message Flow server needs to know of messages. */
export interface InTransit {
  find(id: string): Promise<TransitMessage | undefined>;
  replaceContent(id: string, content: Uint8Array): Promise<void>;
}

export interface ReceivedMessage {
  readonly original: Uint8Array;
  readonly envelope: TransitEnvelope;
  readonly receivedAt: Date;
  readonly direction?: Direction;
  readonly frozen?: boolean;
  /** For a message that may be added again after a crash; the second time changes nothing. Default: a new one. */
  readonly id?: string;
}

/** WorkMail's pattern for its handle; here also what keeps an id inside the folder. */
export const transitIdPattern = /^[a-z0-9-]{1,120}$/;

/** An id for a message that follows from others, the same each time; in the form of a UUID. */
export function transitIdFrom(...parts: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    digest.slice(12, 16),
    digest.slice(16, 20),
    digest.slice(20, 32),
  ].join('-');
}

export class TransitStore implements InTransit {
  readonly #folder: string;
  readonly #queue = new KeyQueue();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<TransitStore> {
    await ensureFolder(folder);
    return new TransitStore(folder);
  }

  /** The new message's id; the message is on the disk when this returns. */
  async add(message: ReceivedMessage): Promise<string> {
    const { id = randomUUID(), original, envelope, direction = 'INBOUND', receivedAt, frozen = false } = message;
    if (!transitIdPattern.test(id)) throw new Error(`"${id}" is no id of a message: it must match ${transitIdPattern}`);
    return this.#queue.run(id, async () => {
      if (await this.#read(id)) return id;
      await ensureFolder(join(this.#folder, id));
      await writeDurably(this.#contentPath(id, 0), original);
      await this.#write({ id, direction, envelope, receivedAt: receivedAt.toISOString(), frozen, replacements: 0 });
      return id;
    });
  }

  async find(id: string): Promise<TransitMessage | undefined> {
    const state = await this.#read(id);
    return (
      state && {
        ...state,
        receivedAt: new Date(state.receivedAt),
        replaced: state.replacements > 0,
        original: () => readFile(this.#contentPath(id, 0)),
        content: () => readFile(this.#contentPath(id, state.replacements)),
        contentAfter: (replacements) => readFile(this.#contentPath(id, replacements)),
      }
    );
  }

  replaceContent(id: string, content: Uint8Array): Promise<void> {
    return this.#change(id, async (state) => {
      const replacements = state.replacements + 1;
      await writeDurably(this.#contentPath(id, replacements), content);
      return { ...state, replacements };
    });
  }

  freeze(id: string): Promise<void> {
    return this.#change(id, async (state) => ({ ...state, frozen: true }));
  }

  remove(id: string): Promise<void> {
    return this.#queue.run(id, async () => {
      await rm(join(this.#folder, id), { recursive: true, force: true });
      await syncFolder(this.#folder);
    });
  }

  /** Every message that was received completely. */
  async *list(): AsyncGenerator<TransitMessage> {
    for (const id of (await readdir(this.#folder)).sort()) {
      const message = await this.find(id);
      if (message) yield message;
    }
  }

  #change(id: string, change: (state: State) => Promise<State>): Promise<void> {
    return this.#queue.run(id, async () => {
      const state = await this.#read(id);
      if (!state) throw new Error(`no message ${id} is in transit`);
      await this.#write(await change(state));
    });
  }

  async #read(id: string): Promise<State | undefined> {
    if (!transitIdPattern.test(id)) return undefined;
    let text: string;
    try {
      text = await readFile(this.#statePath(id), 'utf8');
    } catch (fault) {
      if (isMissing(fault)) return undefined;
      throw fault;
    }
    return v.parse(State, JSON.parse(text));
  }

  #write(state: State): Promise<void> {
    return writeDurably(this.#statePath(state.id), JSON.stringify(state));
  }

  #statePath(id: string): string {
    return join(this.#folder, id, 'message.json');
  }

  #contentPath(id: string, replacements: number): string {
    return join(this.#folder, id, replacements === 0 ? 'original.eml' : `content-${replacements}.eml`);
  }
}
