/**
 * What is allowed is needed, and what is denied is refused: each statement of the packaged template, and each action in
 * it, is taken away, and the scenario that needs it fails by the refusal that names it.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectRetentionCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { deploymentOf } from '../../local/deployment/deployment.ts';
import { packagedTemplate } from '../../local/deployment/packaged-template.ts';
import { eventLogGroup, organisationId, region } from '../../local/org.ts';
import type { LocalOrganisation } from '../../local/organisation.ts';
import type { OrganisationOptions } from '../../local/organisation-options.ts';
import { compose, samples } from '../../local/samples.ts';
import { settledAt } from '../../shared/archive/hour.ts';
import { recordKey } from '../../shared/archive/keys.ts';
import type { Policy } from '../../shared/policy.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
import { builtZip } from './builds.ts';
import { place, statementsOf, type TemplateStatement, telling, without } from './permissions.ts';
import { anOrganisation } from './whole-organisation.ts';

const params = {
  organizationId: organisationId,
  sendingDomain: 'corp.example',
  eventLogGroup,
  canaryAddress: 'alice@corp.example',
};
const template = await packagedTemplate({ stage: 'local', region, params });
/** Its evidence is encrypted with a key of our own; COMPLIANCE is forbidden on the stage `test`. */
const withKey = await packagedTemplate({ stage: 'test', region, params: { ...params, customerKey: 'yes' } });

let zipFile: string;
beforeAll(async () => {
  zipFile = await builtZip();
});

interface Run {
  organisation: LocalOrganisation;
  s3: S3Client;
}

type Follower = 'Retain' | 'AutoReply' | 'Journal' | 'Learn' | 'Relation';

/** Throws where it does not come to its good end. */
interface Scenario {
  readonly policy?: Policy;
  /** Who is told of records; nobody where absent: each follower is a function that starts, and most scenarios are about one. */
  readonly follower?: Follower;
  /** What the organisation does at the calls of the function. */
  readonly after?: (run: Run, call: { readonly operation: string; readonly key?: string | undefined }) => Promise<void>;
  readonly run: (run: Run) => Promise<void>;
}

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
const inDays = (days: number): Date => new Date(Date.now() + days * dayMs);

/** A message from outside is changed, kept and delivered, under the policy in force. */
async function changedAndKept({ organisation }: Run): Promise<void> {
  const sample = samples.find(({ title }) => title === 'Partner');
  if (!sample) throw new Error('there is no sample Partner');
  const outcome = await organisation.send(await compose(sample));
  const [mail] = await organisation.mailboxes.list('alice@corp.example', 'inbox');
  expect(String(await mail?.read())).toContain('[EXTERNAL]');
  expect(await organisation.recordOf(outcome)).toMatchObject({
    policy: { origin: 'current' },
    judged: 'judged',
    writeBack: 'done',
  });
}

/** Does something at the first call that fits, and ends the function then. */
function endedAt(
  operation: string,
  keyPrefix: string,
  first: (run: Run, key: string) => Promise<void> = async () => undefined,
): Scenario {
  const seen = new WeakSet<LocalOrganisation>();
  return {
    run: changedAndKept,
    async after(run, call) {
      const { operation: made, key = '' } = call;
      if (made !== operation || !key.startsWith(keyPrefix) || seen.has(run.organisation)) return;
      seen.add(run.organisation);
      await first(run, key);
      await run.organisation.lambda.kill();
    },
  };
}

/** Waits no longer than for the first refusal: what follows from one only comes again. */
async function comesTrue({ authoriser }: LocalOrganisation, condition: () => Promise<boolean>): Promise<void> {
  for (const giveUpAt = performance.now() + 60_000; !(await condition()); ) {
    const [refusal] = authoriser.refusals();
    if (refusal !== undefined) throw new Error(`${refusal.action} is refused`);
    if (performance.now() > giveUpAt) throw new Error('it does not come true');
    await sleep(50);
  }
}
const isEmpty = ({ messages }: { readonly messages: readonly unknown[] }): boolean => messages.length === 0;

