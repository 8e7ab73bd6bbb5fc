/** Paths to views. A piece of a pattern that begins with a colon takes one piece of the path, decoded. */

import type { View } from './visit.ts';

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly pattern: string;
  readonly view: View;
}

export interface Found {
  readonly view: View;
  readonly parameters: ReadonlyMap<string, string>;
}

/** The first route that fits; `other-method`: the path is there, and takes something else. */
export function findView(routes: readonly Route[], method: string, path: string): Found | 'other-method' | undefined {
  let otherMethod = false;
  for (const { pattern, view, ...route } of routes) {
    const parameters = matched(pattern, path);
    if (!parameters) continue;
    if (route.method === (method === 'HEAD' ? 'GET' : method)) return { view, parameters };
    otherMethod = true;
  }
  return otherMethod ? 'other-method' : undefined;
}

function matched(pattern: string, path: string): ReadonlyMap<string, string> | undefined {
  const [expected, actual] = [pattern.split('/'), path.split('/')];
  if (expected.length !== actual.length) return undefined;
  const parameters = new Map<string, string>();
  for (const [at, piece] of expected.entries()) {
    const given = actual[at] ?? '';
    if (!piece.startsWith(':')) {
      if (piece !== given) return undefined;
      continue;
    }
    const value = decoded(given);
    if (value === undefined || value === '') return undefined;
    parameters.set(piece.slice(1), value);
  }
  return parameters;
}

function decoded(piece: string): string | undefined {
  try {
    return decodeURIComponent(piece);
  } catch (fault) {
    if (fault instanceof URIError) return undefined;
    throw fault;
  }
}
