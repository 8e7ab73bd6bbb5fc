/** Conditional requests (RFC 9110 §13, and S3 User Guide, "Conditional requests", where S3 departs from it). Pure. */

import { AwsFault } from '../aws/fault.ts';
import { currentObject, etagOf, type StoredObject, type Version } from './version.ts';

export type PutCondition =
  | { readonly kind: 'none' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'is'; readonly etag: string };

type Headers = ReadonlyMap<string, string>;

/** A put may demand that the key is free (`If-None-Match: *`) or that its object is a known one (`If-Match: etag`). */
export function readPutCondition(headers: Headers): PutCondition {
  const ifNoneMatch = headers.get('if-none-match');
  const ifMatch = headers.get('if-match');
  if (ifNoneMatch !== undefined && (ifNoneMatch !== '*' || ifMatch !== undefined)) {
    throw new AwsFault(
      501,
      'NotImplemented',
      'A header you provided implies functionality that is not implemented: If-None-Match on a put can only be *',
    );
  }
  if (ifNoneMatch !== undefined) return { kind: 'absent' };
  return ifMatch === undefined ? { kind: 'none' } : { kind: 'is', etag: ifMatch };
}

/**
 * To be asked while nobody else can change the key. A delete marker counts as no object. `overtaken`:
 * the object was removed after the put began, so S3 cannot tell what its caller had seen (409).
 */
export function checkPutCondition(
  condition: PutCondition,
  versions: readonly Version[],
  key: string,
  overtaken: boolean,
): void {
  if (condition.kind === 'none') return;
  const current = currentObject(versions);
  if (condition.kind === 'absent' && current !== undefined) throw preconditionFailed('If-None-Match');
  if (condition.kind === 'is') {
    if (current === undefined) {
      throw new AwsFault(404, 'NoSuchKey', 'The specified key does not exist.', { fields: { Key: key } });
    }
    if (!names(condition.etag, etagOf(current))) throw preconditionFailed('If-Match');
  }
  if (overtaken) {
    throw new AwsFault(
      409,
      'ConditionalRequestConflict',
      'The object was deleted while this conditional request was under way. Look at it again, then retry.',
      { fields: { Key: key } },
    );
  }
}

/** RFC 9110 §13.2.2, in its order; true if the caller's copy is still good (304). */
export function isNotModified(headers: Headers, object: StoredObject): boolean {
  const etag = etagOf(object);
  const modifiedSecond = Math.floor(Date.parse(object.modified) / 1000);
  const ifMatch = headers.get('if-match');
  const ifNoneMatch = headers.get('if-none-match');
  const unmodifiedSince = secondOf(headers.get('if-unmodified-since'));
  const modifiedSince = secondOf(headers.get('if-modified-since'));

  if (ifMatch !== undefined) {
    if (!names(ifMatch, etag)) throw preconditionFailed('If-Match');
  } else if (unmodifiedSince !== undefined && modifiedSecond > unmodifiedSince) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (ifNoneMatch !== undefined) return names(ifNoneMatch, etag);
  return modifiedSince !== undefined && modifiedSecond <= modifiedSince;
}

/** The tag may come without its quotes: S3 takes both. */
function names(list: string, etag: string): boolean {
  return list.split(',').some((item) => {
    const tag = item.trim();
    return tag === '*' || tag === etag || `"${tag}"` === etag;
  });
}

/** RFC 9110 §13.1.3: a date that cannot be read is no condition. */
function secondOf(date: string | undefined): number | undefined {
  const ms = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000);
}

const preconditionFailed = (condition: string): AwsFault =>
  new AwsFault(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    fields: { Condition: condition },
  });
