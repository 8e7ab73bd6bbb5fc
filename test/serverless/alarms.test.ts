/** An alarm on a metric that nobody writes never rings: names and dimensions are held against what is written. */

import { readdir, readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { totalOf } from '../../shared/archive/reconcile.ts';
import type { DeliveryRecord } from '../../shared/archive/record.ts';
import type { ReconciledHour } from '../../shared/completeness/hour-record.ts';
import { PermanentError, TransientError } from '../../shared/errors.ts';
import { followLog } from '../../shared/follow-log.ts';
import { mailLog } from '../../shared/mail-log.ts';
import { reconcileLog } from '../../shared/reconcile-log.ts';
import { decodeEvent } from '../../shared/sources/workmail.ts';

// Makes Powertools write by the console that is watched here.
process.env['POWERTOOLS_DEV'] = 'true';
process.env['POWERTOOLS_METRICS_DISABLED'] = 'false';

interface EmbeddedMetrics {
  readonly _aws?: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

interface Alarm {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

interface Resource {
  readonly Type: string;
  readonly Properties: Alarm & { readonly DashboardBody: string };
}

/** Those that have a log of their own. */
const followers = ['retain', 'auto-reply', 'journal', 'learn', 'relation'] as const;

/** `metric{dimension=value,…}` of everything mail-log writes; values that vary are left open. */
const written = new Set<string>();
const alarms: Alarm[] = [];
let dashboard: string;

beforeAll(async () => {
  vi.spyOn(console, 'info').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
  vi.spyOn(console, 'log').mockImplementation((line: unknown) => note(JSON.parse(String(line)) as EmbeddedMetrics));
  writeEveryMetric();
  vi.restoreAllMocks();

  const folder = new URL('../../serverless/', import.meta.url);
  for (const file of await readdir(folder)) {
    const source = await readFile(new URL(file, folder), 'utf8');
    // Two stages in one account must not ring each other's alarms: the function's name for itself holds its stage.
    const text = source.replaceAll(/\$\{sls:stage\}/g, 'prod');
    const { Resources } = parse(text, { merge: true, logLevel: 'error' }) as { Resources: Record<string, Resource> };
    for (const { Type, Properties } of Object.values(Resources)) {
      if (Type === 'AWS::CloudWatch::Alarm' && Properties.Namespace === 'mailweir') alarms.push(Properties);
      if (Type === 'AWS::CloudWatch::Dashboard') dashboard = Properties.DashboardBody;
    }
  }
});

function note(line: EmbeddedMetrics): void {
  for (const { Namespace, Dimensions, Metrics } of line._aws?.CloudWatchMetrics ?? []) {
    for (const [names, { Name }] of Dimensions.flatMap((set) => Metrics.map((metric) => [set, metric] as const))) {
      const values = names.map((name) => `${name}=${name === 'service' ? String(line[name]) : '*'}`);
      written.add(`${Namespace}/${Name}{${values.join()}}`);
    }
  }
}

/** One message for every metric there is; names as in the pipeline's outcomes. */
function writeEveryMetric(): void {
  const log = mailLog('inbound-prod');
  const transaction = decodeEvent({
    messageId: 'flow-1',
    invocationId: 'invocation-1',
    flowDirection: 'INBOUND',
    envelope: { mailFrom: { address: 'a@partner.example' }, recipients: [{ address: 'b@corp.example' }] },
  });
  const record: DeliveryRecord = {
    schema: 'record/v1',
    deliveryId: 'd'.repeat(64),
    firstSeen: '2026-11-23T09:00:00.000Z',
    recordedAt: '2026-11-23T09:00:01.000Z',
    evidence: null,
    policy: { sha256: 'b'.repeat(64), origin: 'previous' },
    model: { sha256: null, origin: 'damaged' },
    relation: { state: 'unknown', why: 'late', address: null, domain: null, historyDays: null },
    judged: 'unjudged',
    why: 'deadline',
    mode: 'enforce',
    findings: [
      { filter: 'authentication', reason: 'dmarc-fail', mode: 'enforce', disposition: 'MOVE_TO_JUNK', evidence: {} },
    ],
    defects: [],
    partCount: 1,
    attachmentCount: 0,
    edits: [],
    preflight: [],
    source: 'workmail',
    direction: 'INBOUND',
    dedupeKey: 'invocation-1',
    flowMessageId: 'flow-1',
    organisation: 'm-1',
    envelope: transaction.envelope,
    retention: { mode: 'GOVERNANCE', until: '2026-12-23T09:00:00.000Z' },
    writeBack: { refused: 'frozen' },
    answer: { recipients: [], rest: { disposition: 'MOVE_TO_JUNK' }, downgrades: [] },
  };
  for (const variant of [record, { ...record, judged: 'content-gone', writeBack: 'uncertain' } as const]) {
    log.begin('request-1');
    log.received(transaction);
    log.decided({ answer: variant.answer, record: variant, attempt: 'first' }, 250);
    log.publish();
  }
  log.failed(new TransientError('slow-down', 'later'), null);
  log.failed(new PermanentError('access-denied', 'no'), { disposition: 'DEFAULT' });
  log.publish();
  for (const follower of followers) {
    const follows = followLog(`${follower}-prod`);
    follows.begin('request-1');
    follows.followed(record.deliveryId, { outcome: 'report-loop', detail: {} });
    follows.failed(new TransientError('policy-not-current', 'later'), record.deliveryId);
    for (const fate of ['delivered', 'bounced', 'pointer', 'alternate', 'lost', 'unknown'] as const)
      follows.reported(record.deliveryId, fate, '');
    follows.swept({ records: 2, late: 1, failed: 1, complete: false });
    follows.publish();
  }
  const reconciles = reconcileLog('reconcile-prod');
  reconciles.begin('request-1');
  reconciles.accounted(anAccount, 10);
  reconciles.canary({ alive: [], missing: [], sent: '2026-11-24T05', unsent: null });
  reconciles.behind(0);
  reconciles.failed(new PermanentError('access-denied', 'no'));
  reconciles.publish();
}

const counts = { ...totalOf([]), archived: 1 };

const anAccount: ReconciledHour = {
  schema: 'reconciled-hour/v1',
  organisation: 'm-1',
  hour: '2026-11-23T09:00:00.000Z',
  accountedAt: '2026-11-23T15:00:00.000Z',
  revision: 1,
  counts,
  differences: [],
  differenceCount: 0,
  recordCount: 1,
  rules: ['ours'],
  unmarked: { retain: 0, reply: 0, journal: 0, learn: 0, relation: 0 },
  logIsSilent: false,
  events: 3,
  illegible: 0,
};

describe('the alarms of serverless/*.yml', () => {
  it('rings on metrics that are written, with exactly their dimensions', () => {
    const named = alarms.map(({ Namespace, MetricName, Dimensions }) => {
      const dimensions = Dimensions.map(({ Name, Value }) => `${Name}=${Value}`);
      return `${Namespace}/${MetricName}{${dimensions.join()}}`;
    });
    expect(named).not.toEqual([]);
    expect(named.filter((name) => !written.has(name))).toEqual([]);
  });

  it('shows metrics that are written', () => {
    const { widgets } = JSON.parse(dashboard) as { widgets: { properties: { metrics?: (string | object)[][] } }[] };
    const rows = widgets.flatMap(({ properties }) => properties.metrics ?? []);
    // A row is namespace, name, dimensions; AWS's own metrics begin with a capital.
    const names = rows.map(([, name]) => name).filter((name) => typeof name === 'string');
    const ours = names.filter((name) => /^[a-z]/.test(name));
    const known = new Set([...written].map((metric) => metric.replace(/^mailweir\/|\{.*/g, '')));
    expect(ours).not.toEqual([]);
    expect(ours.filter((name) => !known.has(name))).toEqual([]);
  });

  it('searches the answers by the dimensions they have', () => {
    const [, search = ''] = /\{mailweir,([^}]*)\}/.exec(dashboard) ?? [];
    const answered = [...written].find((metric) => metric.startsWith('mailweir/answered{')) ?? '';
    const dimensions = answered.replaceAll(/^.*\{|\}$/g, '').replaceAll(/=[^,]*/g, '');
    expect(search.split(',').sort()).toEqual(dimensions.split(',').sort());
  });
});
