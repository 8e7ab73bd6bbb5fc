/**
 * Edits of text bodies, planned together: a banner and the links of one body may share a quantum of base64.
 */

import { type BodyChanges, together } from './body-changes.ts';
import { changeEncoded } from './change-encoded.ts';
import type { Edit, EditRefusal, MadeSplice } from './edit.ts';
import { bannerChanges, isBanner } from './edit-banner.ts';
import { isRewrite, isSameRewrite, linkChanges } from './edit-links.ts';
import type { ParsedMessage, Part } from './message.ts';
import { type Planned, type PlannedOutcome, refuse, staleFieldRemovals } from './planned.ts';

export type BodyEdit = Extract<Edit, { kind: 'insert-banner' | 'rewrite-links' }>;

/** `gone` are no bodies any more. */
export function planBodyEdits(
  message: ParsedMessage,
  edits: readonly BodyEdit[],
  gone: ReadonlySet<Part>,
): Planned<MadeSplice> {
  const banners = edits.filter(isBanner);
  const [rewrite] = edits.filter(isRewrite);
  const banner = banners.length > 0 ? bannerChanges(message, banners, gone) : none;
  const links = rewrite ? linkChanges(message, rewrite, gone) : none;
  const outcomes = edits.map((edit): PlannedOutcome => {
    if (isBanner(edit)) return outcomeOf(banner);
    if (!isRewrite(edit)) return refuse('invalid-value');
    // A link leads through one address.
    return rewrite && isSameRewrite(edit, rewrite) ? outcomeOf(links) : refuse('conflict');
  });
  const all = together(changesOf(banner), changesOf(links));
  return { splices: splicesOf(message, all), outcomes, bodies: [...all.keys()] };
}

const none: BodyChanges = new Map();

function changesOf(planned: BodyChanges | EditRefusal): BodyChanges {
  return typeof planned === 'string' ? none : planned;
}

function outcomeOf(planned: BodyChanges | EditRefusal): PlannedOutcome {
  if (typeof planned === 'string') return refuse(planned);
  return planned.size > 0 ? 'applied' : 'unneeded';
}

function splicesOf(message: ParsedMessage, all: BodyChanges): readonly MadeSplice[] {
  return [...all].flatMap(([part, { body, changes }]) => [
    ...changeEncoded(message.bytes, body, changes),
    ...staleFieldRemovals(part).map((splice) => ({ ...splice, kind: changes[0]?.kind ?? 'insert-banner' })),
  ]);
}
