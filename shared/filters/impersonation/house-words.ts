/** The words by which an organisation and its partners are called, as they stand beside a name: `Alice Adams, Acme Widgets`. */

import { registeredDomain } from '../../mail/public-suffix.ts';
import { formsOf } from './known-names.ts';
import { skeletonOf } from './skeleton.ts';

const forms =
  'gmbh ag kg se inc llc ltd plc corp co company group holding holdings international global sarl sas sa srl spa bv nv ab';

/** A shorter part of a domain's name is there by chance. */
const shortestPart = 4;

interface Partner {
  readonly name: string;
  readonly domains: readonly string[];
}

/** Whether a word, in skeleton form, is one of them. */
export function houseWords(domains: readonly string[], partners: readonly Partner[]): (word: string) => boolean {
  const own = domains.flatMap(nameOf).map((name) => formsOf(name).solid);
  const called = partners
    .slice(0, mostPartners)
    .flatMap(({ name, domains: theirs }) => [...wordsOf(name), ...theirs.flatMap(nameOf)]);
  const words = new Set([...forms.split(' '), ...called].map(skeletonOf));
  return (word) =>
    words.has(word) || own.some((name) => name === word || (word.length >= shortestPart && name.includes(word)));
}

function nameOf(domain: string): readonly string[] {
  const registered = registeredDomain(domain);
  return registered === null ? [] : [registered.name];
}

const mostPartners = 5_000;

function wordsOf(name: string): readonly string[] {
  return name.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1);
}
