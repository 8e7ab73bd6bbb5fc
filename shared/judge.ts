/**
 * Reads a message, judges it, and works out its edits: everything between the bytes and the plan
 * that needs nobody but the message, the policy and our keys. Pure; runs in the worker thread.
 */

import { attemptEdits } from './attempt-edits.ts';
import type { Alternative, Decision, WantedEdit } from './decision.ts';
import { circumstancesOf, decide, decideForAll, isDelivered, wantedEdits } from './decision.ts';
import { evaluate, type Finding } from './evaluate.ts';
import { type Facts, noFacts } from './facts.ts';
import type { Filter, MailObject } from './filters/filter.ts';
import type { Model } from './filters/spam/model-file.ts';
import { planEdits, splicedLength, spliceInto } from './mail/apply-edits.ts';
import type { Action, Disposition } from './mail/disposition.ts';
import { stricter } from './mail/disposition.ts';
import type { Edit, EditOutcome, Splice } from './mail/edit.ts';
import type { Defect, ParsedMessage } from './mail/message.ts';
import {
  editsAlreadyMade,
  fingerprint,
  type MacKeys,
  ownFieldName,
  ownFieldSpelling,
  ownFieldValue,
} from './mail/own-field.ts';
import { parseMessage } from './mail/parse.ts';
import { readAuthentication } from './mail/ses-block.ts';
import { noticeFor } from './notice.ts';
import { organisationOf, type Policy } from './policy.ts';
import type { Transaction } from './sources/source.ts';
import { type PreflightProblem, preflight } from './sources/workmail-preflight.ts';

export interface JudgeInput {
  /** The message; over shared memory when it crosses to the worker. */
  readonly bytes: Buffer;
  readonly transaction: Transaction;
  readonly policy: Policy;
  readonly keys: MacKeys;
  /** Absent or null: the shipped model judges alone. */
  readonly organisationModel?: Model | null;
  /** Absent: nothing was asked. */
  readonly facts?: Facts;
}

/** What came of one edit; no content of the message in it. */
export interface EditReport {
  readonly kind: Edit['kind'];
  readonly part?: string;
  readonly outcome: EditOutcome['outcome'];
  readonly reason?: string;
}

export interface Judgement {
  readonly outcome: 'judged';
  readonly findings: readonly Finding[];
  readonly defects: readonly Defect[];
  readonly partCount: number;
  readonly attachmentCount: number;
  /** What to do where the write-back succeeds, or where none is needed. */
  readonly decision: Decision;
  /** What to do where the source refuses the changed content. */
  readonly ifRefused: Decision;
  /** In a shadow run: what would have been done. */
  readonly wouldBe?: Decision;
  readonly edits: readonly EditReport[];
  /** Why the changed content is not offered to the source; empty = it is. */
  readonly preflight: readonly PreflightProblem[];
  /** The change, in the original's coordinates; empty = no write-back. */
  readonly splices: readonly Splice[];
}

/** A message that could not be judged gets the answer policy keeps for it. */
export interface Unjudged {
  readonly outcome: 'unjudged';
  readonly why: UnjudgedReason;
}

export type UnjudgedReason = 'deadline' | 'memory' | 'crash' | 'repeated-attempt';

/** The port: the pipeline asks, a thread answers. Never rejects for what a message does. */
export interface Judge {
  judge(input: JudgeInput, withinMs: number): Promise<Judgement | Unjudged>;
}

export function judge(input: JudgeInput, filters: readonly Filter[]): Judgement {
  const { bytes, transaction, policy, keys } = input;
  const message = parseMessage(bytes);
  const mail = toMailObject(message, input);
  const findings = evaluate(mail, policy, filters);
  const circumstances = circumstancesOf(mail, transaction.can);

  const change = plannedChange(message, mail, findings, { policy, keys });
  const decision = decide(findings, policy, circumstances, change.impossible);
  const ifRefused = decide(findings, policy, circumstances, change.allAlternatives);
  const offered = isDelivered(decision, mail.envelope);
  const splices = offered && change.preflight.length === 0 ? change.splices : [];

  const judgement: Judgement = {
    outcome: 'judged',
    findings,
    defects: message.defects,
    partCount: message.parts.length,
    attachmentCount: message.attachments.length,
    decision,
    ifRefused,
    edits: change.reports,
    preflight: change.preflight,
    splices,
  };
  return policy.mode === 'shadow' ? inShadow(judgement) : judgement;
}

/**
 * The answer for a message that could not be judged: policy's, or the upstream's verdict where that
 * is stricter. Reads the beginning of the header only, so no message can make this expensive.
 */
export function judgeUnread(input: JudgeInput, filters: readonly Filter[]): Judgement {
  const { bytes, transaction, policy } = input;
  const message = parseMessage(bytes.subarray(0, unreadBytes));
  const mail = toMailObject(message, input);
  const findings = evaluate(
    mail,
    policy,
    filters.filter(({ name }) => name === 'upstream-verdict'),
  );
  const action = findings
    .filter(({ mode }) => mode === 'enforce')
    .reduce<Action>((strictest, { onMatch }) => stricter(strictest, actionOf(onMatch)), actionOf(policy.onUnjudged));
  const decision = decideForAll(action, circumstancesOf(mail, transaction.can));
  const judgement: Judgement = {
    outcome: 'judged',
    findings,
    defects: [],
    partCount: 0,
    attachmentCount: 0,
    decision,
    ifRefused: decision,
    edits: [],
    preflight: [],
    splices: [],
  };
  return policy.mode === 'shadow' ? inShadow(judgement) : judgement;
}

