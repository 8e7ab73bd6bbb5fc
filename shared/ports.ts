/**
 * What the core asks of the world. Each port raises `TransientError` or `PermanentError` and
 * nothing else; every call that waits takes an `AbortSignal`.
 */

/** WorkMail's handle of a message in transit; not the RFC 5322 Message-ID. */
export type FlowMessageId = string;

/** A version of an object in S3. */
export interface ObjectReference {
  readonly bucket: string;
  readonly key: string;
  readonly version: string;
}

/** The source's copy of the message in transit. */
export interface MessageFlow {
  /** The whole message. Permanent `content-gone` where it can no longer be had. */
  fetch(id: FlowMessageId, signal: AbortSignal): Promise<Buffer>;
  /** Makes the source deliver the object instead. Permanent `frozen`, `rejected` or `content-location` where it refuses. */
  replace(id: FlowMessageId, content: ObjectReference, signal: AbortSignal): Promise<void>;
}

export type RetentionMode = 'GOVERNANCE' | 'COMPLIANCE';

export interface Retention {
  readonly mode: RetentionMode;
  /** Nobody deletes the version before this time. */
  readonly until: Date;
}

/** The archive: created once, locked, never changed. */
export interface Evidence {
  /**
   * Keeps the bytes under the key unless they are there. `sha256` (hex) is the checksum S3 verifies;
   * a lock that ends earlier is extended. Where somebody laid other bytes there, ours become a version on top.
   */
  keep(
    key: string,
    bytes: Buffer,
    sha256: string,
    retention: Retention,
    signal: AbortSignal,
  ): Promise<{ readonly version: string; readonly existed: boolean }>;
  /** The bytes of one version. */
  read(key: string, version: string, signal: AbortSignal): Promise<Buffer>;
  /** Writes the record unless there is one. */
  createRecord(key: string, json: string, retention: Retention, signal: AbortSignal): Promise<'created' | 'exists'>;
  /** The record, if there is one. */
  readRecord(key: string, signal: AbortSignal): Promise<string | null>;
}

/** The header of a message is enough for many. */
export interface Beginnings {
  /** The first `sizeBytes` bytes of one version, which has as many at least. */
  readBeginning(key: string, version: string, sizeBytes: number, signal: AbortSignal): Promise<Buffer>;
}

/** One version of an object as a listing of the archive shows it. */
export interface ArchivedVersion {
  readonly key: string;
  readonly version: string;
  /** What a read without a version gives. */
  readonly latest: boolean;
  /** A delete marker: hides the versions below it, and holds nothing. */
  readonly marker: boolean;
  readonly sizeBytes: number;
  readonly at: Date;
}

/** What S3 says of one version without handing it out. */
export interface ArchivedState {
  /** Of the whole object, in hex; null where it was put without. */
  readonly sha256: string | null;
  readonly sizeBytes: number;
  readonly retention: Retention | null;
  /** Under legal hold. */
  readonly held: boolean;
}

/** A bucket as a program looks through it. */
export interface Listing {
  /** Keys that begin so, in order. */
  keys(prefix: string, signal: AbortSignal): AsyncIterable<string>;
}

export interface Locks {
  /**
   * Makes the lock of a version last at least until then; of the latest version where `version` is null. Never shorter, never
   * milder. A lock keeps its mode; one of that mode is put where there is none.
   */
  extend(key: string, version: string | null, retention: Retention, signal: AbortSignal): Promise<Locked>;
}

export interface Locked {
  readonly outcome: 'extended' | 'long-enough';
  /** As it stands now. */
  readonly lock: Retention;
}

/** The archive as people work with it: looked through, held, and emptied of what may go. */
export interface Archive extends Evidence, Beginnings, Listing, Locks {
  /** What follows the prefix up to the next `/`, in order. */
  folders(prefix: string, signal: AbortSignal): AsyncIterable<string>;
  /** By key; those of one key one after the other. */
  versions(prefix: string, signal: AbortSignal): AsyncIterable<ArchivedVersion>;
  /** Undefined where there is no such version. */
  describe(key: string, version: string, signal: AbortSignal): Promise<ArchivedState | undefined>;
  /** Whether S3 shows locks and holds to us: to whoever may not read them it leaves them out, and says nothing. */
  showsLocks(key: string, version: string, signal: AbortSignal): Promise<boolean>;
  hold(key: string, version: string, held: boolean, signal: AbortSignal): Promise<void>;
  /** Deletes one version for good. S3 refuses under lock or hold. */
  remove(key: string, version: string, signal: AbortSignal): Promise<void>;
}

