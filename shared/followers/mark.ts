/** The mark of a follower: it has done its work for this record, and what came of it. Written once. */

import { PermanentError } from '../errors.ts';
import type { Followed } from './follower.ts';

export interface Mark extends Omit<Followed, 'unfinished'> {
  readonly schema: 'mark/v1';
  readonly follower: string;
  readonly deliveryId: string;
  /** ISO 8601, UTC. */
  readonly markedAt: string;
}

/** Reads a mark back. Raises `PermanentError` `unreadable-mark`: only we write there, so this is damage. */
export function parseMark(json: string): Mark {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new PermanentError('unreadable-mark', 'the mark of a follower is no JSON', { cause });
  }
  if (!isMark(value)) throw new PermanentError('unreadable-mark', 'the mark of a follower is not of schema mark/v1');
  return value;
}

function isMark(value: unknown): value is Mark {
  return typeof value === 'object' && value !== null && 'schema' in value && value.schema === 'mark/v1';
}