const longKept = parsePolicy({
  version: 1,
  domains: ['corp.example'],
  retention: { floorDays: 30, classes: { standard: 100 } },
});

/** The locks of a message last as long as its class says, though somebody locked the original for longer before. */
const keptForItsClass: Scenario = {
  follower: 'Retain',
  ...(longKept.ok ? { policy: longKept.policy } : {}),
  async after({ organisation, s3 }, { operation, key = '' }) {
    if (operation !== 'PutObject' || !key.startsWith('raw/')) return;
    const Bucket = organisation.deployment.buckets.evidence.name;
    const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: inDays(400) } as const;
    await s3.send(new PutObjectRetentionCommand({ Bucket, Key: key, Retention, ChecksumAlgorithm: 'SHA256' }));
  },
  async run({ organisation, s3 }) {
    const [sample] = samples;
    if (!sample) throw new Error('there is no sample');
    const record = await organisation.recordOf(await organisation.send(await compose(sample)));
    if (!record) throw new Error('there is no record');
    const { evidence, state } = organisation.deployment.buckets;
    const Key = recordKey(record.organisation, new Date(record.firstSeen), record.deliveryId);
    const lock = () => s3.send(new HeadObjectCommand({ Bucket: evidence.name, Key }));
    const kept = async () => ((await lock()).ObjectLockRetainUntilDate?.getTime() ?? 0) > inDays(99).getTime();
    await comesTrue(organisation, kept);
    const marks = { Bucket: state.name, Prefix: 'mark/v1/retain/' };
    await comesTrue(organisation, async () => (await s3.send(new ListObjectsV2Command(marks))).KeyCount === 1);
    await comesTrue(organisation, async () => [...organisation.events.queues.values()].every(isEmpty));
  },
};

const answeringPolicy = parsePolicy({
  version: 1,
  domains: ['corp.example'],
  replies: {
    responders: [
      {
        id: 'receipt',
        mailboxes: ['*@corp.example'],
        kind: 'ack',
        senderAuth: 'off',
        defaultLanguage: 'en',
        texts: { en: { external: { text: 'It is here.' }, internal: { text: 'It is here.' } } },
      },
    ],
  },
});

const journallingPolicy = parsePolicy({
  version: 1,
  domains: ['corp.example'],
  journal: { from: 'journal@corp.example', rules: [{ id: 'all', to: 'journal@archive.example' }] },
});

/** One message goes by SES: an answer, or a report. */
const sending = (
  follower: Follower,
  policy: typeof answeringPolicy,
  marksOf: string,
  then: Scenario['run'] = async () => undefined,
): Scenario => ({
  follower,
  ...(policy.ok ? { policy: policy.policy } : {}),
  async run(run) {
    const { organisation, s3 } = run;
    const sample = samples.find(({ title }) => title === 'Partner');
    if (!sample) throw new Error('there is no sample Partner');
    await organisation.send(await compose(sample));
    await comesTrue(organisation, async () => organisation.ses.sent().length === 1);
    const marks = { Bucket: organisation.deployment.buckets.state.name, Prefix: `mark/v1/${marksOf}/` };
    await comesTrue(organisation, async () => (await s3.send(new ListObjectsV2Command(marks))).KeyCount === 1);
    await then(run);
    await comesTrue(organisation, async () => [...organisation.events.queues.values()].every(isEmpty));
  },
});
const answered = sending('AutoReply', answeringPolicy, 'reply');
/** SES tells that the report arrived. */
const journalledMail = sending('Journal', journallingPolicy, 'journal', async ({ organisation, s3 }) => {
  const { name: Bucket } = organisation.deployment.buckets.state;
  await comesTrue(organisation, async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'journal/v1/' }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: Contents[0]?.Key }));
    return (await Body?.transformToString())?.includes('"delivered"') === true;
  });
});

const learningPolicy = parsePolicy({
  version: 1,
  domains: ['corp.example', 'partner.example'],
  learning: { spam: ['alice@corp.example'] },
});

