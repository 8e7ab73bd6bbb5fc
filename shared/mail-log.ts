/**
 * The log and the metrics: one method for each thing that happens, one wide `decided` line a message.
 *
 * Codes, counts, sizes and domains; never a subject, a body, a file name or a local part.
 */

import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DeliveryRecord } from './archive/record.ts';
import type { UnjudgedReason } from './judge.ts';
import { domainOf } from './mail/address.ts';
import type { Action } from './mail/disposition.ts';
import type { Outcome } from './pipeline.ts';
import { saidOf } from './said-fault.ts';
import type { Transaction } from './sources/source.ts';

export interface MailLog {
  /** A new invocation: what later lines carry is forgotten. */
  begin(requestId: string): void;
  received(transaction: Transaction): void;
  decided(outcome: Outcome, ms: number): void;
  unjudged(why: UnjudgedReason, fault?: string): void;
  /** A fault, and what the message was answered; `null` = thrown, so that the source asks again. */
  failed(fault: unknown, answered: Action | null): void;
  /** Writes the metrics of this invocation. */
  publish(): void;
}

export function mailLog(serviceName: string): MailLog {
  const logger = new Logger({ serviceName });
  const metrics = new Metrics({ namespace: 'mailweir', serviceName });
  const count = (name: string) => metrics.addMetric(name, MetricUnit.Count, 1);

  return {
    begin(requestId) {
      logger.resetKeys();
      logger.appendKeys({ requestId });
    },

    received(transaction) {
      const { flowMessageId, dedupeKey, direction, source, envelope, oddities } = transaction;
      logger.appendKeys({ flowMessageId, invocationId: dedupeKey, flowDirection: direction });
      const { recipients, complete, reversePath } = envelope;
      logger.info('received', {
        source,
        recipients: recipients.length,
        complete,
        reversePathDomain: reversePath === null ? null : (domainOf(reversePath) ?? 'unreadable'),
        oddities,
      });
      count('received');
    },

    decided({ record, attempt, answer }, ms) {
      logger.info('decided', { ...wide(record), attempt, ms });
      count('decided');
      metrics.addMetric('processingTime', MetricUnit.Milliseconds, ms);
      for (const disposition of dispositionsOf(answer)) {
        metrics.singleMetric().addDimension('disposition', disposition).addMetric('answered', MetricUnit.Count, 1);
      }
      for (const { filter, disposition } of record.findings) {
        const matched = metrics.singleMetric().addDimension('filter', filter).addDimension('disposition', disposition);
        matched.addMetric('matched', MetricUnit.Count, 1);
      }
      if (record.judged === 'unjudged') count('unjudged');
      if (record.judged === 'content-gone') count('contentGone');
      if (record.policy.origin !== 'current') count('policyNotCurrent');
      if (record.model && record.model.origin !== 'current' && record.model.origin !== 'none') count('modelUnread');
      if (record.relation?.why !== undefined) count('relationUnread');
      if (typeof record.writeBack === 'object') count('writeBackRefused');
      if (record.writeBack === 'uncertain') count('writeBackUncertain');
    },

    unjudged(why, fault) {
      logger.warn('unjudged', { why, ...(fault ? { fault } : {}) });
    },

    failed(fault, answered) {
      const said = saidOf(fault);
      logger.error('failed', { ...said, answered: answered?.disposition ?? 'thrown' });
      count(said.kind);
    },

    publish() {
      metrics.publishStoredMetrics();
    },
  };
}

function wide(record: DeliveryRecord): Readonly<Record<string, unknown>> {
  return {
    deliveryId: record.deliveryId,
    judged: record.judged,
    why: record.why,
    mode: record.mode,
    sizeBytes: record.evidence?.sizeBytes,
    sha256: record.evidence?.sha256,
    policy: record.policy,
    model: record.model,
    relation: record.relation,
    findings: record.findings.map(
      ({ filter, reason, mode }) => `${filter}/${reason}${mode === 'shadow' ? ' (shadow)' : ''}`,
    ),
    defects: record.defects,
    parts: record.partCount,
    attachments: record.attachmentCount,
    edits: record.edits,
    preflight: record.preflight,
    writeBack: record.writeBack,
    dispositions: dispositionsOf(record.answer),
    downgrades: record.answer.downgrades,
  };
}

function dispositionsOf({ recipients, rest }: Outcome['answer']): readonly string[] {
  const all = recipients.length === 0 ? [rest] : recipients.map(({ action }) => action);
  return [...new Set(all.map(({ disposition }) => disposition))].sort();
}
