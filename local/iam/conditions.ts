/**
 * Condition operators (IAM User Guide, "Policy elements: Condition operators"). The values of one key are joined by
 * "or", of a negated operator by "nor"; keys and operators are joined by "and".
 */

import { matchesArn, matchesWildcard } from './wildcard.ts';

/** What is known about a request, by the keys' names in lower case. A key may have several values. */
export type RequestKeys = ReadonlyMap<string, readonly string[]>;

export interface Condition {
  /** As the policy has it. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Does a value of the request fit one of the policy? */
type Comparison = (wanted: string, given: string) => boolean;

const sameFolded: Comparison = (wanted, given) => wanted.toLowerCase() === given.toLowerCase();

const numeric =
  (compare: (given: number, wanted: number) => boolean): Comparison =>
  (wanted, given) =>
    isNumber(wanted) && isNumber(given) && compare(Number(given), Number(wanted));

const dated =
  (compare: (given: number, wanted: number) => boolean): Comparison =>
  (wanted, given) =>
    compare(timeOf(given), timeOf(wanted));

const comparisons: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['StringEquals', (wanted, given) => wanted === given],
  ['StringEqualsIgnoreCase', sameFolded],
  ['StringLike', matchesWildcard],
  // The two are one: ArnEquals knows wildcards as well.
  ['ArnEquals', matchesArn],
  ['ArnLike', matchesArn],
  ['Bool', sameFolded],
  ['NumericEquals', numeric((given, wanted) => given === wanted)],
  ['NumericLessThan', numeric((given, wanted) => given < wanted)],
  ['NumericLessThanEquals', numeric((given, wanted) => given <= wanted)],
  ['NumericGreaterThan', numeric((given, wanted) => given > wanted)],
  ['NumericGreaterThanEquals', numeric((given, wanted) => given >= wanted)],
  ['DateEquals', dated((given, wanted) => given === wanted)],
  ['DateLessThan', dated((given, wanted) => given < wanted)],
  ['DateLessThanEquals', dated((given, wanted) => given <= wanted)],
  ['DateGreaterThan', dated((given, wanted) => given > wanted)],
  ['DateGreaterThanEquals', dated((given, wanted) => given >= wanted)],
]);

/** Operators that say that nothing fits, and the one they deny. */
const negations: ReadonlyMap<string, string> = new Map([
  ['StringNotEquals', 'StringEquals'],
  ['StringNotEqualsIgnoreCase', 'StringEqualsIgnoreCase'],
  ['StringNotLike', 'StringLike'],
  ['ArnNotEquals', 'ArnEquals'],
  ['ArnNotLike', 'ArnLike'],
  ['NumericNotEquals', 'NumericEquals'],
  ['DateNotEquals', 'DateEquals'],
]);

const ifExists = 'IfExists';
const bare = (operator: string): string =>
  operator.endsWith(ifExists) ? operator.slice(0, -ifExists.length) : operator;

/** Set operators (`ForAnyValue:…`), IP addresses and binary values are not known. `Null` has no form with IfExists. */
export const isKnownOperator = (operator: string): boolean =>
  operator === 'Null' || comparisons.has(bare(operator)) || negations.has(bare(operator));

export function holds({ operator, key, values }: Condition, keys: RequestKeys): boolean {
  const given = keys.get(key.toLowerCase());
  if (operator === 'Null') return values.some((wanted) => sameFolded(wanted, String(given === undefined)));
  const negated = negations.get(bare(operator));
  const compare = comparisons.get(negated ?? bare(operator));
  if (!compare) throw new Error(`The condition operator ${operator} is not known.`);
  // A key that is not there fits nothing: a negated operator is content with that.
  if (given === undefined) return operator.endsWith(ifExists) || negated !== undefined;
  const fits = given.some((value) => values.some((wanted) => compare(wanted, value)));
  return negated === undefined ? fits : !fits;
}

/** Not what else JavaScript takes for one: an empty text is no zero. */
const isNumber = (text: string): boolean => /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(text);

/** ISO 8601 or seconds since 1970. */
const timeOf = (text: string): number => (/^\d{1,12}$/.test(text) ? Number(text) * 1000 : Date.parse(text));