/** Two teach, one after the other: the second reads what the first has left. */
const learned: Scenario = {
  follower: 'Learn',
  ...(learningPolicy.ok ? { policy: learningPolicy.policy } : {}),
  async run({ organisation, s3 }) {
    const sample = samples.find(({ title }) => title === 'Partner');
    if (!sample) throw new Error('there is no sample Partner');
    for (const [at, subject] of ['You have won', 'Last warning'].entries()) {
      const content = `From: prizes@careless.example\r\nSubject: ${subject}\r\n\r\nSend your account.\r\n`;
      const attachments = [{ contentType: 'message/rfc822', filename: 'a.eml', content }];
      await organisation.send(await compose({ ...sample, content: { ...sample.content, attachments } }));
      const { name: Bucket } = organisation.deployment.buckets.state;
      const count = async (Prefix: string) => (await s3.send(new ListObjectsV2Command({ Bucket, Prefix }))).KeyCount;
      await comesTrue(organisation, async () => (await count('model/v1/features/')) === at + 1);
      await comesTrue(organisation, async () => (await count('mark/v1/learn/')) === at + 1);
    }
    await comesTrue(organisation, async () => [...organisation.events.queues.values()].every(isEmpty));
  },
};

/** Somebody is met, and known when he comes again. */
const met: Scenario = {
  follower: 'Relation',
  async run({ organisation, s3 }) {
    const sample = samples.find(({ title }) => title === 'Partner');
    if (!sample) throw new Error('there is no sample Partner');
    const { name: Bucket } = organisation.deployment.buckets.state;
    for (const state of ['unknown', 'asked']) {
      const record = await organisation.recordOf(await organisation.send(await compose(sample)));
      expect(record?.relation).toMatchObject({ state });
      const marks = { Bucket, Prefix: 'mark/v1/relation/' };
      const expected = state === 'unknown' ? 1 : 2;
      await comesTrue(organisation, async () => (await s3.send(new ListObjectsV2Command(marks))).KeyCount === expected);
      await comesTrue(organisation, async () => [...organisation.events.queues.values()].every(isEmpty));
      // What a warm function has read is held for a minute.
      await organisation.lambda.kill();
    }
  },
};

/** Nobody waits for the hour: it comes as EventBridge would bring it. */
const sweptBy = (ruleId: string): Scenario => ({
  async run({ organisation: { events, deployment } }) {
    const rule = events.schedules.find(({ spec }) => spec.name === ruleId)?.spec;
    if (!rule) throw new Error('there is no schedule');
    const [target] = rule.targets;
    await events.deliver({ service: 'events.amazonaws.com', sourceArn: rule.arn }, target?.arn ?? '', {
      text: target?.input ?? '',
    });
    expect([...deployment.functions.values()].map(({ arn }) => arn)).toContain(target?.arn);
  },
});

/** One message has its record, another one lost it: what for, only the acts of the archive could say. A canary is sent. */
const reconciled: Scenario = {
  async run({ organisation, s3 }) {
    const [sample] = samples;
    if (!sample) throw new Error('there is no sample');
    const { state, evidence } = organisation.deployment.buckets;
    await organisation.send(await compose(sample));
    const record = await organisation.recordOf(await organisation.send(await compose(sample)));
    if (!record) throw new Error('there is no record');
    await comesTrue(organisation, async () => [...organisation.events.queues.values()].every(isEmpty));
    const Key = recordKey(record.organisation, new Date(record.firstSeen), record.deliveryId);
    await s3.send(new DeleteObjectCommand({ Bucket: evidence.name, Key }));
    const { clock } = organisation;
    const settled = settledAt(new Date(Math.floor(clock.now().getTime() / hourMs) * hourMs), 240 * 60_000);
    clock.advance(Math.ceil(settled.getTime() - clock.now().getTime()) + 60_000);
    // Progress, the hour, and the canary, which is archived.
    const accounts = { Bucket: state.name, Prefix: 'reconcile/v1/' };
    await comesTrue(organisation, async () => (await s3.send(new ListObjectsV2Command(accounts))).KeyCount === 3);
    const isOurs = ({ caller }: { readonly caller: string }) => caller.endsWith('-reconcile');
    await comesTrue(organisation, async () => organisation.ses.sent().some(isOurs));
  },
};

