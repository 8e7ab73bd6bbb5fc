/**
 * Which DKIM signatures a change breaks (RFC 6376 §3.5, §5.4).
 *
 * No signature is checked here: what a valid one covers is read from its `h=` and `l=`. In doubt a signature counts as broken.
 */

import type { Splice } from './edit.ts';
import { fieldsNamed, rawValue } from './header.ts';
import type { Field, ParsedMessage } from './message.ts';
import { tagsOf } from './tag-list.ts';

export interface BrokenSignature {
  /** `d=`, in lower case. */
  readonly domain: string;
  /** `s=`. */
  readonly selector: string;
  /** `body`, or the names of signed fields in lower case. */
  readonly by: readonly string[];
}

/** A header block with more of them was made to keep us busy: the rest is not looked at. */
const mostSignatures = 50;

/** `splices` are in the message's coordinates, sorted. */
export function signaturesBroken(message: ParsedMessage, splices: readonly Splice[]): readonly BrokenSignature[] {
  if (splices.length === 0) return [];
  const { bytes, root } = message;
  const changed = changedFields(message, splices);
  const firstBodyChange = splices.find(({ start, end }) => start >= root.header.end || end > root.header.end)?.start;
  return fieldsNamed(root.header, 'dkim-signature')
    .slice(0, mostSignatures)
    .flatMap((field) => {
      const tags = tagsOf(rawValue(bytes, field));
      const by = [...namesListed(tags.get('h') ?? '')].flatMap(([name, listed]) =>
        isBrokenBy(name, listed, changed, message) ? [name] : [],
      );
      if (changed.altered.has('dkim-signature') && isChanged(field, splices)) by.push('dkim-signature');
      if (firstBodyChange !== undefined && !isUnsigned(firstBodyChange, tags, message)) by.push('body');
      if (by.length === 0) return [];
      return [{ domain: (tags.get('d') ?? '').toLowerCase(), selector: tags.get('s') ?? '', by }];
    });
}

interface ChangedFields {
  /** Names of fields that are altered or gone. */
  readonly altered: ReadonlySet<string>;
  /** Names of new fields, and how many of each. */
  readonly added: ReadonlyMap<string, number>;
}

function changedFields({ root }: ParsedMessage, splices: readonly Splice[]): ChangedFields {
  const altered = new Set<string>();
  const added = new Map<string, number>();
  for (const splice of splices) {
    if (splice.start >= root.header.end) continue;
    const touched = root.header.fields.filter((field) => isChanged(field, [splice]));
    for (const { name } of touched) altered.add(name);
    if (touched.length > 0) continue;
    for (const name of namesIn(splice.bytes)) added.set(name, (added.get(name) ?? 0) + 1);
  }
  return { altered, added };
}

/** Whether a splice reaches into the field; one at its start stands before it. */
function isChanged({ start, end }: Field, splices: readonly Splice[]): boolean {
  return splices.some((splice) =>
    splice.start === splice.end ? splice.start > start && splice.start < end : splice.start < end && splice.end > start,
  );
}

/** The names of the fields that an insertion adds. */
function namesIn(inserted: Uint8Array): readonly string[] {
  return Buffer.from(inserted)
    .toString('latin1')
    .split('\n')
    .filter((line) => /^[!-9;-~]/.test(line) && line.includes(':'))
    .map((line) => line.slice(0, line.indexOf(':')).trim().toLowerCase());
}

/** The names in `h=`, in lower case, and how often each is listed. */
function namesListed(h: string): ReadonlyMap<string, number> {
  const listed = new Map<string, number>();
  for (const one of h.split(':')) {
    const name = one.trim().toLowerCase();
    listed.set(name, (listed.get(name) ?? 0) + 1);
  }
  return listed;
}

/**
 * RFC 6376 §5.4.2: instances are signed from the bottom up, so a new one above is harmless unless the signer
 * listed the name more often than it stands there.
 */
function isBrokenBy(name: string, listed: number, { altered, added }: ChangedFields, { root }: ParsedMessage): boolean {
  if (altered.has(name)) return true;
  if ((added.get(name) ?? 0) === 0) return false;
  return listed > fieldsNamed(root.header, name).length;
}

/** RFC 6376 §3.5 `l=`: octets after it are not signed. Canonicalisation only ever shortens a body. */
function isUnsigned(firstChange: number, tags: ReadonlyMap<string, string>, { root }: ParsedMessage): boolean {
  const length = tags.get('l');
  if (length === undefined || !/^\d{1,15}$/.test(length)) return false;
  const isSimple = (tags.get('c') ?? 'simple/simple').split('/')[1] !== 'relaxed';
  return isSimple && firstChange >= root.header.end + Number(length);
}
