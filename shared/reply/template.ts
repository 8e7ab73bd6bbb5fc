/**
 * The texts of replies: plain text, HTML and subject with variables, `{{name}}`, of a fixed list.
 *
 * Each value is made fit for its place and put in once. What it holds is text, never a template: a subject that reads
 * `{{ticket}}` stays that.
 */

import { oneLine } from './plain-text.ts';

export const variables = [
  'sender-name',
  'sender-address',
  'subject',
  'mailbox-name',
  'mailbox-address',
  'received',
  'start',
  'end',
  'ticket',
] as const;

export type Variable = (typeof variables)[number];

export type Values = Readonly<Record<Variable, string>>;

/** `header`: one line of a header field, encoded later. */
export type Place = 'text' | 'html' | 'header';

type Segment = string | { readonly variable: Variable };

export type ParsedTemplate =
  | { readonly ok: true; readonly segments: readonly Segment[]; readonly used: ReadonlySet<Variable> }
  | { readonly ok: false; readonly fault: TemplateFault };

export type TemplateFault =
  | { readonly kind: 'unknown-variable'; readonly name: string }
  | { readonly kind: 'unclosed' }
  /** Where the value would be markup and not text. */
  | { readonly kind: 'variable-in-markup'; readonly name: string };

export function parseTemplate(source: string, place: Place): ParsedTemplate {
  const segments: Segment[] = [];
  const used = new Set<Variable>();
  let at = 0;
  for (let open = source.indexOf('{{'); open >= 0; open = source.indexOf('{{', at)) {
    const close = source.indexOf('}}', open);
    if (close < 0) return { ok: false, fault: { kind: 'unclosed' } };
    const name = source.slice(open + 2, close).trim();
    const variable = variables.find((one) => one === name);
    if (variable === undefined) return { ok: false, fault: { kind: 'unknown-variable', name } };
    if (place === 'html' && isInMarkup(source.slice(0, open)))
      return { ok: false, fault: { kind: 'variable-in-markup', name } };
    segments.push(source.slice(at, open), { variable });
    used.add(variable);
    at = close + 2;
  }
  segments.push(source.slice(at));
  return { ok: true, segments, used };
}

/** Inside a tag, a comment, a style or a script, where HTML's escapes do not protect or do not mean the same. */
function isInMarkup(before: string): boolean {
  const lower = before.toLowerCase();
  const isOpen = (opening: string, closing: string): boolean => lower.lastIndexOf(opening) > lower.lastIndexOf(closing);
  return isOpen('<', '>') || isOpen('<!--', '-->') || rawElements.some((name) => isOpen(`<${name}`, `</${name}`));
}

const rawElements = ['style', 'script', 'title', 'textarea', 'xmp', 'iframe', 'noembed', 'noframes', 'noscript'];

/** A value is somebody else's text in our mail: there is little room for it. */
const longestValue = 200;

const escapes: Readonly<Record<Place, (value: string) => string>> = {
  text: (value) => value,
  header: (value) => value,
  html: (value) => value.replaceAll(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`),
};

/** The template with its values. Raises a `RangeError` where it is none: policy refuses such a text. */
export function fillIn(source: string, values: Values, place: Place): string {
  const parsed = parseTemplate(source, place);
  if (!parsed.ok) throw new RangeError(`a template with a fault (${parsed.fault.kind}) got past the policy`);
  return parsed.segments
    .map((segment) =>
      typeof segment === 'string' ? segment : escapes[place](oneLine(values[segment.variable], longestValue)),
    )
    .join('');
}