const scenarios = {
  'a message is kept as long as its class says': keptForItsClass,
  'a message is answered': answered,
  'retain is asked to sweep': sweptBy('RetainSweepRule'),
  'auto-reply is asked to sweep': sweptBy('AutoReplySweepRule'),
  'a message is journalled': journalledMail,
  'journal is asked to sweep': sweptBy('JournalSweepRule'),
  'an hour is accounted for': reconciled,
  'reconcile is asked by its schedule': sweptBy('ReconcileRule'),
  'somebody teaches': learned,
  'learn is asked to sweep': sweptBy('LearnSweepRule'),
  'somebody is met twice': met,
  'relation is asked to sweep': sweptBy('RelationSweepRule'),
  'a message is changed and kept': { run: changedAndKept },
  'the function dies when the message is changed, and is asked again': endedAt('PutRawMessageContent', ''),
  'the function dies when the evidence is kept, which somebody locks for longer': endedAt(
    'PutObject',
    'raw/',
    async ({ organisation, s3 }, Key) => {
      const Bucket = organisation.deployment.buckets.evidence.name;
      const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: inDays(400) } as const;
      await s3.send(new PutObjectRetentionCommand({ Bucket, Key, Retention, ChecksumAlgorithm: 'SHA256' }));
    },
  ),
  'the bucket tells that a record was made': {
    async run({ organisation: { events, deployment } }) {
      const topic = deployment.topics.find(({ id }) => id === 'RecordTopic')?.arn ?? '';
      const s3 = { service: 's3.amazonaws.com', sourceArn: deployment.buckets.evidence.arn } as const;
      await events.deliver(s3, topic, { text: '{}' });
    },
  },
  // Nothing here raises an alarm: it comes as CloudWatch would bring it.
  'an alarm is told': {
    async run({ organisation: { events, deployment } }) {
      const topic = deployment.topics.find(({ id }) => id === 'AlarmTopic')?.arn ?? '';
      const alarm = topic.replace(':sns:', ':cloudwatch:').replace(/:([^:]*)-alarms$/, ':alarm:$1-inbound-fails');
      const cloudwatch = { service: 'cloudwatch.amazonaws.com', sourceArn: alarm } as const;
      await events.deliver(cloudwatch, topic, { text: '{"AlarmName":"inbound-fails"}' });
    },
  },
} satisfies Record<string, Scenario>;
type ScenarioName = keyof typeof scenarios;

const changed: ScenarioName = 'a message is changed and kept';
const changedAgain: ScenarioName = 'the function dies when the message is changed, and is asked again';
const keptAgain: ScenarioName = 'the function dies when the evidence is kept, which somebody locks for longer';

const journalled: ScenarioName = 'a message is journalled';
const metTwice: ScenarioName = 'somebody is met twice';
const taught: ScenarioName = 'somebody teaches';
const accounted: ScenarioName = 'an hour is accounted for';
const replied: ScenarioName = 'a message is answered';
const classed: ScenarioName = 'a message is kept as long as its class says';

/** Of a follower that sends mail: what its one scenario needs. */
function ofSender(
  name: string,
  { keeps, sends }: { readonly keeps: string; readonly sends: string },
  scenario: ScenarioName,
  swept: ScenarioName,
): Readonly<Record<string, Readonly<Record<string, ScenarioName>>>> {
  const all = (...actions: readonly string[]) => Object.fromEntries(actions.map((action) => [action, scenario]));
  const own = {
    LambdaRuns: all('sts:AssumeRole'),
    TakeFromQueue: all('sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'),
    ReadRecords: all('s3:GetObject', 's3:GetObjectRetention'),
    ReadOriginals: all('s3:GetObjectVersion', 's3:GetObjectRetention'),
    ReadPolicyAndKeys: all('s3:GetObject'),
    [keeps]: all('s3:PutObject', 's3:GetObject'),
    [sends]: all('ses:SendEmail'),
    ReadAndWriteMarks: all('s3:PutObject', 's3:GetObject'),
    ListRecordsAndMarks: all('s3:ListBucket'),
    UseArchiveKey: all('kms:GenerateDataKey', 'kms:Decrypt'),
  };
  return {
    ...Object.fromEntries(Object.entries(own).map(([statement, needed]) => [`${name}Role.${statement}`, needed])),
    [`${name}QueuePolicy.RecordTopicSends`]: all('sqs:SendMessage'),
    [`${name}CalledBySchedule`]: { 'lambda:InvokeFunction': swept },
  };
}

