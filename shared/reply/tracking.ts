/**
 * Who counts as the same sender, and for how long (RFC 3834 §2, RFC 5230 §4.2).
 *
 * A sender is known by the unwrapped reverse-path and by each author of the From field, so that a fresh reverse-path
 * for every message does not get a fresh reply for every message.
 */

import type { Circumstances } from './occasion.ts';

export interface TrackedSender {
  /** The unwrapped reverse-path, as compared. */
  readonly path: string;
  /** As compared; at most `mostAuthors`. */
  readonly authors: readonly string[];
}

/** More authors than a person's mail has. */
const mostAuthors = 4;

export function trackedSender({ sender, authors }: Circumstances): TrackedSender | undefined {
  if (sender.kind !== 'address') return undefined;
  const distinct = [...new Set(authors.map(({ address }) => address))];
  return { path: sender.unwrapped.key, authors: distinct.slice(0, mostAuthors) };
}

/** True while a reply of that time is still too young for another one. A time ahead of ours is young. */
export function isRecent(at: Date, now: Date, periodSeconds: number): boolean {
  return now.getTime() - at.getTime() < periodSeconds * 1000;
}

export const rateWindowSeconds = 3600;
