/** Judges one message as `inbound` would, without AWS: the same thread, the same deadline, the same answer where it gives up. */

import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { judgeThread } from '../../shared/adapters/judge-thread.ts';
import { noFacts } from '../../shared/facts.ts';
import { filters } from '../../shared/filters/index.ts';
import type { Model } from '../../shared/filters/spam/model-file.ts';
import { type Judge, type JudgeInput, judgeUnread } from '../../shared/judge.ts';
import { splicedLength, spliceInto } from '../../shared/mail/apply-edits.ts';
import { noMacKeys } from '../../shared/mail/own-field.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { readAuthentication } from '../../shared/mail/ses-block.ts';
import { compilePolicy, type Policy } from '../../shared/policy.ts';
import { bundleThread } from '../../tools/build/thread.ts';
import { CommandFault } from '../fault.ts';
import type { Ask } from './authenticate.ts';
import { beginningOf, type Handover, transactionOf } from './circumstances.ts';
import { authenticationReport, judgedPart, type MessageReport } from './report.ts';
import { type Supposition, supposedRelation } from './supposed.ts';
import { looksLikeMail } from './verdict.ts';
import { weighedPart } from './weighed.ts';

export interface Examination {
  readonly report: MessageReport;
  /** What would be delivered: the original itself where nothing is edited. */
  readonly delivered: Buffer;
}

export interface Examiner {
  examine(file: string, bytes: Buffer): Promise<Examination>;
  close(): Promise<void>;
}

export interface ExaminerOptions {
  readonly policy: Policy;
  readonly handover: Handover;
  /** What is supposed of the author; absent: nobody is asked. */
  readonly relation?: Supposition;
  /** Null: the shipped model judges alone. */
  readonly organisationModel?: Model | null;
  readonly deadlineMs: number;
  /** Null: the findings of Amazon SES on top of the message are believed, if they are there. */
  readonly ask?: Ask | null;
}

/** As in inbound.ts with the memory that serverless.yml gives: a message that Lambda would give up is given up here. */
const limits = { heapMb: 384, processMb: 1024 * 0.8 };

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

export async function startExaminer(options: ExaminerOptions): Promise<Examiner> {
  const entry = await bundleThread('functions/judge.worker.ts', projectRoot);
  const thread = judgeThread(entry, limits);
  const policySha256 = compilePolicy(options.policy).sha256;
  await warmUp(thread, options);
  return {
    async examine(file, bytes) {
      const examination = await examine(file, bytes, { ...options, policySha256 }, thread);
      // Its thread was ended with it, and the next message should not wait for the new one.
      if (examination.report.outcome === 'unjudged') await warmUp(thread, options);
      return examination;
    },
    close: () => thread.close(),
  };
}

const startWithinMs = 30_000;

/** Loading the filters takes longer than most messages, and is none of their fault. */
async function warmUp(judge: Judge & { close(): Promise<void> }, { policy, handover }: ExaminerOptions): Promise<void> {
  const bytes = Buffer.from('Subject: none\r\n\r\n');
  const transaction = transactionOf(beginningOf(bytes), handover);
  const judged = await judge.judge({ bytes, transaction, policy, keys: noMacKeys }, startWithinMs);
  if (judged.outcome === 'judged') return;
  await judge.close();
  throw new CommandFault(
    'environment',
    `the thread that judges does not start (${judged.why}). Run npm ci and try again.`,
  );
}

interface Circumstances extends ExaminerOptions {
  readonly policySha256: string;
}

export async function examine(
  file: string,
  bytes: Buffer,
  { policy, policySha256, handover, relation = 'unknown', organisationModel = null, deadlineMs, ask }: Circumstances,
  judge: Judge,
): Promise<Examination> {
  const beginning = beginningOf(bytes);
  const transaction = transactionOf(beginning, handover);
  const asked = await ask?.(transaction, bytes, policy);
  const facts = { ...noFacts, ...asked, relation: supposedRelation(relation, bytes, policy.domains) };
  const input: JudgeInput = { bytes, transaction, policy, keys: noMacKeys, organisationModel, facts };
  const authentication = facts.authentication ?? readAuthentication(beginning, transaction.direction);
  const started = performance.now();
  const judged = await judge.judge(input, deadlineMs);
  const ms = Math.round((performance.now() - started) * 10) / 10;
  const judgement = judged.outcome === 'judged' ? judged : judgeUnread(input, filters);
  // Judged in time, so it is read in time.
  const message = judged.outcome === 'judged' ? parseMessage(bytes) : undefined;
  const { splices } = judgement;
  const delivered = splices.length === 0 ? bytes : Buffer.alloc(splicedLength(bytes, splices));
  if (splices.length > 0) spliceInto(delivered, bytes, splices);
  return {
    delivered,
    report: {
      schema: 'check/v1',
      file,
      outcome: judged.outcome,
      why: judged.outcome === 'judged' ? null : judged.why,
      ms,
      sizeBytes: bytes.length,
      sha256: sha256Of(bytes),
      isMail: looksLikeMail(beginning),
      policy: { sha256: policySha256, mode: policy.mode },
      direction: transaction.direction,
      from: transaction.envelope.reversePath,
      to: transaction.envelope.recipients,
      authentication: authentication.origin,
      authenticationResults: authenticationReport(authentication),
      relation,
      weighed: message === undefined ? null : weighedPart(message, input, judgement.findings),
      ...judgedPart(judgement, filters, message),
      edited: splices.length === 0 ? null : { sizeBytes: delivered.length, sha256: sha256Of(delivered) },
    },
  };
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