/** Which scenario needs each action of each statement. */
const needs: Readonly<Record<string, Readonly<Record<string, ScenarioName>>>> = {
  'InboundRole.LambdaRuns': { 'sts:AssumeRole': changed },
  'InboundRole.ReadAndReplaceMessages': {
    'workmailmessageflow:GetRawMessageContent': changed,
    'workmailmessageflow:PutRawMessageContent': changed,
  },
  'InboundRole.KeepEvidenceAndRecords': {
    's3:PutObject': changed,
    's3:PutObjectRetention': changed,
    's3:GetObject': changedAgain,
    's3:GetObjectVersion': changedAgain,
    's3:GetObjectRetention': keptAgain,
  },
  'InboundRole.HandOverRewrittenMessages': { 's3:PutObject': changed, 's3:GetObject': changedAgain },
  'InboundRole.ReadAndWritePlans': { 's3:PutObject': changed, 's3:GetObject': changed },
  'InboundRole.ReadPolicyAndKeys': { 's3:GetObject': changed },
  'InboundRole.TellMissingFromForbidden': { 's3:ListBucket': changed },
  'InboundRole.UseArchiveKey': { 'kms:GenerateDataKey': changed, 'kms:Decrypt': changed },
  'ArchiveKey.AccountGrantsByItsRoles': { 'kms:*': changed },
  'ExchangeBucketPolicy.WorkMailReads': { 's3:GetObjectVersion': changed },
  'RecordTopicPolicy.EvidenceBucketPublishes': { 'sns:Publish': 'the bucket tells that a record was made' },
  'AlarmTopicPolicy.AlarmsPublish': { 'sns:Publish': 'an alarm is told' },
  InboundCalledByWorkMail: { 'lambda:InvokeFunction': changed },
  'RetainRole.LambdaRuns': { 'sts:AssumeRole': classed },
  'RetainRole.TakeFromQueue': {
    'sqs:ReceiveMessage': classed,
    'sqs:DeleteMessage': classed,
    'sqs:GetQueueAttributes': classed,
  },
  'RetainRole.ReadRecords': { 's3:GetObject': classed },
  'RetainRole.LengthenLocks': {
    's3:GetObjectVersion': classed,
    's3:GetObjectRetention': classed,
    's3:PutObjectRetention': classed,
  },
  'RetainRole.ReadAndWriteMarks': { 's3:PutObject': classed, 's3:GetObject': classed },
  'RetainRole.ListRecordsAndMarks': { 's3:ListBucket': classed },
  'RetainRole.UseArchiveKey': { 'kms:GenerateDataKey': classed, 'kms:Decrypt': classed },
  'RetainQueuePolicy.RecordTopicSends': { 'sqs:SendMessage': classed },
  ...ofSender('AutoReply', { keeps: 'KeepLedger', sends: 'SendReplies' }, replied, 'auto-reply is asked to sweep'),
  ...ofSender('Journal', { keeps: 'KeepStates', sends: 'SendReports' }, journalled, 'journal is asked to sweep'),
  'JournalEventTopicPolicy.SesTells': { 'sns:Publish': journalled },
  'JournalEventQueuePolicy.EventTopicSends': { 'sqs:SendMessage': journalled },
  'LearnRole.LambdaRuns': { 'sts:AssumeRole': taught },
  'LearnRole.TakeFromQueue': {
    'sqs:ReceiveMessage': taught,
    'sqs:DeleteMessage': taught,
    'sqs:GetQueueAttributes': taught,
  },
  'LearnRole.ReadRecords': { 's3:GetObject': taught, 's3:GetObjectRetention': taught },
  'LearnRole.ReadOriginals': { 's3:GetObjectVersion': taught, 's3:GetObjectRetention': taught },
  'LearnRole.ReadPolicy': { 's3:GetObject': taught },
  'LearnRole.Teach': { 's3:PutObject': taught, 's3:GetObject': taught },
  'LearnRole.ReadAndWriteMarks': { 's3:PutObject': taught, 's3:GetObject': taught },
  'LearnRole.ListRecordsAndMarks': { 's3:ListBucket': taught },
  'LearnRole.UseArchiveKey': { 'kms:GenerateDataKey': taught, 'kms:Decrypt': taught },
  'LearnQueuePolicy.RecordTopicSends': { 'sqs:SendMessage': taught },
  'ReconcileRole.LambdaRuns': { 'sts:AssumeRole': accounted },
  'ReconcileRole.ReadEventLog': { 'logs:FilterLogEvents': accounted },
  'ReconcileRole.ReadRecords': { 's3:GetObject': accounted, 's3:GetObjectRetention': accounted },
  'ReconcileRole.LookAtOriginalsAndActs': { 's3:GetObjectVersion': accounted, 's3:GetObjectRetention': accounted },
  'ReconcileRole.ListVersions': { 's3:ListBucketVersions': accounted },
  'ReconcileRole.ReadAndWriteAccounts': { 's3:PutObject': accounted, 's3:GetObject': accounted },
  'ReconcileRole.ListArchiveAndMarks': { 's3:ListBucket': accounted },
  'ReconcileRole.ReadKeys': { 's3:GetObject': accounted },
  'ReconcileRole.SendCanary': { 'ses:SendEmail': accounted },
  'ReconcileRole.UseArchiveKey': { 'kms:GenerateDataKey': accounted, 'kms:Decrypt': accounted },
  ReconcileCalledBySchedule: { 'lambda:InvokeFunction': 'reconcile is asked by its schedule' },
  LearnCalledBySchedule: { 'lambda:InvokeFunction': 'learn is asked to sweep' },
  'InboundRole.ReadDealings': { 's3:GetObject': metTwice },
  'RelationRole.LambdaRuns': { 'sts:AssumeRole': metTwice },
  'RelationRole.TakeFromQueue': {
    'sqs:ReceiveMessage': metTwice,
    'sqs:DeleteMessage': metTwice,
    'sqs:GetQueueAttributes': metTwice,
  },
  'RelationRole.ReadRecords': { 's3:GetObject': metTwice, 's3:GetObjectRetention': metTwice },
  'RelationRole.ReadOriginals': { 's3:GetObjectVersion': metTwice, 's3:GetObjectRetention': metTwice },
  'RelationRole.ReadPolicyAndKey': { 's3:GetObject': metTwice },
  'RelationRole.KeepDealings': { 's3:PutObject': metTwice, 's3:GetObject': metTwice },
  'RelationRole.ReadAndWriteMarks': { 's3:PutObject': metTwice, 's3:GetObject': metTwice },
  'RelationRole.ListRecordsAndMarks': { 's3:ListBucket': metTwice },
  'RelationRole.UseArchiveKey': { 'kms:GenerateDataKey': metTwice, 'kms:Decrypt': metTwice },
  'RelationQueuePolicy.RecordTopicSends': { 'sqs:SendMessage': metTwice },
  RelationCalledBySchedule: { 'lambda:InvokeFunction': 'relation is asked to sweep' },
  RetainCalledBySchedule: { 'lambda:InvokeFunction': 'retain is asked to sweep' },
};

