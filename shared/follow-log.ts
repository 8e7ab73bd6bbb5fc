/** The log and the metrics of a follower: one line for each record it followed. Codes, counts and times only. */

import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { FollowerLog } from './followers/handler.ts';
import type { JournalLog, ReportFate } from './followers/journal-outcomes.ts';
import { saidOf } from './said-fault.ts';

const metricOf: Readonly<Record<ReportFate, string>> = {
  delivered: 'journalDelivered',
  bounced: 'journalBounced',
  pointer: 'journalPointer',
  alternate: 'journalAlternate',
  lost: 'journalLost',
  unknown: 'journalUnknown',
};

export function followLog(serviceName: string): FollowerLog & JournalLog {
  const logger = new Logger({ serviceName });
  const metrics = new Metrics({ namespace: 'mailweir', serviceName });
  const count = (name: string, value = 1) => metrics.addMetric(name, MetricUnit.Count, value);

  return {
    begin(requestId) {
      logger.resetKeys();
      logger.appendKeys({ requestId });
    },

    followed(deliveryId, { outcome, detail }) {
      logger.info('followed', { deliveryId, outcome, ...(detail === undefined ? {} : { detail }) });
      count('followed');
      if (outcome === 'report-loop') count('journalReportLoop');
    },

    failed(fault, deliveryId) {
      const said = saidOf(fault);
      logger.error('failed', { ...said, deliveryId });
      count(said.kind);
      if (said.code === 'policy-not-current') count('policyNotCurrent');
    },

    reported(deliveryId, fate, code) {
      logger[fate === 'delivered' ? 'info' : 'warn']('reported', {
        deliveryId,
        fate,
        ...(code === '' ? {} : { code }),
      });
      count(metricOf[fate]);
    },

    swept({ records, late, failed, complete }) {
      logger.info('swept', { records, late, failed, complete });
      count('sweptLate', late);
      count('sweptFailed', failed);
      count('sweepUnfinished', complete ? 0 : 1);
    },

    publish() {
      metrics.publishStoredMetrics();
    },
  };
}
