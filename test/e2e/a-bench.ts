/** A local organisation under observation, and what lies in its buckets about one hand-over. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GetObjectCommand, GetObjectRetentionCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import type { Observer } from '../../local/aws/calls.ts';
import { deploymentOf } from '../../local/deployment/deployment.ts';
import { packagedTemplate } from '../../local/deployment/packaged-template.ts';
import type { FlowOutcome } from '../../local/flow/flow.ts';
import { templateValues } from '../../local/org.ts';
import { type LocalOrganisation, startOrganisation } from '../../local/organisation.ts';
import type { OrganisationOptions } from '../../local/organisation-options.ts';
import { deliveryIdOf, planKey } from '../../shared/archive/keys.ts';
import { decodeSplices, type Plan, parsePlan } from '../../shared/archive/plan.ts';
import { type DeliveryRecord, parseRecord } from '../../shared/archive/record.ts';
import { splice } from '../../shared/mail/apply-edits.ts';
import { build } from '../../tools/build.ts';
import { builtZip } from './builds.ts';
import { inboundAlone, place } from './permissions.ts';

export interface Bench {
  readonly organisation: LocalOrganisation;
  /** Sees every call of every server; a test sets what it needs. */
  readonly watch: { before?: Observer['before']; after?: Observer['after'] };
  readonly s3: S3Client;
  close(): Promise<void>;
}

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** The registry with the filter that harms itself in place of the real one. */
export const hostileFilters = { [path('../../shared/filters/index.ts')]: path('fixtures/hostile-filters.ts') };

/**
 * With the function of the rule alone: a fault for the n-th call of a kind is meant for it and not for a follower at work
 * beside, and where days go by no hour of them is swept and accounted for.
 */
export async function aBench(
  options: Partial<OrganisationOptions> = {},
  alias: Readonly<Record<string, string>> = {},
): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'mailweir-e2e-'));
  const zipFile = Object.keys(alias).length === 0 ? await builtZip() : await builtWith(alias, join(folder, 'dist'));
  const watch: Bench['watch'] = {};
  const organisation = await startOrganisation({
    stateDir: join(folder, 'state'),
    zipFile,
    deployment: deploymentOf(inboundAlone(await packagedTemplate(templateValues)), place),
    observer: { before: (call) => watch.before?.(call), after: (call) => watch.after?.(call) },
    // WorkMail's patience is not the matter here.
    backOffMs: () => 0,
    ...options,
  });
  const s3 = new S3Client(organisation.admin);
  return {
    organisation,
    watch,
    s3,
    async close() {
      s3.destroy();
      await organisation.close({ graceMs: 0 });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function builtWith(alias: Readonly<Record<string, string>>, outDir: string): Promise<string> {
  const [inbound] = await build({ outDir, alias });
  if (!inbound) throw new Error('the build made no function');
  return inbound.zipFile;
}

export interface Traces {
  readonly plans: readonly Plan[];
  readonly records: readonly DeliveryRecord[];
  /** Every version under the evidence's key. */
  readonly evidence: readonly { readonly bytes: Buffer; readonly retainUntil: Date | undefined }[];
  /** What should be delivered: the evidence with the plan's splices, where the record says they were made. */
  readonly expected: Buffer;
}

/** All that is in the buckets about this hand-over. */
export async function tracesOf({ organisation, s3 }: Bench, invocationId: string): Promise<Traces> {
  const { evidence: evidenceBucket, state } = organisation.deployment.buckets;
  const deliveryId = deliveryIdOf(organisation.id, 'workmail', invocationId);

  const plan = parsePlan((await read(s3, state.name, planKey(deliveryId))).toString());
  const plans = (await versionsOf(s3, state.name, `plan/v1/${deliveryId}/`)).filter(({ key }) =>
    key.endsWith('plan.json'),
  );
  const recordVersions = (await versionsOf(s3, evidenceBucket.name, 'record/')).filter(({ key }) =>
    key.includes(deliveryId),
  );
  const records = await Promise.all(
    recordVersions.map(async ({ key, version }) =>
      parseRecord((await read(s3, evidenceBucket.name, key, version)).toString()),
    ),
  );
  const evidenceVersions = plan.evidence ? await versionsOf(s3, evidenceBucket.name, plan.evidence.key) : [];
  const evidence = await Promise.all(
    evidenceVersions.map(async ({ key, version }) => {
      const { Retention } = await s3.send(
        new GetObjectRetentionCommand({ Bucket: evidenceBucket.name, Key: key, VersionId: version }),
      );
      return { bytes: await read(s3, evidenceBucket.name, key, version), retainUntil: Retention?.RetainUntilDate };
    }),
  );
  const original = evidence[0]?.bytes ?? Buffer.alloc(0);
  const wasChanged = records[0]?.writeBack === 'done';
  const expected = wasChanged ? Buffer.concat(splice(original, decodeSplices(plan.splices))) : original;
  return { plans: plans.map(() => plan), records, evidence, expected };
}

async function read(s3: S3Client, bucket: string, key: string, version?: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: version }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

interface ObjectVersion {
  readonly key: string;
  readonly version: string | undefined;
}

async function versionsOf(s3: S3Client, bucket: string, prefix: string): Promise<readonly ObjectVersion[]> {
  const found: ObjectVersion[] = [];
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...from }));
    found.push(...(page.Versions ?? []).map(({ Key = '', VersionId }) => ({ key: Key, version: VersionId })));
    if (!page.IsTruncated) return found;
    from = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}

/** The octets that were delivered to the one mailbox of this outcome, as they lie on the disk. */
export async function deliveredBytes({ steps }: FlowOutcome): Promise<Buffer> {
  const deliveries = steps.filter((step) => step.step === 'delivered');
  if (deliveries.length !== 1) throw new Error(`delivered ${deliveries.length} times`);
  return readFile(deliveries[0]?.file ?? '');
}

let serial = 0;

/** An ordinary message from outside; each is another one. */
export function aMail(more: { headers?: readonly string[]; body?: string; subject?: string } = {}): string {
  serial += 1;
  return [
    'From: Paula <paula@partner.example>',
    'To: alice@corp.example',
    'Date: Mon, 23 Nov 2026 09:00:00 +0000',
    `Message-ID: <${serial}.${process.pid}@partner.example>`,
    `Subject: ${more.subject ?? `Figures ${serial}`}`,
    'MIME-Version: 1.0',
    ...(more.headers ?? ['Content-Type: text/plain; charset=utf-8']),
    '',
    more.body ?? `Here they are, number ${serial}.`,
    '',
  ].join('\r\n');
}