/** Allowed, and needed by nothing that runs here. */
const notProved: Readonly<Record<string, string>> = {
  'JournalRole.WriteLog logs:CreateLogStream': 'the lines of functions go to files here',
  'JournalRole.WriteLog logs:PutLogEvents': 'the lines of functions go to files here',
  'ReconcileRole.WriteLog logs:CreateLogStream': 'the lines of functions go to files here',
  'ReconcileRole.WriteLog logs:PutLogEvents': 'the lines of functions go to files here',
  'LearnRole.WriteLog logs:CreateLogStream': 'the lines of functions go to files here',
  'LearnRole.WriteLog logs:PutLogEvents': 'the lines of functions go to files here',
  'AutoReplyRole.WriteLog logs:CreateLogStream': 'the lines of functions go to files here',
  'AutoReplyRole.WriteLog logs:PutLogEvents': 'the lines of functions go to files here',
  'RetainRole.WriteLog logs:CreateLogStream': 'the lines of functions go to files here',
  'RetainRole.WriteLog logs:PutLogEvents': 'the lines of functions go to files here',
  'InboundRole.WriteLog logs:CreateLogStream': 'the lines of functions go to files here',
  'InboundRole.WriteLog logs:PutLogEvents': 'the lines of functions go to files here',
  'RelationRole.WriteLog logs:CreateLogStream': 'the lines of functions go to files here',
  'RelationRole.WriteLog logs:PutLogEvents': 'the lines of functions go to files here',
  'ExchangeBucketPolicy.WorkMailReads s3:GetObject': 'the WorkMail guide asks for it; we always name a version',
};

