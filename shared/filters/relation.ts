/**
 * What the organisation and a sender have had to do with each other before, as far as it is known when a message is
 * judged (judging.md, section 3, group D).
 *
 * The facts only: who keeps them and how they are read is no matter of a filter. Counts are of what came before this message.
 */

/** How often somebody was met, and how long ago. */
export interface Acquaintance {
  /** Messages from them that authentication vouched for. */
  readonly received: number;
  /** Days on which such messages came. */
  readonly daysReceived: number;
  /** Whole days since the first of them; null where there was none. */
  readonly firstReceivedDaysAgo: number | null;
  /** Messages of ours to them. */
  readonly written: number;
  /** Whole days since the first of ours; null where there was none. */
  readonly firstWrittenDaysAgo: number | null;
  /** Whole days since the last of ours; null where there was none. */
  readonly lastWrittenDaysAgo: number | null;
}

/** Of somebody who was asked for and never met. */
export const neverMet: Acquaintance = {
  received: 0,
  daysReceived: 0,
  firstReceivedDaysAgo: null,
  written: 0,
  firstWrittenDaysAgo: null,
  lastWrittenDaysAgo: null,
};

/** Whoever has been writing for weeks, on several days. */
export function isHeardFromForLong({ firstReceivedDaysAgo, daysReceived }: Acquaintance): boolean {
  return (firstReceivedDaysAgo ?? 0) >= 21 && daysReceived >= 3;
}

export interface Relation {
  /** `asked`: what stands here holds. `unknown`: nobody could be asked in time, or nothing is kept yet, and nothing follows from it. */
  readonly state: 'asked' | 'unknown';
  /** Of the author's address; null where the message names no single author. */
  readonly address: Acquaintance | null;
  /** Of the author's organisational domain; null for freemail, where a domain is no acquaintance. */
  readonly domain: Acquaintance | null;
  /**
   * For how many whole days relations have been kept. Whoever is not known after two days of that may be an old
   * acquaintance; null where nothing is kept yet or nobody could be asked.
   */
  readonly historyDays: number | null;
  /** Of an unknown one, where something is kept and could not be had: it took too long, or it was refused or damaged. */
  readonly why?: 'late' | 'failed';
}

export const unknownRelation: Relation = { state: 'unknown', address: null, domain: null, historyDays: null };
