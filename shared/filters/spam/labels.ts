/**
 * What an organisation's people have called unwanted or good, and which of it counts.
 *
 * Nobody's word moves much: of one reporter at most three messages of one organisation's count, and fifty of either
 * kind in all, the newest first. The administrator's word (`by` is null) counts whole, and nobody else's replaces it.
 */

import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { ParsedMessage } from '../../mail/message.ts';
import { organisationalDomain } from '../../mail/public-suffix.ts';
import type { Voices } from '../../mail/voices.ts';
import { ownRanges } from './features.ts';
import { authorOf } from './header-tokens.ts';
import { sha256Of } from './model-versions.ts';

const Label = v.strictObject({
  /** Of what the sender wrote: the same message to several people is one label. */
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
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
  return { sha256: labelledHash(message), domain: authorOf(message).domain.slice(0, 255), ...word };
}

/** Decided by the hash alone, so that a label is held for good. */
export function isHeld({ sha256 }: Label): boolean {
  return Number.parseInt(sha256.slice(0, 8), 16) % heldOneIn === 0;
}

export interface Merged {
  /** By hash. */
  readonly labels: readonly Label[];
  readonly added: number;
  readonly changed: number;
}

/** The last word about a message holds; the same word again changes nothing, not even its time. */
export function mergeLabels(before: readonly Label[], said: readonly Label[]): Merged {
  const merged = new Map(before.map((label) => [label.sha256, label]));
  const [added, changed] = [new Set<string>(), new Set<string>()];
  for (const label of said) {
    const present = merged.get(label.sha256);
    if (present && !replaces(label, present)) continue;
    merged.set(label.sha256, label);
    (present && !added.has(label.sha256) ? changed : added).add(label.sha256);
  }
  return { labels: bounded([...merged.values()]), added: added.size, changed: changed.size };
}

function replaces(label: Label, present: Label): boolean {
  if (label.by !== null) return present.by !== null && label.as !== present.as;
  // What a reporter said and the administrator confirms counts whole from now on.
  return label.as !== present.as || present.by !== null;
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
          isWithin(JSON.stringify([label.by, label.as]), countedOfReporter)),
    )
    .sort(byHash);
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
  return a.sha256 < b.sha256 ? -1 : a.sha256 > b.sha256 ? 1 : 0;
}

export function storedLabelsOf(labels: readonly Label[]): { readonly text: string; readonly sha256: string } {
  const text = JSON.stringify({ schema: 'model-labels/v1', labels });
  return { text, sha256: sha256Of(text) };
}

/** The labels, or why the text is not the list of this hash. */
export function parseLabels(text: string, sha256: string): readonly Label[] | string {
  if (sha256Of(text) !== sha256) return 'is not what its hash says';
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), LabelList), text);
  return parsed.success ? parsed.output.labels : `is no list of labels: ${parsed.issues[0].message}`;
}