async function play(name: ScenarioName, json: unknown, options: Partial<OrganisationOptions> = {}): Promise<Played> {
  const scenario: Scenario = scenarios[name];
  const refused: string[] = [];
  let run: Run | undefined;
  try {
    const organisation = await anOrganisation({
      zipFile,
      deployment: deploymentOf(telling(json, scenario.follower), place),
      rule: { timeoutMs: 60_000 },
      ...(scenario.policy ? { policy: scenario.policy } : {}),
      // Three attempts, then the rule's fallback.
      backOffMs: (failures) => (failures > 2 ? dayMs : 0),
      onRefusal: ({ action }) => refused.push(action),
      observer: {
        async after(call) {
          if (call.principal !== 'admin' && run) await scenario.after?.(run, call);
        },
      },
      ...options,
    });
    run = { organisation, s3: new S3Client(organisation.admin) };
    await scenario.run(run);
    return { refused, fault: undefined };
  } catch (fault) {
    return { refused, fault };
  } finally {
    run?.s3.destroy();
    await run?.organisation.close({ graceMs: 0 });
  }
}

interface Played {
  readonly refused: readonly string[];
  readonly fault: unknown;
}

const allows = (json: unknown): readonly TemplateStatement[] =>
  statementsOf(json).filter(({ effect }) => effect === 'Allow');
/** It takes the customer's key to need what is about that key. */
const templateFor = (name: string): unknown => (name.includes('ArchiveKey') ? withKey : template);

describe('every Allow of the packaged template', () => {
  it('has a scenario that needs it, action by action, or a reason', () => {
    const packaged = allows(withKey).flatMap(({ name, actions }) => actions.map((action) => `${name} ${action}`));
    const proved = Object.entries(needs).flatMap(([name, actions]) =>
      Object.keys(actions).map((action) => `${name} ${action}`),
    );
    expect(packaged.toSorted()).toEqual([...proved, ...Object.keys(notProved)].toSorted());
  });

  it.each(Object.keys(scenarios) as ScenarioName[])('suffices: %s', async (name) => {
    expect(await play(name, template)).toEqual({ refused: [], fault: undefined });
  });

  it('suffices with a customer’s key', async () => {
    expect(await play(changed, withKey)).toEqual({ refused: [], fault: undefined });
  });

  const single = Object.entries(needs).flatMap(([statement, actions]) =>
    Object.entries(actions).map(([action, scenario]) => ({ statement, action, scenario })),
  );
  it.each(single)('is missed: $action of $statement, $scenario', async ({ statement, action, scenario }) => {
    const { fault, refused } = await play(scenario, without(templateFor(statement), statement, action));
    await expectMissed(fault, refused, [action]);
  });

  const whole = Object.entries(needs).flatMap(([statement, actions]) => {
    const [scenario] = Object.values(actions);
    return scenario && Object.keys(actions).length > 1 ? [{ statement, scenario, actions: Object.keys(actions) }] : [];
  });
  it.each(whole)('is missed: $statement, $scenario', async ({ statement, scenario, actions }) => {
    const { fault, refused } = await play(scenario, without(templateFor(statement), statement));
    await expectMissed(fault, refused, actions);
  });
});

