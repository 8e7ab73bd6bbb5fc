/**
 * Whether an export is whole and unaltered: the signature, every hash both ways, the manifest against the messages, and
 * the custody log against the manifest. Nothing but the export and, if given, the public key is asked.
 */

import { createHash, type KeyObject } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import {
  exportFiles,
  exportPath,
  type ManifestLine,
  parseCustodyHead,
  parseManifestLine,
  parseSums,
} from '../../../shared/archive/export.ts';
import { messagesInMbox } from '../../../shared/archive/mbox.ts';
import { sha256Of } from '../get.ts';
import { maxMessageBytes } from '../import-source.ts';
import { linesOf, type OpenedExport } from './opened.ts';
import { fingerprintOf, isSigned, publicKeyIn } from './signing.ts';

export interface Verified {
  readonly messages: number;
  readonly sizeBytes: number;
  /** Of the key that signed; null where no signature holds. */
  readonly signedBy: string | null;
}

/** Tells of a file what is wrong with it. */
export type Report = (path: string, problem: string) => void;

interface Seen {
  readonly sha256: string;
  readonly sizeBytes: number;
}

export async function verifyExport(files: OpenedExport, key: KeyObject | null, report: Report): Promise<Verified> {
  for (const name of files.strange) report(name, 'is no single regular file');
  const list = await bytesOf(files, exportFiles.sums, report);
  const signedBy = list === undefined ? null : await signature(files, list, key, report);
  const seen = await hashes(files, list === undefined ? undefined : sumsIn(list, report), report);
  const total = await manifest(files, seen, report);
  await custody(files, total, report);
  return { ...total, signedBy };
}

async function bytesOf(files: OpenedExport, name: string, report: Report): Promise<Buffer | undefined> {
  if (!files.names.has(name)) {
    report(name, name === exportFiles.signature ? 'is missing: the export was not finished' : 'is missing');
    return undefined;
  }
  return guarded(name, report, () => buffer(files.read(name)));
}

/** Undefined, and reported, where reading fails: a damaged zip, a bad disk, an mbox that is none. */
async function guarded<T>(name: string, report: Report, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (fault) {
    if (!(fault instanceof Error)) throw fault;
    report(name, `cannot be read: ${fault.message}`);
    return undefined;
  }
}

async function signature(
  files: OpenedExport,
  list: Buffer,
  key: KeyObject | null,
  report: Report,
): Promise<string | null> {
  const signed = await bytesOf(files, exportFiles.signature, report);
  const pem = await bytesOf(files, exportFiles.publicKey, report);
  if (signed === undefined || pem === undefined) return null;
  const within = publicKeyIn(pem);
  if (within === undefined) {
    report(exportFiles.publicKey, 'is no public Ed25519 key');
    return null;
  }
  if (key !== null && fingerprintOf(key) !== fingerprintOf(within)) {
    report(exportFiles.publicKey, `is not the key that was given, but ${fingerprintOf(within)}`);
  }
  const by = key ?? within;
  if (isSigned(list, signed.toString('latin1').trim(), by)) return fingerprintOf(by);
  report(exportFiles.signature, `is no signature of ${exportFiles.sums} by the key ${fingerprintOf(by)}`);
  return null;
}

function sumsIn(list: Buffer, report: Report): ReadonlyMap<string, string> | undefined {
  try {
    return parseSums(list.toString('latin1'));
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault;
    report(exportFiles.sums, fault.message);
    return undefined;
  }
}

const unlisted: ReadonlySet<string> = new Set([exportFiles.sums, exportFiles.signature, exportFiles.publicKey]);

/** Of every file that is there, whether it is listed or not. */
async function hashes(
  files: OpenedExport,
  sums: ReadonlyMap<string, string> | undefined,
  report: Report,
): Promise<ReadonlyMap<string, Seen>> {
  const seen = new Map<string, Seen>();
  for (const name of files.names) {
    if (unlisted.has(name)) continue;
    const one = await guarded(name, report, () => hashed(files.read(name)));
    if (one === undefined) continue;
    seen.set(name, one);
    const wanted = sums?.get(name);
    if (sums !== undefined && wanted === undefined) report(name, `was added: it is not in ${exportFiles.sums}`);
    else if (wanted !== undefined && wanted !== one.sha256) report(name, 'was altered: its SHA-256 is another');
  }
  for (const name of sums?.keys() ?? []) if (!files.names.has(name)) report(name, 'is missing');
  return seen;
}

