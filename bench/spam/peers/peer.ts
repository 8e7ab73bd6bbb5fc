/** What the programs that drive the filters have in common. */

/** Messages in files of their own whose names tell nothing, cleaned, the same octets for every filter. */
export interface MailSet {
  readonly name: string;
  readonly folder: string;
  /** In the order of the list they came from. */
  readonly mail: readonly ListedMail[];
}

export interface ListedMail {
  /** In the set's folder. */
  readonly file: string;
  readonly unwanted: boolean;
}

export interface Judged {
  /** Higher = unwanted. */
  readonly score: number;
  /** By the filter's own word and threshold. */
  readonly isUnwanted: boolean;
}

/** Processor time of a message in the processes that judge. */
export interface Cost {
  readonly meanMs: number;
  readonly maxMs: number;
}

/** Null where the system does not tell. */
export function costFrom(spentMs: readonly (number | null)[]): Cost | null {
  const known = spentMs.filter((ms) => ms !== null);
  if (known.length === 0 || known.length < spentMs.length) return null;
  return { meanMs: known.reduce((sum, ms) => sum + ms, 0) / known.length, maxMs: Math.max(...known) };
}

/** What one filter said about one set. */
export interface FilterRun {
  readonly filter: string;
  readonly threshold: string;
  /** In the order of the set; null where the filter gave no judgement. */
  readonly judged: readonly (Judged | null)[];
  readonly cost: Cost | null;
}

/** A filter that is ready to judge, until the processes that were started for it are ended. */
export interface Peer {
  readonly name: string;
  readonly versions: string;
  /** False where there is nothing to judge by before it was trained. */
  readonly judgesUntrained: boolean;
  train(set: MailSet): Promise<void>;
  /** More than one run where parts of a filter can be told apart. */
  score(set: MailSet): Promise<readonly FilterRun[]>;
}
