import {
  CloudWatchLogsClient,
  CloudWatchLogsServiceException,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { sourceLog } from '../../shared/adapters/source-log.ts';

const api = mockClient(CloudWatchLogsClient);
const log = sourceLog(new CloudWatchLogsClient({ region: 'us-east-1' }), '/aws/workmail/emailevents/corp');
const [from, to] = [new Date('2026-11-20T05:00:00.000Z'), new Date('2026-11-20T06:00:00.000Z')];

async function read(signal = new AbortController().signal): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const { text, at } of log.events(from, to, signal)) texts.push(`${at} ${text}`);
  return texts;
}

beforeEach(() => api.reset());

describe('the event log in CloudWatch Logs', () => {
  it('is read page by page, past empty ones, from the first moment to before the last', async () => {
    const pages = [
      { events: [{ timestamp: 1, message: 'a' }], nextToken: 'one' },
      { events: [], nextToken: 'two' },
      { nextToken: 'three' },
      { events: [{ timestamp: 2, message: 'b' }, { timestamp: 3 }, { message: 'without a time' }] },
    ];
    for (const [n, page] of pages.entries()) {
      const nextToken = pages[n - 1]?.nextToken;
      api
        .on(
          FilterLogEventsCommand,
          {
            logGroupName: '/aws/workmail/emailevents/corp',
            startTime: from.getTime(),
            endTime: to.getTime() - 1,
            nextToken,
          },
          true,
        )
        .resolves(page);
    }
    expect(await read()).toEqual(['1 a', '2 b']);
    expect(api.commandCalls(FilterLogEventsCommand)).toHaveLength(4);
  });

  it.each([
    { name: 'ResourceNotFoundException', status: 400, is: { name: 'PermanentError', code: 'resource-not-found' } },
    { name: 'AccessDeniedException', status: 400, is: { name: 'PermanentError', code: 'access-denied' } },
    { name: 'ThrottlingException', status: 400, is: { name: 'TransientError' } },
    { name: 'ServiceUnavailableException', status: 500, is: { name: 'TransientError' } },
  ])('$name is a $is.name', async ({ name, status: httpStatusCode, is }) => {
    const fault = new CloudWatchLogsServiceException({
      name,
      message: name,
      $fault: 'client',
      $metadata: { httpStatusCode },
    });
    api.on(FilterLogEventsCommand).rejects(fault);
    await expect(read()).rejects.toMatchObject(is);
  });
});