/** The source's own log of what it did with each message. */
export interface SourceLog {
  /** Events from `from` on and before `to`, as the log has them; several hours of them need not fit into memory. */
  events(from: Date, to: Date, signal: AbortSignal): AsyncIterable<LoggedEvent>;
}

export interface LoggedEvent {
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Where rewritten content lies until the source has taken it. */
export interface Exchange {
  /** Puts the bytes unless the key is there with the same ones; names the version. */
  put(key: string, bytes: Buffer, signal: AbortSignal): Promise<ObjectReference>;
}

export interface StoredText {
  readonly text: string;
  readonly etag: string;
}

/** Small states, each an object. */
export interface State {
  /** `undefined`: not there. `unchanged`: there, and still at `etag`. */
  read(key: string, signal: AbortSignal, etag?: string): Promise<StoredText | 'unchanged' | undefined>;
  create(key: string, text: string, signal: AbortSignal): Promise<'created' | 'exists'>;
  /** Compare-and-swap: writes only where the object is still at `etag`. */
  swap(key: string, text: string, etag: string, signal: AbortSignal): Promise<'swapped' | 'conflict'>;
}

/** One message to one set of recipients, as bytes. */
export interface OutgoingMail {
  /** A verified identity. */
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  /** Of SES: its event destinations are told what becomes of the message. */
  readonly configurationSet?: string;
  /** Names and values of letters, digits, `-` and `_`, for those who are told. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Why a message was not taken. `content`: for what it is, now and ever. `account`: for what people must mend first (an identity,
 * a permission, a configuration set, an account that may not send); any other one would have fared the same. `passing`: for the
 * moment (quota, throttling, no connection).
 */
export type Refusal = 'content' | 'account' | 'passing';

/** What is known after one attempt. Expected outcomes, so they are data and nothing is raised for them. */
export type Sending =
  | { readonly outcome: 'accepted'; readonly messageId: string }
  /** Certainly not taken. */
  | { readonly outcome: 'refused'; readonly code: string; readonly because: Refusal }
  /** Taken or not: nobody can tell. */
  | { readonly outcome: 'uncertain'; readonly code: string };

export interface Mailer {
  /** Tries once. Who sends again decides so, knowing the outcome. */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<Sending>;
}

/** What the DNS holds of one type (RFC 1035 §3.2.2, RFC 3596 §2.1), for the types mail asks for. */
export interface DnsRecords {
  readonly A: string;
  readonly AAAA: string;
  readonly CNAME: string;
  readonly MX: { readonly exchange: string; readonly priority: number };
  readonly PTR: string;
  /** Its character-strings joined (RFC 7208 §3.3, RFC 6376 §3.6.2.2). */
  readonly TXT: string;
}

export type DnsType = keyof DnsRecords;

export type DnsAnswer<T extends DnsType> =
  | {
      readonly outcome: 'found';
      readonly records: readonly DnsRecords[T][];
      /** How long it holds, where that is known. */
      readonly ttlSeconds?: number;
    }
  /** There is no such name (NXDOMAIN), or there can be none. */
  | { readonly outcome: 'no-name' }
  /** The name is there and has no record of this type. */
  | { readonly outcome: 'no-data' }
  /** Nobody could say: another time there may be an answer. */
  | { readonly outcome: 'failed'; readonly code: string };

export interface Resolver {
  /** Aliases are followed, but where they are asked for. What may be expected, failures too, is data: nothing is raised. */
  resolve<T extends DnsType>(name: string, type: T, signal: AbortSignal): Promise<DnsAnswer<T>>;
}

export interface Clock {
  now(): Date;
}