/** Room for the block that SES puts on top, several times over. */
const unreadBytes = 64 * 1024;

/** The message as the filters are asked about it. */
export function toMailObject(
  message: ParsedMessage,
  { transaction, policy, organisationModel, facts = noFacts }: JudgeInput,
): MailObject {
  const { direction, envelope } = transaction;
  return {
    envelope,
    direction,
    message,
    authentication: facts.authentication ?? readAuthentication(message, direction),
    relation: facts.relation,
    organisation: organisationOf(policy),
    organisationModel: organisationModel ?? null,
  };
}

interface Change {
  readonly splices: readonly Splice[];
  readonly reports: readonly EditReport[];
  readonly preflight: readonly PreflightProblem[];
  /** The alternatives of edits that cannot be done. */
  readonly impossible: readonly Alternative[];
  /** The alternatives of every edit wanted: they hold where the source refuses the whole. */
  readonly allAlternatives: readonly Alternative[];
}

/**
 * Edits that our field alone shows to be made. A tag is seen in the subject, and where a link leads in the link; and
 * a blocked attachment that is still there was not replaced, whatever a field says.
 */
const knownByField: readonly Edit['kind'][] = ['insert-banner', 'add-field'];

function plannedChange(
  message: ParsedMessage,
  mail: MailObject,
  findings: readonly Finding[],
  { policy, keys }: Pick<JudgeInput, 'policy' | 'keys'>,
): Change {
  const made = editsAlreadyMade(message, keys.verifying);
  const wanted = wantedEdits(findings, policy.links, mail.envelope, (finding, part) =>
    noticeFor(message, finding, part),
  ).filter(({ edit }) => !(knownByField.includes(edit.kind) && made.has(fingerprint(edit))));
  const allAlternatives = wanted.map(alternativeOf);
  const { attempted, result: first } = attemptEdits(message, wanted);
  const reports = first.outcomes.map(reportOf);
  const refused = alternativesWhere(attempted, first.outcomes, 'refused');
  if (first.splices.length === 0) {
    return { splices: [], reports, preflight: [], impossible: refused, allAlternatives };
  }

  const applied = attempted.map(({ edit }) => edit).filter((_, at) => first.outcomes[at]?.outcome === 'applied');
  const { splices } = planEdits(message, [
    ...applied,
    ...ownFieldEdits(message, first.splices, [...made, ...applied.map(fingerprint)], keys),
  ]);
  const edited = Buffer.alloc(splicedLength(message.bytes, splices));
  spliceInto(edited, message.bytes, splices);
  const problems = preflight(edited);
  const impossible =
    problems.length === 0 ? refused : [...refused, ...alternativesWhere(attempted, first.outcomes, 'applied')];
  return { splices, reports, preflight: problems, impossible, allAlternatives };
}

/** Fields that claim to be ours go, whoever wrote them; the new one says what was done before, if that was ours, and now. */
function ownFieldEdits(
  message: ParsedMessage,
  splices: readonly Splice[],
  made: readonly string[],
  { signing }: MacKeys,
): readonly Edit[] {
  const claimed = message.root.header.fields.some(({ name }) => name === ownFieldName);
  const removal: readonly Edit[] = claimed ? [{ kind: 'remove-field', name: ownFieldName }] : [];
  if (!signing) return removal;
  return [
    ...removal,
    { kind: 'add-field', name: ownFieldSpelling, value: ownFieldValue(signing, message, splices, made) },
  ];
}

function alternativesWhere(
  wanted: readonly WantedEdit[],
  outcomes: readonly EditOutcome[],
  outcome: EditOutcome['outcome'],
): readonly Alternative[] {
  return wanted.filter((_, at) => outcomes[at]?.outcome === outcome).map(alternativeOf);
}

function alternativeOf({ ifImpossible, yieldsToAllow }: WantedEdit): Alternative {
  return { disposition: ifImpossible, yieldsToAllow };
}

function reportOf(outcome: EditOutcome): EditReport {
  return {
    kind: outcome.edit.kind,
    ...('part' in outcome.edit ? { part: outcome.edit.part } : {}),
    outcome: outcome.outcome,
    ...(outcome.outcome === 'refused' ? { reason: outcome.reason } : {}),
  };
}

/** Everything computed, nothing done. */
function inShadow(judgement: Judgement): Judgement {
  const nothing: Decision = { recipients: [], rest: { disposition: 'DEFAULT' }, downgrades: [] };
  return { ...judgement, wouldBe: judgement.decision, decision: nothing, ifRefused: nothing, splices: [] };
}

function actionOf({
  disposition,
  bounceMessage,
}: {
  readonly disposition: Disposition;
  readonly bounceMessage?: string | undefined;
}): Action {
  return bounceMessage === undefined ? { disposition } : { disposition, bounceMessage };
}
