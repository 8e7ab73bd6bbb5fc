/** What happened to a message and why, in words for a terminal. */

import * as v from 'valibot';
import type { DeliveryRecord } from '../shared/archive/record.ts';
import { filters } from '../shared/filters/index.ts';
import type { Assignment } from './flow/assignment.ts';
import type { FlowOutcome } from './flow/flow.ts';
import type { FlowStep } from './flow/flow-step.ts';

export interface Explanation {
  readonly recipient: string;
  /** `inbox: banner, tag`, `junk`, `dropped` … */
  readonly what: string;
  readonly why: string;
}

/** What the function recorded; `keeps-none`: it is not ours. */
export type Recorded = DeliveryRecord | 'keeps-none' | undefined;

/** One for each recipient; a single one where nothing was decided yet. */
export function explain({ steps, state }: FlowOutcome, recorded: Recorded): readonly Explanation[] {
  const decided = last(steps, 'decided');
  if (decided === undefined || state === 'left') {
    const recipients = (last(steps, 'received') ?? last(steps, 'submitted'))?.recipients.join(', ') ?? '';
    return [{ recipient: recipients, what: 'waiting', why: failureOf(steps) ?? 'not yet decided' }];
  }
  const record = recorded === 'keeps-none' ? undefined : recorded;
  const changes = decided.changed ? (recorded === 'keeps-none' ? ['changed'] : edits(record, 'applied')) : [];
  return decided.assignments.map((assignment) => ({
    recipient: assignment.recipient,
    what: whatHappened(steps, assignment, changes),
    why: reasonFor(steps, assignment, recorded),
  }));
}

function whatHappened(steps: readonly FlowStep[], { recipient }: Assignment, changes: readonly string[]): string {
  for (const step of steps) {
    if (!('recipient' in step) || step.recipient !== recipient) continue;
    switch (step.step) {
      case 'delivered':
        return changes.length === 0 ? step.folder : `${step.folder}: ${changes.join(', ')}`;
      case 'bounced':
        return step.file === null ? 'refused, with nobody to tell' : 'bounced';
      case 'dropped':
        return 'dropped';
      case 'sent':
        return step.gateway === null ? 'sent' : `sent by ${step.gateway}`;
      case 'handed-over':
        return 'sent within the organisation';
      case 'no-mailbox':
        return 'no such mailbox';
    }
  }
  return 'nothing';
}

const editWords = new Map([
  ['insert-banner', 'banner'],
  ['tag-subject', 'tag'],
  ['replace-attachment', 'file replaced'],
  ['remove-attachment', 'file taken out'],
  ['rewrite-links', 'links'],
  ['add-field', 'field'],
]);

const EditReport = v.object({ kind: v.string(), outcome: v.string(), reason: v.optional(v.string(), '') });

/** The edits that came to `outcome`, in words, each once. */
function edits(record: DeliveryRecord | undefined, outcome: 'applied' | 'refused'): readonly string[] {
  const words = (record?.edits ?? []).flatMap((edit) => {
    const parsed = v.safeParse(EditReport, edit);
    if (!parsed.success || parsed.output.outcome !== outcome) return [];
    const { kind, reason } = parsed.output;
    const word = editWords.get(kind) ?? kind;
    return [reason === '' ? word : `${word} (${reason})`];
  });
  return [...new Set(words)];
}

function reasonFor(steps: readonly FlowStep[], assignment: Assignment, record: Recorded): string {
  const { by, recipient, type } = assignment;
  if (by === 'dmarc') return 'The author’s domain asks so by DMARC for mail that it does not vouch for.';
  if (by === 'rule') return `The flow rule “${assignment.rule ?? ''}”.`;
  if (by === 'no-rule') return 'No flow rule holds for it.';
  if (by === 'fallback')
    return `The rule’s fallback action. ${failureOf(steps) ?? 'The answer left this recipient out.'}`;
  if (record === 'keeps-none') return `The function answered ${type}.`;
  if (record === undefined) return 'No record: the function answered without its archive.';
  const reasons: string[] = [];
  if (record.judged !== 'judged') reasons.push(`Not judged: ${record.why ?? record.judged}.`);
  const findings = record.findings.filter(
    ({ mode, recipients }) => mode === 'enforce' && (recipients?.includes(recipient) ?? true),
  );
  // What alone would have had the same end explains it; the rest would only be in the way.
  const decisive = type === 'DEFAULT' ? [] : findings.filter(({ disposition }) => disposition === type);
  reasons.push(...(decisive.length > 0 ? decisive : findings).map(({ filter, reason }) => textOf(filter, reason)));
  const refused = edits(record, 'refused');
  if (decisive.length === 0 && refused.length > 0) reasons.push(`Not possible: ${refused.join(', ')}.`);
  if (typeof record.writeBack === 'object') reasons.push(`The change was refused: ${record.writeBack.refused}.`);
  return reasons.length === 0 ? 'Nothing found.' : reasons.join(' ');
}

function textOf(filter: string, reason: string): string {
  const known = filters.find(({ name }) => name === filter)?.reasons;
  return known?.[reason]?.text ?? `${filter}: ${reason}.`;
}

/** What the last attempt failed of. */
function failureOf(steps: readonly FlowStep[]): string | undefined {
  const failed = last(steps, 'failed');
  return (
    failed && `${failed.attempt} failed ${failed.attempt === 1 ? 'attempt' : 'attempts'}; the last: ${failed.detail}`
  );
}

function last<S extends FlowStep['step']>(
  steps: readonly FlowStep[],
  step: S,
): Extract<FlowStep, { step: S }> | undefined {
  return steps.findLast((one): one is Extract<FlowStep, { step: S }> => one.step === step);
}
