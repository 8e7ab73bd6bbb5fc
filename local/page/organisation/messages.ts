/** The messages of an organisation: a summary of each, kept until the next step, and one's whole way. */

import { deliveryIdOf } from '../../../shared/archive/keys.ts';
import type { DeliveryRecord } from '../../../shared/archive/record.ts';
import type { LoggedCall } from '../../aws/calls.ts';
import { explain } from '../../explain.ts';
import { invocationIdOf } from '../../flow/event.ts';
import type { FlowStep } from '../../flow/flow-step.ts';
import type { MessageSummary, MessageWay } from '../source.ts';
import { followedBy } from './followed.ts';
import type { Organisation } from './organisation.ts';
import { loggedIds, readSteps } from './step-files.ts';

/** So many are read at a time: each opens a file or two. */
const batchSize = 32;

export class Messages {
  readonly #organisation: Organisation;
  readonly #summaries = new Map<string, MessageSummary>();

  constructor(organisation: Organisation) {
    this.#organisation = organisation;
  }

  /** The message has had another step. */
  forget(id: string): void {
    this.#summaries.delete(id);
  }

  async list(): Promise<readonly MessageSummary[]> {
    const ids = await loggedIds(this.#organisation.folder.flowLogs);
    const summaries: MessageSummary[] = [];
    for (let at = 0; at < ids.length; at += batchSize) {
      const batch = await Promise.all(ids.slice(at, at + batchSize).map((id) => this.#summary(id)));
      for (const summary of batch) if (summary) summaries.push(summary);
    }
    return summaries.sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1));
  }

  async find(id: string): Promise<MessageWay | undefined> {
    const steps = await this.#steps(id);
    const summary = await this.#summary(id);
    if (!summary) return undefined;
    const record = await this.#record(id);
    const [original, delivered] = await Promise.all([
      this.original(id, record),
      steps.some(({ step }) => step === 'delivered') ? this.delivered(id) : undefined,
    ]);
    const followed = record === undefined ? [] : await followedBy(this.#organisation, record);
    return { summary, steps, record, followed, calls: this.#calls(id, record), original, delivered };
  }

  /** In transit for a day; after that from the evidence. */
  async original(id: string, known?: DeliveryRecord): Promise<Buffer | undefined> {
    const { transit, s3, deployment } = this.#organisation;
    const message = await transit.find(id);
    if (message) return message.original();
    const record = known ?? (await this.#record(id));
    if (!record?.evidence) return undefined;
    const { key, version } = record.evidence;
    const kept = s3.lookUp(deployment.buckets.evidence.name, key, version);
    return kept.found ? kept.read() : undefined;
  }

  /** The first copy that is still in its mailbox: all are the same. */
  async delivered(id: string): Promise<Buffer | undefined> {
    const { mailboxes } = this.#organisation;
    for (const step of await this.#steps(id)) {
      if (step.step !== 'delivered') continue;
      const name = baseName(step.file);
      const mails = await mailboxes.list(step.mailbox, step.folder);
      const copy = mails.find(({ file }) => baseName(file) === name || baseName(file).startsWith(`${name}:`));
      if (copy) return copy.read();
    }
    return undefined;
  }

  #steps(id: string): Promise<readonly FlowStep[]> {
    return readSteps(this.#organisation.folder.flowLogs, id);
  }

  #record(id: string): Promise<DeliveryRecord | undefined> {
    return this.#organisation.recordOf({ invocationId: invocationIdOf(id) });
  }

  async #summary(id: string): Promise<MessageSummary | undefined> {
    const known = this.#summaries.get(id);
    if (known) return known;
    const steps = await this.#steps(id);
    const begun = steps.find((step) => step.step === 'received' || step.step === 'submitted');
    if (!begun) return undefined;
    const record = await this.#record(id);
    const isDone = steps.some(({ step }) => step === 'done');
    const decided = steps.some(({ step }) => step === 'decided');
    const outcome = { id, invocationId: invocationIdOf(id), state: decided ? 'done' : 'left', steps } as const;
    const explanations = explain(outcome, record);
    const { mailFrom, recipients, subject, sizeBytes } = begun;
    const summary: MessageSummary = {
      id,
      receivedAt: begun.at,
      direction: begun.step === 'received' ? 'INBOUND' : 'OUTBOUND',
      mailFrom,
      recipients,
      subject,
      sizeBytes,
      state: isDone ? 'done' : 'under-way',
      explanations,
      outcomes: [...new Set(explanations.map(({ what }) => what.split(/[:,]/, 1)[0] ?? what))],
      reasons: [...new Set((record?.findings ?? []).map(({ filter, reason }) => `${filter}: ${reason}`))],
    };
    if (isDone) this.#summaries.set(id, summary);
    return summary;
  }

  /** Calls name a message by its id, by the key of its evidence, or by what is called after its hand-over. */
  #calls(id: string, record: DeliveryRecord | undefined): readonly Readonly<LoggedCall>[] {
    const deliveryId = deliveryIdOf(this.#organisation.id, 'workmail', invocationIdOf(id));
    const evidenceKey = record?.evidence?.key;
    return callsOf(this.#organisation).filter(
      ({ principal, messageId, key }) =>
        principal !== 'admin' &&
        (messageId === id || (key !== undefined && (key === evidenceKey || key.includes(deliveryId)))),
    );
  }
}

/** All servers', in the order they came. */
export function callsOf({ s3, messageFlow, ses, logs }: Organisation): readonly Readonly<LoggedCall>[] {
  const calls = [s3, messageFlow, ses, logs].flatMap((server) => server.calls.list());
  return calls.sort((a, b) => a.at.getTime() - b.at.getTime());
}

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
