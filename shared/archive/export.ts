/**
 * What a copy out of the archive consists of, so that whoever gets it can tell, without us and without a network, that it
 * is whole and unaltered (design: export and verification).
 *
 * | file | holds |
 * |---|---|
 * | `eml/<hh>/<id>.eml` or `messages.mbox` | the originals |
 * | `manifest.jsonl` | one line a message: id, place, size, SHA-256, envelope, record |
 * | `custody.jsonl` | who did what to these messages, and what could not be given out |
 * | `SHA256SUMS` | the SHA-256 of every file above, as `sha256sum -c` reads it |
 * | `SHA256SUMS.sig` | Ed25519 (RFC 8032) over the bytes of `SHA256SUMS`, in base64 |
 * | `SHA256SUMS.pub` | the public key, SubjectPublicKeyInfo in PEM (RFC 8410) |
 */

import * as v from 'valibot';
import type { Act, HoldAct } from './act.ts';
import type { ArchiveEntry } from './entry.ts';

export const exportFiles = {
  mbox: 'messages.mbox',
  manifest: 'manifest.jsonl',
  custody: 'custody.jsonl',
  sums: 'SHA256SUMS',
  signature: 'SHA256SUMS.sig',
  publicKey: 'SHA256SUMS.pub',
} as const;

const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const ManifestLine = v.strictObject({
  schema: v.literal('manifest/v1'),
  /** The id of the entry. */
  id: Sha256,
  /** The file in the export. */
  path: v.string(),
  /** In an mbox: the n-th message, from 1. */
  number: v.optional(v.number()),
  /** In an mbox: the line end at its end is not the message's. */
  addedLineEnd: v.optional(v.boolean()),
  sizeBytes: v.number(),
  sha256: Sha256,
  /** Where the archive has it. */
  key: v.string(),
  version: v.string(),
  recordKey: v.string(),
  kind: v.picklist(['delivery', 'import']),
  /** When it was first seen; ISO 8601, UTC. */
  at: v.string(),
  source: v.string(),
  direction: v.nullable(v.string()),
  from: v.nullable(v.string()),
  recipients: v.array(v.string()),
  /** False where there may be other recipients. */
  complete: v.boolean(),
});
export type ManifestLine = v.InferOutput<typeof ManifestLine>;

/** Names of our own making only: nothing of a message is in a path. */
export function exportPath(id: string): string {
  return `eml/${id.slice(0, 2)}/${id}.eml`;
}

export function manifestLine(
  entry: ArchiveEntry,
  evidence: NonNullable<ArchiveEntry['evidence']>,
  place: Pick<ManifestLine, 'path' | 'number' | 'addedLineEnd'>,
): ManifestLine {
  const { id, recordKey, kind, at, source, direction, from, recipients, complete } = entry;
  const { key, version, sha256, sizeBytes } = evidence;
  return {
    schema: 'manifest/v1',
    id,
    ...place,
    sizeBytes,
    sha256,
    key,
    version,
    recordKey,
    kind,
    at,
    source,
    direction,
    from,
    recipients: [...recipients],
    complete,
  };
}

/** A line of the manifest; undefined for what is none. */
export function parseManifestLine(line: string): ManifestLine | undefined {
  return parsed(ManifestLine, line);
}

function parsed<T>(schema: v.GenericSchema<unknown, T>, line: string): T | undefined {
  try {
    const result = v.safeParse(schema, JSON.parse(line));
    return result.success ? result.output : undefined;
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
}

/** The list of hashes: 64 of hex, two spaces, the path (GNU `sha256sum`). */
export function sumsOf(files: readonly { readonly path: string; readonly sha256: string }[]): string {
  return files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');
}

/** By path. Raises `SyntaxError` naming the line that is none, or names a path twice or one outside the export. */
export function parseSums(text: string): ReadonlyMap<string, string> {
  const sums = new Map<string, string>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const [, sha256, path] = /^([0-9a-f]{64}) {2}([\w./-]{1,200})$/.exec(line) ?? [];
    if (sha256 === undefined || path === undefined || sums.has(path) || path.split('/').includes('..')) {
      throw new SyntaxError(`line ${index + 1} is no hash with the path of a file of the export`);
    }
    sums.set(path, sha256);
  }
  return sums;
}

/** What was asked for but could not be given out. */
export interface LeftOut {
  /** The id of the entry, or the key of its record. */
  readonly where: string;
  readonly problem: string;
}

export interface ExportStory {
  readonly exportId: string;
  readonly organisation: string;
  readonly by: string;
  readonly why: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly messages: number;
  readonly sizeBytes: number;
  readonly leftOut: readonly LeftOut[];
  /** Records with something on top of their first version, by which their messages are given out. */
  readonly touched: readonly LeftOut[];
}

/** What was done before to the messages of an export, counted as they go by. */
export class Custody {
  readonly #byKey = new Map<string, HoldAct[]>();
  readonly #versions = new Map<HoldAct, number>();

  constructor(acts: readonly Act[]) {
    for (const act of acts) {
      if (act.act !== 'hold' && act.act !== 'release') continue;
      for (const { key } of act.versions) {
        const before = this.#byKey.get(key);
        if (before === undefined) this.#byKey.set(key, [act]);
        else before.push(act);
      }
    }
  }

  /** The export has the object of this key. */
  count(key: string): void {
    for (const act of this.#byKey.get(key) ?? []) this.#versions.set(act, (this.#versions.get(act) ?? 0) + 1);
  }

  /** The lines of the log: this export, what it leaves out, and what was done to its messages before. */
  lines(story: ExportStory): readonly string[] {
    const { leftOut, touched, ...exported } = story;
    const before = [...this.#versions].sort(([a], [b]) => (a.at < b.at ? -1 : 1));
    return [
      { what: 'export', ...exported, leftOut: leftOut.length },
      ...leftOut.map((one) => ({ what: 'left-out', ...one })),
      ...touched.map((one) => ({ what: 'record-touched', ...one })),
      ...before.map(([{ act, hold, by, why, at }, versions]) => ({ what: act, hold, by, why, at, versions })),
    ].map((line) => `${JSON.stringify({ schema: 'custody/v1', ...line })}\n`);
  }
}

const CustodyHead = v.object({
  schema: v.literal('custody/v1'),
  what: v.literal('export'),
  messages: v.number(),
  sizeBytes: v.number(),
  leftOut: v.number(),
});

/** What the first line of a custody log says of the export; undefined where it says nothing. */
export function parseCustodyHead(line: string): v.InferOutput<typeof CustodyHead> | undefined {
  return parsed(CustodyHead, line);
}
