/**
 * What the server keeps about one key: its versions, newest first, in one small file.
 *
 * The file is the truth: a change to a key is one rename of it. A body's file gets its name before
 * and is only there once a version names it.
 */

import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { PendingNotification } from './notifier.ts';

export const checksumAlgorithms = ['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

const Checksum = v.strictObject({ algorithm: v.picklist(checksumAlgorithms), value: v.string() });

const Retention = v.strictObject({
  mode: v.picklist(['GOVERNANCE', 'COMPLIANCE']),
  until: v.pipe(v.string(), v.isoTimestamp()),
});

/** Pairs and not an object: header names come from outside. */
const Headers = v.array(v.tuple([v.string(), v.string()]));

const shared = {
  /** `null` in a bucket without versions. */
  versionId: v.string(),
  modified: v.pipe(v.string(), v.isoTimestamp()),
};

const StoredObject = v.strictObject({
  kind: v.literal('object'),
  ...shared,
  /** The file that holds the content, below the bucket's `bodies`. */
  body: v.string(),
  sizeBytes: v.number(),
  md5Hex: v.string(),
  checksum: v.exactOptional(Checksum),
  /** Content-Type and its like, and `x-amz-meta-*`, as they are sent back. */
  headers: Headers,
  retention: v.exactOptional(Retention),
  legalHold: v.exactOptional(v.boolean()),
});

const DeleteMarker = v.strictObject({ kind: v.literal('delete-marker'), ...shared });

export const KeyRecord = v.strictObject({
  key: v.string(),
  versions: v.array(v.variant('kind', [StoredObject, DeleteMarker])),
  /** What is still to be told of this key's changes: written with them, so neither is there without the other. */
  pending: v.exactOptional(v.array(PendingNotification)),
  /** Of the last event told. */
  sequencer: v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9A-F]{16}$/))),
});

export type Checksum = v.InferOutput<typeof Checksum>;
export type Retention = v.InferOutput<typeof Retention>;
export type StoredObject = v.InferOutput<typeof StoredObject>;
export type DeleteMarker = v.InferOutput<typeof DeleteMarker>;
export type Version = StoredObject | DeleteMarker;
export type KeyRecord = v.InferOutput<typeof KeyRecord>;

export const newVersionId = (): string => randomBytes(24).toString('base64url');

/** An entity tag as HTTP writes it (RFC 9110 §8.8.3). */
export const etagOf = ({ md5Hex }: StoredObject): string => `"${md5Hex}"`;

/** The object a plain GET sees: a delete marker on top counts as no object. */
export function currentObject(versions: readonly Version[]): StoredObject | undefined {
  const [latest] = versions;
  return latest?.kind === 'object' ? latest : undefined;
}
