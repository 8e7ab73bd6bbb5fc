/** Finds what the function recorded about a hand-over: its plan names the day, the day the record's key. */

import { deliveryIdOf, planKey, recordKey } from '../shared/archive/keys.ts';
import { parsePlan } from '../shared/archive/plan.ts';
import { type DeliveryRecord, parseRecord } from '../shared/archive/record.ts';
import type { S3Server } from './s3/server.ts';

export interface RecordPlaces {
  readonly s3: Pick<S3Server, 'lookUp'>;
  readonly evidenceBucket: string;
  readonly stateBucket: string;
  readonly organisation: string;
}

/** Undefined where no attempt came so far. */
export async function findRecord(
  { s3, evidenceBucket, stateBucket, organisation }: RecordPlaces,
  invocationId: string,
): Promise<DeliveryRecord | undefined> {
  const deliveryId = deliveryIdOf(organisation, 'workmail', invocationId);
  const storedPlan = s3.lookUp(stateBucket, planKey(deliveryId));
  if (!storedPlan.found) return undefined;
  const { firstSeen } = parsePlan((await storedPlan.read()).toString());
  const stored = s3.lookUp(evidenceBucket, recordKey(organisation, new Date(firstSeen), deliveryId));
  return stored.found ? parseRecord((await stored.read()).toString()) : undefined;
}
