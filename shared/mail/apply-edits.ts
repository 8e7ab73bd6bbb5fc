/**
 * Turns edits into splices: ranges of the original replaced by other octets (edit.ts).
 *
 * An edit is done whole or refused with its reason. Edits of a kind that share a place are planned
 * together. Where two want the same octets the one that protects the reader goes first: a replaced
 * attachment outranks a banner.
 */

import type { Edit, EditOutcome, EditResult, MadeSplice, Splice } from './edit.ts';
import { planReplaceAttachment } from './edit-attachment.ts';
import { planBodyEdits } from './edit-bodies.ts';
import { planAddFields, planRemoveField } from './edit-fields.ts';
import { planRemoveAttachments } from './edit-remove-attachment.ts';
import { planTagSubject } from './edit-subject.ts';
import type { ParsedMessage, Part } from './message.ts';
import { type Planned, type PlannedOutcome, refuse } from './planned.ts';

export { inverseOf, splice, splicedLength, spliceInto } from './splice.ts';

/** The same message and edits give the same result. No edits give no splices. */
export function planEdits(message: ParsedMessage, edits: readonly Edit[]): EditResult {
  const outcomes = new Map<Edit, EditOutcome>();
  const editedBodies = new Set<Part>();
  let splices: readonly MadeSplice[] = [];
  for (const plan of planners) {
    for (const { edits: together, planned } of plan(message, edits, editedBodies)) {
      const bodies = planned.bodies ?? [];
      const conflict =
        bodies.some((body) => editedBodies.has(body)) || planned.splices.some((splice) => overlapsAny(splices, splice));
      if (!conflict) {
        splices = merged(splices, planned.splices);
        for (const body of bodies) editedBodies.add(body);
      }
      for (const [index, edit] of together.entries()) {
        const outcome = planned.outcomes[index] ?? 'unneeded';
        outcomes.set(edit, outcomeOf(edit, conflict && outcome === 'applied' ? refuse('conflict') : outcome));
      }
    }
  }
  return { splices, outcomes: edits.map((edit) => outcomes.get(edit) ?? { edit, outcome: 'unneeded' }) };
}

function outcomeOf(edit: Edit, outcome: PlannedOutcome): EditOutcome {
  return typeof outcome === 'string' ? { edit, outcome } : { edit, outcome: 'refused', reason: outcome.refused };
}

/** Edits planned together, and what they come to. */
interface Group {
  readonly edits: readonly Edit[];
  readonly planned: Planned<MadeSplice>;
}

/** `gone`: parts that are replaced or taken out by plans before. */
type Planner = (message: ParsedMessage, edits: readonly Edit[], gone: ReadonlySet<Part>) => readonly Group[];
type OfKind<K extends Edit['kind']> = Extract<Edit, { kind: K }>;

/** Plans all edits of a kind, those with the same place together. */
function planner<K extends Edit['kind']>(
  kind: K,
  placeOf: (edit: OfKind<K>) => string,
  plan: (message: ParsedMessage, edits: readonly OfKind<K>[]) => Planned,
): Planner {
  const isKind = (edit: Edit): edit is OfKind<K> => edit.kind === kind;
  return (message, edits) => {
    const places = Map.groupBy(edits.filter(isKind), placeOf);
    return [...places.values()].map((together) => {
      const planned = plan(message, together);
      return { edits: together, planned: { ...planned, splices: planned.splices.map((one) => ({ ...one, kind })) } };
    });
  };
}

const wholeMessage = () => '';

/** In order of precedence. */
const planners: readonly Planner[] = [
  planner('replace-attachment', ({ part }) => part, planReplaceAttachment),
  planner('remove-attachment', wholeMessage, planRemoveAttachments),
  planner('remove-field', ({ name }) => name.toLowerCase(), planRemoveField),
  planner('tag-subject', wholeMessage, planTagSubject),
  (message, edits, gone) => {
    const together = edits.filter((edit) => edit.kind === 'insert-banner' || edit.kind === 'rewrite-links');
    return together.length > 0 ? [{ edits: together, planned: planBodyEdits(message, together, gone) }] : [];
  },
  planner('add-field', wholeMessage, planAddFields),
];

/** `accepted` is sorted and does not overlap, so its ends are sorted too. Insertions at a border do not overlap. */
function overlapsAny(accepted: readonly Splice[], { start, end }: Splice): boolean {
  let low = 0;
  let high = accepted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((accepted[middle]?.end ?? 0) > start) high = middle;
    else low = middle + 1;
  }
  const candidate = accepted[low];
  return candidate !== undefined && candidate.start < end;
}

/** Sorted; of equal places the earlier plan first, and an insertion before what is replaced there. */
function merged(a: readonly MadeSplice[], b: readonly MadeSplice[]): readonly MadeSplice[] {
  return [...a, ...b].toSorted((one, other) => one.start - other.start || one.end - other.end);
}
