/** One request to the page as its views see it. */

import type { PageAnswer } from './answer.ts';
import type { FormValues } from './multipart.ts';
import type { PageSource } from './source.ts';

export interface Visit {
  readonly source: PageSource;
  /** The path without its query, as it was asked for. */
  readonly path: string;
  /** The decoded pieces of the path that the route names. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly query: URLSearchParams;
  /** Stands in every form. */
  readonly token: string;
  /** Empty unless a form was sent. */
  readonly form: FormValues;
}

/** Undefined: there is no such thing. */
export type View = (visit: Visit) => Promise<PageAnswer | undefined>;

export const parameter = ({ parameters }: Visit, name: string): string => parameters.get(name) ?? '';

/** A path with these pieces, each encoded. */
export const pathOf = (...pieces: readonly string[]): string => `/${pieces.map(encodeURIComponent).join('/')}`;

/** `path?name=value…`; what is undefined or empty is left out. */
export function withQuery(path: string, values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
