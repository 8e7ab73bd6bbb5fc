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
   * a lock that ends earlier is extended. Permanent `evidence-mismatch` where other bytes are there.
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

export interface Clock {
  now(): Date;
}
