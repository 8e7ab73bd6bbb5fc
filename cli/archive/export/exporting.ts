/** Copies what fits out of the archive, each original hashed and compared with its record on the way. */

import type { Act } from '../../../shared/archive/act.ts';
import { ahead } from '../../../shared/archive/ahead.ts';
import type { ArchiveEntry } from '../../../shared/archive/entry.ts';
import {
  Custody,
  type ExportStory,
  exportFiles,
  exportPath,
  type LeftOut,
  type ManifestLine,
  manifestLine,
  sumsOf,
} from '../../../shared/archive/export.ts';
import { type Found, lookThrough, readOriginal } from '../../../shared/archive/look-through.ts';
import { mboxrdEntry } from '../../../shared/archive/mbox.ts';
import type { ArchiveQuery } from '../../../shared/archive/query.ts';
import { PermanentError } from '../../../shared/errors.ts';
import type { Archive } from '../../../shared/ports.ts';
import { archiveFindings, sha256Of } from '../get.ts';
import type { ExportPackage } from './package.ts';
import type { Signer } from './signing.ts';
import { type Spool, withSpool } from './spool.ts';

export const exportForms = ['eml', 'mbox'] as const;
export type ExportForm = (typeof exportForms)[number];

export interface Exporting {
  readonly archive: Archive;
  readonly organisation: string;
  readonly query: ArchiveQuery;
  readonly form: ExportForm;
  readonly signer: Signer;
  /** What was done to the archive before. */
  readonly acts: readonly Act[];
  readonly story: Pick<ExportStory, 'exportId' | 'by' | 'why' | 'at'>;
  /** Called after each message. */
  readonly step: () => void;
}

export interface Exported {
  readonly messages: number;
  readonly sizeBytes: number;
  readonly leftOut: readonly LeftOut[];
  readonly touched: readonly LeftOut[];
  /** Of the list of hashes. */
  readonly sha256: string;
}

/** The signature comes last: an export without one was never finished. */
export async function exportInto(pack: ExportPackage, exporting: Exporting, signal: AbortSignal): Promise<Exported> {
  const { organisation, query, acts, signer, story } = exporting;
  const custody = new Custody(acts);
  const leftOut: LeftOut[] = [];
  const touched: LeftOut[] = [];
  const total = { messages: 0, sizeBytes: 0 };
  const sums: { path: string; sha256: string }[] = [];
  const add = async (path: string, chunks: AsyncIterable<Buffer> | Iterable<Buffer>) => {
    sums.push({ path, sha256: await pack.add(path, chunks) });
  };

  await withSpool(async (manifest) => {
    const originals = countedOriginals(exporting, { custody, leftOut, touched, total }, signal);
    if (exporting.form === 'mbox') await add(exportFiles.mbox, asMbox(originals, manifest));
    else {
      for await (const { entry, evidence, bytes } of originals) {
        const path = exportPath(entry.id);
        await add(path, [bytes]);
        await write(manifest, manifestLine(entry, evidence, { path }));
      }
    }
    await add(exportFiles.manifest, manifest.read());
  });
  const lines = custody.lines({ ...story, organisation, query: { ...query }, ...total, leftOut, touched });
  await add(exportFiles.custody, [Buffer.from(lines.join(''))]);
  const list = Buffer.from(sumsOf(sums));
  const sha256 = await pack.add(exportFiles.sums, [list]);
  await pack.add(exportFiles.publicKey, [Buffer.from(signer.publicKey)]);
  await pack.add(exportFiles.signature, [Buffer.from(`${signer.sign(list)}\n`)]);
  await pack.close();
  return { ...total, leftOut, touched, sha256 };
}

interface Original {
  readonly entry: ArchiveEntry;
  readonly evidence: NonNullable<ArchiveEntry['evidence']>;
  readonly bytes: Buffer;
}

interface Counts {
  readonly custody: Custody;
  readonly leftOut: LeftOut[];
  readonly touched: LeftOut[];
  readonly total: { messages: number; sizeBytes: number };
}

async function* countedOriginals(
  { archive, organisation, query, step }: Exporting,
  { custody, leftOut, touched, total }: Counts,
  signal: AbortSignal,
): AsyncGenerator<Original> {
  const found = lookThrough(archive, organisation, query, signal);
  for await (const one of ahead(found, (each) => originalOf(archive, organisation, each, signal))) {
    if ('givenOut' in one) touched.push({ where: one.where, problem: one.problem });
    else if ('problem' in one) leftOut.push(one);
    else {
      total.messages += 1;
      total.sizeBytes += one.bytes.length;
      custody.count(one.evidence.key);
      custody.count(one.entry.recordKey);
      yield one;
    }
    step();
  }
}

async function originalOf(
  archive: Archive,
  organisation: string,
  found: Found,
  signal: AbortSignal,
): Promise<Original | LeftOut | (LeftOut & { readonly givenOut: true })> {
  if ('damaged' in found) {
    const { damaged: where, problem, readable } = found;
    return { where, problem, ...(readable === true && { givenOut: true }) };
  }
  try {
    const bytes = await readOriginal(archive, found, organisation, sha256Of, signal);
    if (found.evidence === null) throw new TypeError('there are bytes of a message without an original');
    return { entry: found, evidence: found.evidence, bytes };
  } catch (fault) {
    if (!(fault instanceof PermanentError) || !archiveFindings.has(fault.code)) throw fault;
    return { where: found.id, problem: fault.message };
  }
}

async function* asMbox(originals: AsyncIterable<Original>, manifest: Spool): AsyncGenerator<Buffer> {
  let number = 0;
  for await (const { entry, evidence, bytes } of originals) {
    number += 1;
    const mail = mboxrdEntry(bytes, new Date(entry.at));
    const { addedLineEnd } = mail;
    await write(manifest, manifestLine(entry, evidence, { path: exportFiles.mbox, number, addedLineEnd }));
    yield mail.bytes;
  }
}

function write(manifest: Spool, line: ManifestLine): Promise<void> {
  return manifest.write(`${JSON.stringify(line)}\n`);
}
