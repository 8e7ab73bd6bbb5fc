/**
 * A strict second opinion on MIME (RFC 5322 §2.2, RFC 2046 §5.1), for the servers that refuse
 * malformed messages as AWS does.
 *
 * Written without a look at the product's own reader, on purpose: what one of them gets wrong the
 * other one shows. It is meant to refuse, so it repairs nothing.
 */

import { simpleParser } from 'mailparser';

export interface Field {
  /** In lower case. */
  readonly name: string;
  /** Unfolded and trimmed; bytes as Latin-1. */
  readonly value: string;
  /** As it stands in the message, folding and last line end included. */
  readonly raw: string;
}

export interface ScannedPart {
  readonly fields: readonly Field[];
  readonly headerBytes: Buffer;
  readonly bodyBytes: Buffer;
}

/** The fault names the first thing that is wrong. */
export type Scan<T> =
  | { readonly wellFormed: true; readonly found: T }
  | { readonly wellFormed: false; readonly fault: string };

/** Deeper than any mail program nests; a bound against a message made of nothing but nesting. */
const maxDepth = 100;

/** Raised and caught in this file only: a fault deep in the tree ends the whole scan. */
class Malformed extends Error {}

/** Every part, the message itself first. */
export function scanMessage(bytes: Buffer): Scan<readonly [ScannedPart, ...ScannedPart[]]> {
  return attempt(() => scanPart(bytes, 0));
}

/** The header alone, whatever stands below it. */
export const scanHeader = (bytes: Buffer): Scan<readonly Field[]> => attempt(() => readPart(bytes).fields);

function attempt<T>(scan: () => T): Scan<T> {
  try {
    return { wellFormed: true, found: scan() };
  } catch (fault) {
    if (fault instanceof Malformed) return { wellFormed: false, fault: fault.message };
    throw fault;
  }
}

function scanPart(bytes: Buffer, depth: number): [ScannedPart, ...ScannedPart[]] {
  if (depth > maxDepth) throw new Malformed('parts are nested too deeply');
  const part = readPart(bytes);
  return [part, ...childrenOf(part).flatMap((child) => scanPart(child, depth + 1))];
}

function childrenOf(part: ScannedPart): readonly Buffer[] {
  const contentType = valueOf(part.fields, 'content-type') ?? 'text/plain';
  const mediaType = (/^[^\s;]*/.exec(contentType)?.[0] ?? '').toLowerCase();
  if (mediaType.startsWith('multipart/')) return splitMultipart(part.bodyBytes, boundaryOf(contentType));
  return mediaType === 'message/rfc822' && isPlainlyEncoded(part) ? [part.bodyBytes] : [];
}

export const valueOf = (fields: readonly Field[], name: string): string | undefined =>
  fields.find((field) => field.name === name)?.value;

/** RFC 2046 §5.2.1: an attached message may not be encoded; one that is gets read as a file. */
const isPlainlyEncoded = ({ fields }: ScannedPart): boolean =>
  !['base64', 'quoted-printable'].includes(valueOf(fields, 'content-transfer-encoding')?.toLowerCase() ?? '7bit');

function readPart(bytes: Buffer): ScannedPart {
  const fields: Field[] = [];
  let at = 0;
  let raw = '';
  const finish = () => {
    if (raw !== '') fields.push(readField(raw));
    raw = '';
  };
  while (at < bytes.length) {
    const end = bytes.indexOf(0x0a, at);
    const next = end < 0 ? bytes.length : end + 1;
    const line = bytes.toString('latin1', at, next);
    if (line === '\r\n' || line === '\n') {
      finish();
      return { fields, headerBytes: bytes.subarray(0, at), bodyBytes: bytes.subarray(next) };
    }
    if (line.startsWith(' ') || line.startsWith('\t')) {
      if (raw === '') throw new Malformed('a header begins with a continuation line');
      raw += line;
    } else {
      finish();
      raw = line;
    }
    at = next;
  }
  finish();
  return { fields, headerBytes: bytes, bodyBytes: bytes.subarray(bytes.length) };
}

function readField(raw: string): Field {
  const colon = raw.indexOf(':');
  const name = raw.slice(0, colon).trimEnd();
  // RFC 5322 §2.2: a name is printable ASCII without a colon.
  if (colon < 1 || !/^[!-9;-~]+$/.test(name)) throw new Malformed('a header line is not a field');
  return {
    name: name.toLowerCase(),
    value: raw
      .slice(colon + 1)
      .replace(/\r?\n/g, '')
      .trim(),
    raw,
  };
}

function boundaryOf(contentType: string): string {
  const found = /;\s*boundary\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s;"]+))/i.exec(contentType);
  const boundary = found?.[1]?.replace(/\\(.)/g, '$1') ?? found?.[2] ?? '';
  if (boundary === '') throw new Malformed('a multipart has no boundary');
  return boundary;
}

/** RFC 2046 §5.1.1: at least one part between delimiter lines, and a line that closes. */
function splitMultipart(body: Buffer, boundary: string): readonly Buffer[] {
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  const children: Buffer[] = [];
  let childStart: number | undefined;
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, at + delimiter.length)) {
    if (at > 0 && body[at - 1] !== 0x0a) continue;
    const newline = body.indexOf(0x0a, at);
    const rest = body.toString('latin1', at + delimiter.length, newline < 0 ? body.length : newline);
    const closes = rest.startsWith('--');
    // Another boundary may begin with this one; only white space may follow on the line.
    if (rest.slice(closes ? 2 : 0).trim() !== '') continue;
    if (childStart !== undefined) children.push(body.subarray(childStart, at));
    if (closes && childStart === undefined) throw new Malformed('a multipart has no part');
    if (closes) return children;
    childStart = newline < 0 ? body.length : newline + 1;
  }
  throw new Malformed(childStart === undefined ? 'a multipart has no delimiter' : 'a multipart is not closed');
}

/** The names a part gives its content, decoded (RFC 2183 §2.3, RFC 2231, RFC 2047). */
export async function filenamesOf({ headerBytes }: ScannedPart): Promise<readonly string[]> {
  const { headers } = await simpleParser(Buffer.concat([headerBytes, Buffer.from('\r\n')]), anyHeader);
  return [parameterOf(headers.get('content-disposition'), 'filename'), parameterOf(headers.get('content-type'), 'name')]
    .filter((name) => name !== undefined)
    .map((name) => name.trim());
}

/** Else mailparser raises at a header of more than 1 MiB, and a stranger's message would end in an error of ours. */
export const anyHeader = { skipTextLinks: true, maxHeadSize: Number.MAX_SAFE_INTEGER };

/** mailparser gives structured fields as a value with parameters. */
function parameterOf(header: unknown, name: string): string | undefined {
  if (typeof header !== 'object' || header === null || !('params' in header)) return undefined;
  const { params } = header;
  if (typeof params !== 'object' || params === null) return undefined;
  const value: unknown = new Map<string, unknown>(Object.entries(params)).get(name);
  return typeof value === 'string' ? value : undefined;
}
