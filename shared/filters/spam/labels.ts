/**
 * What an organisation's people have called unwanted or good, and which of it counts.
 *
 * A label is one voice's word about one message: several people who report the same list mail are several. Nobody's word moves
 * much: of one reporter at most three messages of one organisation's count, and fifty of either kind in all, the newest
 * first. The administrator's word (`by` is null) counts whole, and takes the place of all others.
 */

import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { fieldsNamed, rawValue } from '../../mail/header.ts';
import type { ParsedMessage } from '../../mail/message.ts';
import { organisationalDomain } from '../../mail/public-suffix.ts';
import type { Voices } from '../../mail/voices.ts';
import { ownRanges } from './features.ts';
import { authorOf } from './header-tokens.ts';
import { sha256Of } from './model-versions.ts';

const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const Label = v.strictObject({
  /** Of what the sender wrote: the same message to several people is one. */
  sha256: Sha256,
  /** Hash of its Message-ID, where it has one: a delivered copy may bear a banner of ours, and is found by this. */
  messageId: v.optional(Sha256),
  as: v.picklist(['spam', 'ham']),
  /** The reporter's voice (mail/voices.ts); null: the administrator. */
  by: v.nullable(v.pipe(v.string(), v.maxLength(320))),
  /** Of the author. */
  domain: v.pipe(v.string(), v.maxLength(255)),
  at: v.pipe(v.string(), v.isoTimestamp()),
});

const LabelList = v.strictObject({ schema: v.literal('model-labels/v1'), labels: v.array(Label) });

export type Label = Readonly<v.InferOutput<typeof Label>>;

export const countedOfOrganisation = 3;
export const countedOfReporter = 50;
/** Of those who say the same of one message; the model is sure of it long before. */
export const countedOfMessage = 20;
/** Above it the oldest go that do not count, then the oldest that do. */
export const mostLabels = 5_000;

/** One in so many labels teaches nothing and measures. */
const heldOneIn = 5;

export function labelledHash(message: ParsedMessage): string {
  const hash = createHash('sha256');
  for (const { start, end } of ownRanges(message)) hash.update(message.bytes.subarray(start, end));
  return hash.digest('hex');
}

export function labelOf(message: ParsedMessage, word: Pick<Label, 'as' | 'by' | 'at'>): Label {
  return { ...traceOf(message), domain: authorOf(message).domain.slice(0, 255), ...word };
}

/** By what the labels of a message are found again. */
export type Trace = Pick<Label, 'sha256' | 'messageId'>;

export function traceOf(message: ParsedMessage): Trace {
  const [field] = fieldsNamed(message.root.header, 'message-id');
  const id = field ? rawValue(message.bytes, field).trim() : '';
  return { sha256: labelledHash(message), ...(id !== '' && { messageId: sha256Of(id) }) };
}

/** Decided by the hash alone, so that a label is held for good. */
export function isHeld(sha256: string): boolean {
  return Number.parseInt(sha256.slice(0, 8), 16) % heldOneIn === 0;
}

export interface Merged {
  /** By hash, then by voice. */
  readonly labels: readonly Label[];
  readonly added: number;
  readonly changed: number;
}

/** The last word of a voice about a message holds; the same word again changes nothing, not even its time. */
export function mergeLabels(before: readonly Label[], said: readonly Label[]): Merged {
  const merged = new Map<string, Map<Label['by'], Label>>();
  // Two of them may have become one voice.
  for (const label of [...before].sort(newestFirst).reverse()) putLabel(merged, label);
  const [added, changed] = [new Set<string>(), new Set<string>()];
  for (const label of said) {
    const present = merged.get(label.sha256);
    if (!isNews(label, present)) continue;
    const key = keyOf(label);
    const isChange = label.by === null ? present !== undefined : present?.has(label.by) === true;
    (isChange && !added.has(key) ? changed : added).add(key);
    putLabel(merged, label);
  }
  const labels = [...merged.values()].flatMap((words) => [...words.values()]);
  return { labels: bounded(labels), added: added.size, changed: changed.size };
}

function putLabel(merged: Map<string, Map<Label['by'], Label>>, label: Label): void {
  const words = merged.get(label.sha256);
  if (words === undefined || label.by === null) merged.set(label.sha256, new Map([[label.by, label]]));
  else words.set(label.by, label);
}

