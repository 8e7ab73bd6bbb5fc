/** The log and the metrics of `reconcile`: one line for each hour. Codes, keys, handles and counts only. */

import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { ReconcileLog } from './completeness/handler.ts';
import { saidOf } from './said-fault.ts';

/** So many differences are named in the line; the account in the state bucket has more. */
const mostNamed = 20;

export function reconcileLog(serviceName: string): ReconcileLog {
  const logger = new Logger({ serviceName });
  const metrics = new Metrics({ namespace: 'mailweir', serviceName });
  const count = (name: string, value: number) => metrics.addMetric(name, MetricUnit.Count, value);

  return {
    begin(requestId) {
      logger.resetKeys();
      logger.appendKeys({ requestId });
    },

    accounted(account, ms) {
      const { hour, revision, counts, differences, differenceCount, unmarked, recordCount, ...rest } = account;
      const { logIsSilent, events, illegible, rules } = rest;
      const { unknown, archived, contentLost, fallback, otherRule, tooOld, erased, underWay } = counts;
      const bypassed = fallback + otherRule + tooOld;
      const received = archived + contentLost + bypassed + erased + underWay + unknown;
      const isWrong = unknown > 0 || differenceCount > 0 || logIsSilent;
      const named = differences.slice(0, mostNamed).map(({ code, where }) => `${code} ${where}`);
      logger[isWrong ? 'error' : 'info']('accounted', {
        hour,
        revision,
        received,
        ...counts,
        differenceCount,
        differences: named,
        unmarked,
        recordCount,
        logIsSilent,
        rules: rules.length,
        events,
        illegible,
        ms,
      });
      count('received', received);
      count('archived', archived);
      count('bypassed', bypassed);
      count('unknown', unknown);
      // Each unknown message is a difference, and counted above.
      count('differences', differenceCount - unknown);
      count(
        'unmarked',
        Object.values(unmarked).reduce((sum, one) => sum + one, 0),
      );
      count('logSilent', logIsSilent ? 1 : 0);
    },

    canary({ alive, missing, sent, unsent }) {
      const isWrong = missing.length > 0 || unsent !== null;
      logger[isWrong ? 'error' : 'info']('canary', {
        alive: alive.map(({ id, recordKey, afterMs }) => ({ id, recordKey, afterMs })),
        missing,
        sent,
        unsent,
      });
      count('canaryAlive', alive.length);
      count('canaryMissing', missing.length);
      count('canaryUnsent', unsent === null ? 0 : 1);
    },

    behind(hours) {
      logger.info('reconciled', { behind: hours });
      count('hoursBehind', hours ?? 0);
    },

    failed(fault) {
      const said = saidOf(fault);
      logger.error('failed', { ...said });
      count(said.kind, 1);
    },

    publish() {
      metrics.publishStoredMetrics();
    },
  };
}
