/** What `mailweir check --json` prints for a message: schema `check/v1`, described in docs/cli.md. Keys are added, never changed. */

import type { Decision } from '../../shared/decision.ts';
import type { Finding } from '../../shared/evaluate.ts';
import type { Filter } from '../../shared/filters/filter.ts';
import type { Evidence } from '../../shared/filters/spam/evidence.ts';
import type { EditReport, Judgement, UnjudgedReason } from '../../shared/judge.ts';
import type {
  Authentication,
  AuthenticationResult,
  DmarcPolicy,
  MethodFinding,
} from '../../shared/mail/authentication.ts';
import type { Action, Disposition } from '../../shared/mail/disposition.ts';
import type { Splice } from '../../shared/mail/edit.ts';
import type { FlowDirection, ReversePath } from '../../shared/mail/envelope.ts';
import type { Defect, ParsedMessage } from '../../shared/mail/message.ts';
import type { Unreadable } from './input.ts';

export type CheckReport = MessageReport | ErrorReport;

interface Common {
  readonly schema: 'check/v1';
  /** As it was named; `-` for standard input. */
  readonly file: string;
  /** Reading not counted. */
  readonly ms: number;
}

export interface ErrorReport extends Common {
  readonly outcome: 'error';
  readonly error: Unreadable;
}

export interface MessageReport extends Common {
  readonly outcome: 'judged' | 'unjudged';
  /** Why it was not judged; the decision is then policy's `onUnjudged`. */
  readonly why: UnjudgedReason | null;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** False where none of the fields is there that every program writes into mail. */
  readonly isMail: boolean;
  readonly policy: { readonly sha256: string; readonly mode: 'enforce' | 'shadow' };
  readonly direction: FlowDirection;
  readonly from: ReversePath;
  readonly to: readonly string[];
  readonly authentication: Authentication['origin'];
  /** Null where nothing is known. */
  readonly authenticationResults: AuthenticationReport | null;
  /** What `--relation` supposed of the author; `unknown`: nothing. */
  readonly relation: 'unknown' | 'known' | 'first';
  readonly parts: number;
  readonly attachments: number;
  readonly defects: readonly Defect[];
  readonly findings: readonly FindingReport[];
  /** What was weighed of it; null where it was not judged or is not inbound. */
  readonly weighed: WeighedReport | null;
  readonly decision: DecisionReport;
  /** Where the source refuses the edited content; null where there is none. */
  readonly ifRefused: DecisionReport | null;
  /** In a shadow run: what would be done. */
  readonly wouldBe: DecisionReport | null;
  readonly edits: readonly { kind: EditReport['kind']; part: string | null; outcome: string; reason: string | null }[];
  /** Why edited content would not be offered to the source. */
  readonly preflight: readonly { readonly code: string; readonly detail: string | null }[];
  /** Where the bytes change; empty = they do not. */
  readonly splices: readonly SpliceReport[];
  /** The bytes that `--out` writes where they are other than the original. */
  readonly edited: { readonly sizeBytes: number; readonly sha256: string } | null;
}

export interface AuthenticationReport {
  /** Null where it was not told, or could not be asked. */
  readonly spf: FindingOfMethod | null;
  readonly dkim: readonly FindingOfMethod[];
  readonly dmarc: FindingOfMethod | null;
  readonly arc: FindingOfMethod | null;
}

export interface FindingOfMethod {
  readonly result: AuthenticationResult;
  readonly domain: string;
  /** In words. */
  readonly reason: string | null;
  /** Of DMARC alone: what the domain asks for, where that is known. */
  readonly policy?: DmarcPolicy | null;
}

export interface FindingReport {
  readonly filter: string;
  readonly reason: string;
  /** The reason in words. */
  readonly text: string;
  readonly evidence: Finding['evidence'];
  readonly parts: readonly string[];
  /** Null = for all. */
  readonly recipients: readonly string[] | null;
  readonly mode: Finding['mode'];
  readonly disposition: Disposition;
}

export interface WeighedReport {
  /** In logits: what the filter `spam` compares with its thresholds. */
  readonly score: number;
  /** What of it the content gives, both models together. */
  readonly content: number;
  readonly groups: readonly {
    readonly group: Evidence['group'];
    readonly score: number;
    readonly reasons: readonly { readonly code: string; readonly text: string; readonly weight: number }[];
  }[];
}

export interface DecisionReport {
  readonly recipients: readonly ({ readonly address: string } & Action)[];
  /** For whoever is not named. */
  readonly rest: Action;
  readonly downgrades: readonly string[];
}

export interface SpliceReport {
  /** Octets `start` to `end` (exclusive) of the original are replaced. */
  readonly start: number;
  readonly end: number;
  readonly insertedBytes: number;
  /** Path of the part; empty = the message itself. */
  readonly part: string;
  readonly in: 'header' | 'body';
}

export function authenticationReport({ origin, spf, dkim, dmarc, arc }: Authentication): AuthenticationReport | null {
  if (origin === 'none') return null;
  const one = ({ result, domain, reason }: MethodFinding): FindingOfMethod => ({
    result,
    domain,
    reason: reason ?? null,
  });
  return {
    spf: spf && one(spf),
    dkim: dkim.map(one),
    dmarc: dmarc && { ...one(dmarc), policy: dmarc.policy ?? null },
    arc: arc ? one(arc) : null,
  };
}

/** The part of a report that follows from the judgement. */
export function judgedPart(judgement: Judgement, filters: readonly Filter[], message: ParsedMessage | undefined) {
  const { findings, defects, partCount, attachmentCount, edits, preflight, splices } = judgement;
  return {
    parts: partCount,
    attachments: attachmentCount,
    defects,
    findings: findings.map((finding) => findingReport(finding, filters)),
    decision: decisionReport(judgement.decision),
    ifRefused: splices.length > 0 ? decisionReport(judgement.ifRefused) : null,
    wouldBe: judgement.wouldBe ? decisionReport(judgement.wouldBe) : null,
    edits: edits.map(({ kind, part, outcome, reason }) => ({
      kind,
      part: part ?? null,
      outcome,
      reason: reason ?? null,
    })),
    preflight: preflight.map(({ code, detail }) => ({ code, detail: detail ?? null })),
    splices: message === undefined ? [] : splices.map((splice) => spliceReport(splice, message)),
  };
}

function findingReport(finding: Finding, filters: readonly Filter[]): FindingReport {
  const { filter, reason, evidence, parts, recipients, mode, onMatch } = finding;
  const declared = filters.find(({ name }) => name === filter)?.reasons[reason];
  return {
    filter,
    reason,
    text: declared?.text ?? 'The filter failed on this message: a fault of mailweir.',
    evidence,
    parts,
    recipients: recipients ?? null,
    mode,
    disposition: onMatch.disposition,
  };
}

function decisionReport({ recipients, rest, downgrades }: Decision): DecisionReport {
  return { recipients: recipients.map(({ address, action }) => ({ address, ...action })), rest, downgrades };
}

function spliceReport({ start, end, bytes }: Splice, { parts, root }: ParsedMessage): SpliceReport {
  // Parents come before their children: the last that holds the place is the innermost.
  const part = parts.findLast(({ header, body }) => header.start <= start && start <= body.end) ?? root;
  return { start, end, insertedBytes: bytes.length, part: part.path, in: start < part.header.end ? 'header' : 'body' };
}