async function hashed(chunks: AsyncIterable<Buffer>): Promise<Seen> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}

async function manifest(
  files: OpenedExport,
  seen: ReadonlyMap<string, Seen>,
  report: Report,
): Promise<Pick<Verified, 'messages' | 'sizeBytes'>> {
  const total = { messages: 0, sizeBytes: 0 };
  if (!files.names.has(exportFiles.manifest)) {
    report(exportFiles.manifest, 'is missing');
    return total;
  }
  const named = new Set<string>();
  const mail = files.names.has(exportFiles.mbox) ? mailIn(files, report) : undefined;
  await guarded(exportFiles.manifest, report, async () => {
    let number = 0;
    for await (const text of linesOf(files.read(exportFiles.manifest))) {
      number += 1;
      const line = parseManifestLine(text);
      if (line === undefined) {
        report(exportFiles.manifest, `line ${number} cannot be read`);
        continue;
      }
      total.messages += 1;
      total.sizeBytes += line.sizeBytes;
      if (named.has(line.id)) report(exportFiles.manifest, `line ${number} names ${line.id} again`);
      named.add(line.id);
      if (mail === undefined) separate(line, seen.get(line.path), report);
      else await inMbox(line, total.messages, mail, report);
    }
  });
  if (mail !== undefined && (await mail.next()).done !== true) {
    report(exportFiles.mbox, 'has more messages than the manifest names');
  }
  for (const name of seen.keys()) {
    const [, id] = /^eml\/..\/(.*)\.eml$/.exec(name) ?? [];
    if (id !== undefined && !named.has(id)) report(name, 'is not in the manifest');
  }
  return total;
}

function separate(line: ManifestLine, file: Seen | undefined, report: Report): void {
  if (line.path !== exportPath(line.id))
    report(line.path, 'is not the place of the message that the manifest names there');
  else if (file === undefined) report(line.path, 'is in the manifest, and is not there');
  else if (file.sha256 !== line.sha256 || file.sizeBytes !== line.sizeBytes) {
    report(line.path, 'is not the message that the manifest names');
  }
}

async function* mailIn(files: OpenedExport, report: Report): AsyncGenerator<Buffer | null> {
  // We quote: what a message says of its length does not matter.
  const reading = { quoting: 'mboxrd', maxBytes: maxMessageBytes, byContentLength: false } as const;
  try {
    for await (const { bytes } of messagesInMbox(files.read(exportFiles.mbox), reading)) yield bytes;
  } catch (fault) {
    if (!(fault instanceof Error)) throw fault;
    report(exportFiles.mbox, `cannot be read: ${fault.message}`);
  }
}

async function inMbox(
  { path, number, addedLineEnd, sha256, id }: ManifestLine,
  wanted: number,
  mail: AsyncGenerator<Buffer | null>,
  report: Report,
): Promise<void> {
  const next = await mail.next();
  if (next.done === true) report(exportFiles.mbox, `ends before message ${wanted}, ${id}`);
  else if (path !== exportFiles.mbox || number !== wanted) {
    report(exportFiles.manifest, `does not name message ${wanted} of ${exportFiles.mbox} in its place`);
  } else {
    const bytes = addedLineEnd === true ? next.value?.subarray(0, -1) : next.value;
    if (bytes === undefined || bytes === null || sha256Of(bytes) !== sha256) {
      report(exportFiles.mbox, `message ${wanted} is not ${id}, which the manifest names`);
    }
  }
}

async function custody(
  files: OpenedExport,
  total: Pick<Verified, 'messages' | 'sizeBytes'>,
  report: Report,
): Promise<void> {
  const log = await bytesOf(files, exportFiles.custody, report);
  if (log === undefined) return;
  const [first = '', ...others] = log.toString('utf8').split('\n');
  const head = parseCustodyHead(first);
  if (head === undefined) report(exportFiles.custody, 'does not begin with the export');
  else if (head.messages !== total.messages || head.sizeBytes !== total.sizeBytes) {
    report(exportFiles.custody, `tells of ${head.messages} messages; the manifest names ${total.messages}`);
  } else if (others.filter((line) => line.includes('"what":"left-out"')).length !== head.leftOut) {
    report(exportFiles.custody, `does not name the ${head.leftOut} messages that were left out`);
  }
}
