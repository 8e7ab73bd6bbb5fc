/** WorkMail's event log in CloudWatch Logs (CloudWatch Logs API Reference, FilterLogEvents). */

import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { SourceLog } from '../ports.ts';
import { translated } from './fault.ts';

export function sourceLog(client: CloudWatchLogsClient, logGroupName: string): SourceLog {
  return {
    async *events(from, to, signal) {
      // Both ends belong to what FilterLogEvents searches.
      const range = { logGroupName, startTime: from.getTime(), endTime: to.getTime() - 1 };
      for (let nextToken: string | undefined; ; ) {
        const page = await translated('read event log', () =>
          client.send(new FilterLogEventsCommand({ ...range, nextToken }), { abortSignal: signal }),
        );
        for (const { message, timestamp } of page.events ?? []) {
          if (message !== undefined && timestamp !== undefined) yield { text: message, at: timestamp };
        }
        // A page may be empty and not the last: only the missing token says so.
        nextToken = page.nextToken;
        if (nextToken === undefined) return;
      }
    },
  };
}
