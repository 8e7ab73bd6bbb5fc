import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { beforeEach, describe, expect, it } from 'vitest';
import { EventLog } from '../../../local/flow/event-log.ts';
import type { FlowStep } from '../../../local/flow/flow-step.ts';
import type { Access } from '../../../local/iam/evaluate.ts';
import type { PageLimits } from '../../../local/logs/filter-log-events.ts';
import { startLogs } from '../../../local/logs/server.ts';
import { sourceLog } from '../../../shared/adapters/source-log.ts';
import { aFolder, afterTest, clientOptions, credentials, place, refusal, region } from '../local-setup.ts';

const logGroupName = '/aws/workmail/emailevents/corp';
const minute = (n: number): Date => new Date(Date.UTC(2026, 10, 20, 23, 30) + n * 60_000);

let log: EventLog;
let demanded: Access[];

beforeEach(async () => {
  log = await EventLog.open(await aFolder());
  demanded = [];
});

async function aClient({ pageLimits, allowed = true }: { pageLimits?: PageLimits; allowed?: boolean } = {}) {
  const server = await startLogs({
    region,
    credentials,
    accountId: place.accountId,
    logGroupName,
    events: log,
    ...(pageLimits && { pageLimits }),
    guard: {
      refusal(_caller, access) {
        demanded.push(access);
        return allowed ? undefined : 'not authorized';
      },
    },
  });
  const client = new CloudWatchLogsClient(clientOptions(server.url));
  afterTest(async () => {
    client.destroy();
    await server.close();
  });
  return client;
}

/** A message that is received, as the flow notes it. */
async function received(id: string, at: Date, subject = 'Hello'): Promise<void> {
  const step = {
    step: 'received',
    at: at.toISOString(),
    recipients: ['alice@corp.example'],
    from: 'ann@partner.example',
    subject,
    messageId: `<${id}@x>`,
  } as unknown as FlowStep;
  await log.note({ id, steps: [step] }, step);
}

async function idsOf(client: CloudWatchLogsClient, from: Date, to: Date): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { text } of sourceLog(client, logGroupName).events(from, to, AbortSignal.timeout(10_000)))
    ids.push((JSON.parse(text) as { readonly traceId: string }).traceId);
  return ids;
}

describe('the local CloudWatch Logs', () => {
  it('gives the event log by time, over midnight and page by page', async () => {
    const client = await aClient({ pageLimits: { events: 2, bytes: 10_000 } });
    for (const [n, at] of [10, 40, 20, 20, 20, 50, 29, 31].entries()) await received(`m${n}`, minute(at));
    expect(await idsOf(client, minute(10), minute(50))).toEqual(['m0', 'm2', 'm3', 'm4', 'm6', 'm7', 'm1']);
    expect(await idsOf(client, minute(50.001), minute(60))).toEqual([]);
    const [access] = demanded;
    expect(access).toEqual({
      action: 'logs:FilterLogEvents',
      resource: `arn:aws:logs:${region}:${place.accountId}:log-group:${logGroupName}:log-stream:`,
    });
  });

  it('ends a page at its size, and goes on where it ended though more was written', async () => {
    const client = await aClient({ pageLimits: { events: 100, bytes: 1_000 } });
    for (const n of [1, 2, 3, 4]) await received(`m${n}`, minute(n), `Line\u2028${'x'.repeat(300)}`);
    const ask = (more: Partial<FilterLogEventsCommandInput>) =>
      client.send(new FilterLogEventsCommand({ logGroupName, startTime: minute(2).getTime(), ...more }));
    const first = await ask({});
    expect(first.events?.map(({ timestamp }) => timestamp)).toEqual([minute(2).getTime()]);
    await received('early', minute(0));
    await received('m5', minute(5));
    const { nextToken } = first;
    const second = await ask({ nextToken, limit: 1 });
    expect(second.events?.[0]).toMatchObject({
      timestamp: minute(3).getTime(),
      message: expect.stringContaining('m3'),
    });
    expect((await ask({ nextToken: second.nextToken })).events).toHaveLength(2);
  });

  it('takes the group by its ARN', async () => {
    const client = await aClient();
    await received('m', minute(1));
    const logGroupIdentifier = `arn:aws:logs:${region}:${place.accountId}:log-group:${logGroupName}`;
    expect((await client.send(new FilterLogEventsCommand({ logGroupIdentifier }))).events).toHaveLength(1);
  });

  it.each<{ what: string; input: FilterLogEventsCommandInput; name: string }>([
    { what: 'another group', input: { logGroupName: '/other' }, name: 'ResourceNotFoundException' },
    { what: 'no group', input: {}, name: 'InvalidParameterException' },
    {
      what: 'a group named twice',
      input: { logGroupName, logGroupIdentifier: logGroupName },
      name: 'InvalidParameterException',
    },
    { what: 'a token of nobody', input: { logGroupName, nextToken: 'x' }, name: 'InvalidParameterException' },
    {
      what: 'a pattern, which is not served',
      input: { logGroupName, filterPattern: 'x' },
      name: 'InvalidParameterException',
    },
  ])('refuses $what', async ({ input, name }) => {
    const client = await aClient();
    expect(await refusal(client.send(new FilterLogEventsCommand(input)))).toMatchObject({ name, status: 400 });
  });

  it('refuses whom the policy does not let, and any other call by its name', async () => {
    const client = await aClient({ allowed: false });
    expect(await refusal(client.send(new FilterLogEventsCommand({ logGroupName })))).toMatchObject({
      name: 'AccessDeniedException',
      status: 400,
    });
    expect(await refusal(client.send(new DescribeLogGroupsCommand({})))).toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('DescribeLogGroups'),
    });
  });
});
