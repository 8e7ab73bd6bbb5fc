/** The ports of `reconcile`: it alone reads CloudWatch Logs. */

import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import type { ReconcileConfig } from '../config.ts';
import { archive } from './archive.ts';
import { sesMailer, sharedStates, systemClock } from './aws-ports.ts';
import { listing } from './listing.ts';
import { sourceLog } from './source-log.ts';
import { state } from './state.ts';

/** A page of the log is searched for before it is answered, and five calls a second are what an account has. */
const patient = {
  maxAttempts: 8,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
};

export function reconcilePorts({ evidenceBucket, stateBucket, eventLogGroup }: ReconcileConfig) {
  const s3 = new S3Client({ ...patient, maxAttempts: 4 });
  const states = state(s3, stateBucket);
  return {
    archive: archive(s3, evidenceBucket),
    state: { ...states, ...listing(s3, stateBucket) },
    keys: sharedStates({ state: states }).keys,
    mailer: sesMailer(),
    log: eventLogGroup === null ? null : sourceLog(new CloudWatchLogsClient(patient), eventLogGroup),
    clock: systemClock,
  };
}
