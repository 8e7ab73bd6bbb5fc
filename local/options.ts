/** The command line of `npm start`. */

import { parseArgs } from 'node:util';
import { type ForeignSettings, foreignOptions, foreignUsage, readForeign } from './foreign/settings.ts';
import type { Ports } from './organisation-options.ts';

export interface StartOptions {
  readonly stateDir: string;
  readonly fresh: boolean;
  readonly ports: Ports;
  readonly samples: boolean;
  /** Ends after the samples. */
  readonly once: boolean;
  /** Describes the organisation; without it, that of `local/policy.yml`. */
  readonly orgFile?: string;
  /** To be planted before the first message; not yet checked. */
  readonly faults: readonly string[];
  /** A file with more of them, one a line. */
  readonly faultsFile?: string;
  /** A Lambda to run in place of ours. */
  readonly foreign?: ForeignSettings;
  readonly help: boolean;
}

export const defaultPort = 2525;

export const usage = `npm start -- [options]

  --fresh       begin with an empty state folder
  --port N      SMTP on port N, S3, Message Flow, SES, the page, submission and the event log on the six after it
                (${defaultPort} unless told; 0 takes free ports)
  --state DIR   keep all state in DIR (.mailweir unless told)
  --no-samples  send no sample messages
  --once        stop after the samples
  --org FILE    the organisation that FILE describes: mailboxes, groups, rules,
                clock, limits (docs/local.md)
  --fault TEXT  plant a fault; may be repeated. For instance:
                  --fault 'error-503 s3.PutObject times=3'
                  --fault 'throttle rate=0.1 seed=7'
                  --fault crash-after
  --faults FILE plant the faults of FILE, one a line; # begins a comment
  --help        this text
${foreignUsage}`;

/** Throws an error that names the wrong argument and shows the usage. */
export function readOptions(args: readonly string[]): StartOptions {
  const { values } = parsed(args);
  const foreign = readForeign(values);
  return {
    stateDir: values.state,
    fresh: values.fresh,
    ports: portsFrom(values.port),
    samples: !values['no-samples'],
    once: values.once,
    ...(values.org !== undefined && { orgFile: values.org }),
    faults: values.fault,
    ...(values.faults !== undefined && { faultsFile: values.faults }),
    ...(foreign && { foreign }),
    help: values.help,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        fresh: { type: 'boolean', default: false },
        port: { type: 'string', default: String(defaultPort) },
        state: { type: 'string', default: '.mailweir' },
        'no-samples': { type: 'boolean', default: false },
        once: { type: 'boolean', default: false },
        org: { type: 'string' },
        fault: { type: 'string', multiple: true, default: [] },
        faults: { type: 'string' },
        ...foreignOptions,
        help: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new Error(`${cause.message}\n\n${usage}`, { cause });
  }
}

function portsFrom(text: string): Ports {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  const last = 65_535 - 6;
  if (!(port <= last)) throw new Error(`--port is ${JSON.stringify(text)}; it must be a number from 0 to ${last}.`);
  if (port === 0) return { smtp: 0, s3: 0, messageFlow: 0, ses: 0, page: 0, submission: 0, logs: 0 };
  const [smtp, s3, messageFlow, ses] = [port, port + 1, port + 2, port + 3];
  return { smtp, s3, messageFlow, ses, page: port + 4, submission: port + 5, logs: port + 6 };
}
