/**
 * A local CloudWatch Logs with its one call that programs of a mail flow make, FilterLogEvents, and one log group: the
 * organisation's event log.
 */

import { readWhole } from '../aws/body.ts';
import { AwsFault } from '../aws/fault.ts';
import { type Answer, json11, json11Type } from '../aws/protocol.ts';
import {
  type Operation,
  type RunningServer,
  type ServerOptions,
  type ServiceRequest,
  startServer,
} from '../aws/server.ts';
import type { EventLog } from '../flow/event-log.ts';
import { awsPageLimits, decodeFilterLogEvents, type PageLimits, pageOf } from './filter-log-events.ts';

export interface LogsOptions extends ServerOptions {
  readonly accountId: string;
  readonly logGroupName: string;
  readonly events: Pick<EventLog, 'read'>;
  /** Smaller than AWS's. */
  readonly pageLimits?: PageLimits;
}

const bodyLimitBytes = 1024 * 1024;
const target = 'Logs_20140328.FilterLogEvents';

export async function startLogs(options: LogsOptions): Promise<RunningServer> {
  const { region, accountId, logGroupName, events, pageLimits = awsPageLimits } = options;

  const filterLogEvents = async ({ body, demand }: ServiceRequest): Promise<Answer> => {
    const asked = decodeFilterLogEvents(await readWhole(body, bodyLimitBytes));
    // Service Authorization Reference: the resource is the log group; in IAM its ARN goes on after a colon.
    const resource = `arn:aws:logs:${region}:${accountId}:log-group:${asked.logGroupName}:log-stream:`;
    demand({ action: 'logs:FilterLogEvents', resource });
    if (asked.logGroupName !== logGroupName) {
      throw new AwsFault(400, 'ResourceNotFoundException', 'The specified log group does not exist.');
    }
    const lines = await events.read(asked.startTime, Math.min(asked.endTime + 1, latest));
    return {
      status: 200,
      headers: { 'content-type': json11Type },
      body: JSON.stringify(pageOf(lines, asked, pageLimits)),
    };
  };

  const route = (request: ServiceRequest): Operation => {
    if (request.method === 'POST' && request.rawPath === '/' && request.headers.get('x-amz-target') === target) {
      return { target: { operation: 'FilterLogEvents' }, perform: () => filterLogEvents(request) };
    }
    const asked = request.headers.get('x-amz-target') ?? `${request.method} ${request.rawPath}`;
    throw new AwsFault(400, 'UnknownOperationException', `${asked} is not implemented`);
  };

  return startServer({ name: 'logs', protocol: json11(bodyLimitBytes), route }, options);
}

/** The end of the year 9999: the name of a day has ten characters until then. */
const latest = Date.UTC(10_000, 0);
