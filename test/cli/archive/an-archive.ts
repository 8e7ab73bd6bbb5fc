/** An archive in an S3 of the local organisation, and the commands on it as a user would call them. */

import { createHash } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { vi } from 'vitest';
import type { Guard } from '../../../local/aws/server.ts';
import { startS3 } from '../../../local/s3/server.ts';
import { archive } from '../../../shared/adapters/archive.ts';
import { deliveryIdOf, evidenceKey, recordKey } from '../../../shared/archive/keys.ts';
import type { DeliveryRecord } from '../../../shared/archive/record.ts';
import type { Archive } from '../../../shared/ports.ts';
import { aFolder, afterTest, clientOptions, credentials, keys, region } from '../../local/local-setup.ts';
import { type Ran, run, type World } from '../run.ts';

export const organisation = `m-${'0123456789abcdef'.repeat(2)}`;
export const bucket = 'evidence';
export const stateBucket = 'state';
export const signal = AbortSignal.timeout(300_000);

export interface AnArchive {
  readonly archive: Archive;
  readonly client: S3Client;
  /** Where the local S3 keeps it. */
  readonly folder: string;
  mailweir(args: readonly string[], world?: World): Promise<Ran>;
  /** A hand-over as `inbound` leaves it. */
  handOver(given?: HandOver): Promise<DeliveryRecord>;
}

export interface HandOver {
  readonly raw?: string | Buffer;
  readonly at?: string;
  readonly from?: string | null;
  readonly to?: readonly string[];
  readonly dedupeKey?: string;
  readonly reasons?: readonly string[];
  /** Until when its lock lasts. */
  readonly until?: Date;
  readonly change?: Partial<DeliveryRecord>;
}

export async function anArchive(now?: () => Date, guard?: Guard): Promise<AnArchive> {
  const folder = await aFolder();
  const server = await startS3({
    folder,
    region,
    credentials,
    buckets: [
      { name: bucket, versioned: true, objectLock: true },
      { name: stateBucket, versioned: false, objectLock: false },
    ],
    ...(now !== undefined && { clock: now }),
    ...(guard !== undefined && { guard }),
  });
  const client = new S3Client(clientOptions(server.url));
  afterTest(async () => {
    vi.unstubAllEnvs();
    client.destroy();
    await server.close();
  });
  vi.stubEnv('AWS_ENDPOINT_URL_S3', server.url);
  vi.stubEnv('AWS_REGION', region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', keys.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys.secretAccessKey);
  const store = archive(client, bucket);
  let count = 0;
  return {
    archive: store,
    client,
    folder,
    mailweir: (args, world = {}) =>
      run(args, { environment: { EVIDENCE_BUCKET: bucket, ORGANIZATION_ID: organisation }, ...world }),
    async handOver(given = {}) {
      count += 1;
      const record = aRecord({ dedupeKey: `invocation-${count}`, ...given });
      const { evidence, retention } = record;
      const lock = { mode: 'GOVERNANCE' as const, until: new Date(retention.until) };
      if (evidence === null) throw new Error('a hand-over has evidence here');
      const { version } = await store.keep(evidence.key, rawOf(given), evidence.sha256, lock, signal);
      const kept = { ...record, evidence: { ...evidence, version }, ...given.change };
      const key = recordKey(organisation, new Date(record.firstSeen), record.deliveryId);
      await store.createRecord(key, JSON.stringify(kept), lock, signal);
      return kept;
    },
  };
}

const rawOf = ({ raw = 'Message-ID: <a@partner.example>\r\n\r\nHello\r\n' }: HandOver): Buffer => Buffer.from(raw);

export function aRecord(given: HandOver & { readonly dedupeKey: string }): DeliveryRecord {
  const {
    at = '2026-11-20T10:00:00.000Z',
    from = 'alice@partner.example',
    to = ['carol@corp.example'],
    dedupeKey,
  } = given;
  const raw = rawOf(given);
  const sha256 = createHash('sha256').update(raw).digest('hex');
  const answer = { recipients: [], rest: { disposition: 'DEFAULT' as const }, downgrades: [] };
  return {
    schema: 'record/v1',
    source: 'workmail',
    direction: 'INBOUND',
    dedupeKey,
    flowMessageId: `flow-${dedupeKey}`,
    organisation,
    envelope: { reversePath: from, recipients: to, complete: true },
    retention: { mode: 'GOVERNANCE', until: (given.until ?? new Date(Date.now() + 3_600_000)).toISOString() },
    writeBack: 'none',
    answer,
    recordedAt: at,
    deliveryId: deliveryIdOf(organisation, 'workmail', dedupeKey),
    firstSeen: at,
    evidence: { key: evidenceKey(organisation, sha256), version: '', sha256, sizeBytes: raw.length },
    policy: { sha256: '0'.repeat(64), origin: 'current' },
    judged: 'judged',
    mode: 'enforce',
    findings: (given.reasons ?? []).map((reason) => ({
      filter: 'external-sender',
      reason,
      mode: 'enforce',
      disposition: 'DEFAULT',
      evidence: {},
    })),
    defects: [],
    partCount: 1,
    attachmentCount: 0,
    edits: [],
    preflight: [],
  };
}