function isNews(label: Label, present: ReadonlyMap<Label['by'], Label> | undefined): boolean {
  if (label.by !== null && present?.has(null)) return false;
  // What reporters said and the administrator confirms counts whole from now on.
  return present?.get(label.by)?.as !== label.as;
}

/** The same labels, by who speaks as the directory tells now: an address that came to a person since is no voice of its own. */
export function spokenBy(labels: readonly Label[], voices: Voices): readonly Label[] {
  return labels.map((label) => (label.by === null ? label : { ...label, by: voices(label.by) }));
}

/** One reporter's word about one organisation. */
function groupOf({ by, as, domain }: Label): string {
  return JSON.stringify([by, as, organisationalDomain(domain)]);
}

/** Those that teach and measure. By hash: in which order people said things means nothing. */
export function countedOf(labels: readonly Label[]): readonly Label[] {
  const seen = new Map<string, number>();
  const isWithin = (key: string, most: number): boolean => {
    const count = (seen.get(key) ?? 0) + 1;
    if (count > most) return false;
    seen.set(key, count);
    return true;
  };
  return [...labels]
    .sort(newestFirst)
    .filter(
      (label) =>
        label.by === null ||
        (isWithin(groupOf(label), countedOfOrganisation) &&
          isWithin(JSON.stringify([label.by, label.as]), countedOfReporter) &&
          isWithin(JSON.stringify([label.sha256, label.as]), countedOfMessage)),
    )
    .sort(byHash);
}

/** What is said of a message. */
export interface Opinion extends Pick<Label, 'sha256' | 'as'> {
  /** Who says so; null: the administrator. */
  readonly voices: readonly string[] | null;
  /** Measures, and teaches nothing. */
  readonly held: boolean;
}

/** Where people differ there are two of a message that teaches. One that measures is what most say it is. */
export function opinionsOf(counted: readonly Label[]): readonly Opinion[] {
  return [...Map.groupBy(counted, ({ sha256 }) => sha256)].flatMap(([sha256, labels]) => {
    const held = isHeld(sha256);
    return (['spam', 'ham'] as const).flatMap((as): readonly Opinion[] => {
      const same = labels.filter((label) => label.as === as);
      const others = labels.length - same.length;
      if (same.length === 0 || (held && same.length <= others)) return [];
      const voices = same.flatMap(({ by }) => by ?? []);
      return [{ sha256, as, held, voices: voices.length < same.length ? null : voices }];
    });
  });
}

/** Nobody pushes another's labels out: what does not count goes first. */
function bounded(labels: readonly Label[]): readonly Label[] {
  if (labels.length <= mostLabels) return [...labels].sort(byHash);
  const counted = new Set(countedOf(labels));
  const rank = (label: Label): number => (counted.has(label) ? 0 : 1);
  return [...labels]
    .sort((a, b) => rank(a) - rank(b) || newestFirst(a, b))
    .slice(0, mostLabels)
    .sort(byHash);
}

function newestFirst(a: Label, b: Label): number {
  return a.at === b.at ? byHash(a, b) : a.at < b.at ? 1 : -1;
}

function byHash(a: Label, b: Label): number {
  const [one, other] = [keyOf(a), keyOf(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

function keyOf({ sha256, by }: Label): string {
  return `${sha256} ${by ?? ''}`;
}

export function storedLabelsOf(labels: readonly Label[]): { readonly text: string; readonly sha256: string } {
  // In one order: the same labels have the same hash, read or just said.
  const inOrder = labels.map(({ sha256, messageId, as, by, domain, at }) => ({
    sha256,
    messageId,
    as,
    by,
    domain,
    at,
  }));
  const text = JSON.stringify({ schema: 'model-labels/v1', labels: inOrder });
  return { text, sha256: sha256Of(text) };
}

/** The labels, or why the text is not the list of this hash. */
export function parseLabels(text: string, sha256: string): readonly Label[] | string {
  if (sha256Of(text) !== sha256) return 'is not what its hash says';
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), LabelList), text);
  return parsed.success ? parsed.output.labels : `is no list of labels: ${parsed.issues[0].message}`;
}