/** What could not start says so by the error of the start; all else is in the list of refusals. */
async function expectMissed(fault: unknown, refused: readonly string[], actions: readonly string[]): Promise<void> {
  expect(fault).toBeInstanceOf(Error);
  const named = [
    ...refused,
    ...(fault instanceof Error && fault.message.includes('cannot start') ? [fault.message] : []),
  ];
  const wanted = actions.map((action) => action.replace('*', ''));
  expect(named.filter((text) => wanted.some((action) => text.includes(action)))).not.toEqual([]);
}

describe('every Deny of the packaged template', () => {
  const lock = (mode: string, days: number) => ({
    ...(mode && { ObjectLockMode: mode as 'GOVERNANCE' }),
    ...(days && { ObjectLockRetainUntilDate: inDays(days) }),
  });
  const put =
    (mode: string, days: number) =>
    async ({ organisation, s3 }: Run): Promise<void> => {
      const Bucket = organisation.deployment.buckets.evidence.name;
      const own = { Bucket, Key: 'raw/x', Body: 'x', ChecksumAlgorithm: 'SHA256' as const };
      await s3.send(new PutObjectCommand({ ...own, ...lock(mode, days) }));
    };

  /** What an administrator tries, who may do everything else. */
  const attempts: Readonly<Record<string, (run: Run) => Promise<void>>> = {
    'EvidenceBucketPolicy.NoPutWithoutLockMode': put('', 30),
    'EvidenceBucketPolicy.NoPutWithoutLockDate': put('GOVERNANCE', 0),
    'EvidenceBucketPolicy.LockModesOfThisStage': put('COMPLIANCE', 30),
    'EvidenceBucketPolicy.NoLockPastTheLongestClass': put('GOVERNANCE', 3653),
    async 'EvidenceBucketPolicy.BypassByOperatorOnly'({ organisation, s3 }) {
      const Bucket = organisation.deployment.buckets.evidence.name;
      const own = { Bucket, Key: 'raw/x', VersionId: 'x', BypassGovernanceRetention: true };
      await s3.send(new DeleteObjectCommand(own));
    },
    async 'ArchiveKey.DeletionByOperatorOnly'({ organisation: { authoriser, deployment } }) {
      const resource = deployment.buckets.evidence.encryptionKey ?? '';
      const message = authoriser.refusal('admin', { action: 'kms:ScheduleKeyDeletion', resource });
      if (message !== undefined) throw new Error(message);
    },
  };

  /** Where another statement catches the same attempt: no mode is none of the modes of this stage, either. */
  const alsoDeniedBy: Readonly<Record<string, string>> = {
    'EvidenceBucketPolicy.NoPutWithoutLockMode': 'EvidenceBucketPolicy.LockModesOfThisStage',
  };

  const denials = statementsOf(withKey).filter(({ effect, name }) => effect === 'Deny' && !name.endsWith('.TlsOnly'));

  it('has an attempt that it refuses, but for TlsOnly: what comes by loopback counts as TLS', () => {
    expect(denials.map(({ name }) => name).toSorted()).toEqual(Object.keys(attempts).toSorted());
  });

  it.each(Object.entries(attempts))('%s refuses', async (name, attempt) => {
    const deniedBy = async (json: unknown) => {
      const organisation = await anOrganisation({ zipFile, deployment: deploymentOf(json, place) });
      const s3 = new S3Client(organisation.admin);
      const outcome = await attempt({ organisation, s3 }).then(
        () => 'done',
        (fault: unknown) => String(fault),
      );
      s3.destroy();
      const denials = organisation.authoriser.refusals().map(({ deniedBy: by }) => `${by?.place}.${by?.sid}`);
      await organisation.close({ graceMs: 0 });
      return { outcome, denials };
    };
    const guarded = await deniedBy(withKey);
    expect(guarded.denials).toEqual([name]);
    expect(guarded.outcome).toContain('with an explicit deny in a resource-based policy');
    const { [name]: other } = alsoDeniedBy;
    expect((await deniedBy(without(withKey, name))).denials).toEqual(other === undefined ? [] : [other]);
  });
});
