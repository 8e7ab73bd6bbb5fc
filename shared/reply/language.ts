/**
 * In which language to answer: RFC 4647 §3.4 (lookup) over Accept-Language (RFC 8255 §3 uses it so in mail), else over
 * the language the message is written in (Content-Language, RFC 3282).
 */

import { fieldsNamed, rawValue } from '../mail/header.ts';
import type { ParsedMessage } from '../mail/message.ts';
import { withoutComments } from './field-words.ts';
import type { Responder } from './responder.ts';

/** More ranges than a person has languages. */
const mostRanges = 50;

interface Range {
  readonly tag: string;
  readonly weight: number;
}

export function chooseLanguage({ bytes, root }: ParsedMessage, { languages }: Pick<Responder, 'languages'>): string {
  const valuesOf = (name: string): string =>
    fieldsNamed(root.header, name)
      .map((field) => withoutComments(rawValue(bytes, field)))
      .join(',');
  const asked = rangesIn(valuesOf('accept-language'));
  const ranges = asked.length > 0 ? asked : rangesIn(valuesOf('content-language'));
  for (const { tag } of ranges) {
    const found = tag === '*' ? languages.default : lookUp(tag, languages.available);
    if (found !== undefined) return found;
  }
  return languages.default;
}

/** The heaviest first, in the order of the field where they weigh the same; `q=0` means "not this one". */
function rangesIn(value: string): readonly Range[] {
  return value
    .split(',', mostRanges)
    .flatMap(rangeIn)
    .toSorted((a, b) => b.weight - a.weight);
}

function rangeIn(text: string): readonly Range[] {
  const [tag = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  if (!/^(?:\*|[a-z]{1,8}(?:-[a-z0-9]{1,8}){0,8})$/.test(tag)) return [];
  const given = parameters.map((parameter) => /^q\s?=\s?([01](?:\.\d{0,3})?)$/.exec(parameter)?.[1]).find(Boolean);
  const weight = given === undefined ? 1 : Number(given);
  return weight > 0 ? [{ tag, weight }] : [];
}

/** `lt-LT` finds `lt-LT`, then `lt`; where neither is there, a region of it (`en` finds `en-GB`). */
function lookUp(tag: string, available: readonly string[]): string | undefined {
  const subtags = tag.split('-');
  for (let length = subtags.length; length > 0; length -= 1) {
    const range = subtags.slice(0, length).join('-');
    const found = available.find((one) => one.toLowerCase() === range);
    if (found !== undefined) return found;
  }
  return available.find((one) => one.toLowerCase().startsWith(`${tag}-`));
}
