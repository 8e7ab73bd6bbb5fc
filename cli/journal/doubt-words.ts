import type { Belief } from '../../shared/archive/journal-trust.ts';

type Doubt = Extract<Belief, { believed: false }>['because'];

/** Why a report is not believed, for the person who asked. */
export const reasonToDoubt: Readonly<Record<Doubt, string>> = {
  'unknown-source': 'it is from nobody that a --source names, so it proves nothing.',
  'unauthenticated-source': 'it names a --source as its author, and nothing shows that it is from there.',
  'several-authors': 'it names several authors or none, so nobody can speak for it.',
  'forged-mark': 'the mark in it was made for another report, or by another key or organisation.',
};
