/** The options of `mailweir check` by which it finds out who sent a message, in place of believing what stands on top of it. */

import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { authenticator } from '../../shared/adapters/authenticator.ts';
import { dnsResolver } from '../../shared/adapters/resolver.ts';
import type { Facts } from '../../shared/facts.ts';
import { gathering } from '../../shared/gather.ts';
import type { Connection, FlowDirection } from '../../shared/mail/envelope.ts';
import type { Policy } from '../../shared/policy.ts';
import type { Resolver } from '../../shared/ports.ts';
import type { Transaction } from '../../shared/sources/source.ts';
import { readZone } from '../dns-zone.ts';
import { CommandFault, systemCodeOf, systemProblem } from '../fault.ts';
import { printable } from '../printable.ts';
import { pathFrom, type Terminal } from '../terminal.ts';

export interface AuthenticateOptions {
  readonly authenticate: boolean;
  readonly 'client-ip': string | undefined;
  readonly helo: string | undefined;
  readonly 'dns-zone': string | undefined;
}

/** The facts about one message, asked as the pipeline asks for them. */
export type Ask = (transaction: Transaction, bytes: Buffer, policy: Policy) => Promise<Facts>;

/** Null where nobody is to be asked. `withinMs`: what is not known by then is not known. */
export async function askingGiven(
  options: AuthenticateOptions,
  direction: FlowDirection,
  withinMs: number,
  terminal: Terminal,
): Promise<Ask | null> {
  const unused = (['client-ip', 'helo', 'dns-zone'] as const).find((name) => options[name] !== undefined);
  if (!options.authenticate) {
    if (unused === undefined) return null;
    throw new CommandFault('usage', `--${unused} says how to find out who sent the message. Give --authenticate, too.`);
  }
  if (direction === 'OUTBOUND') {
    throw new CommandFault('usage', '--authenticate is for mail from outside; what goes out is from our own users.');
  }
  const connection = connectionGiven(options);
  const zone = options['dns-zone'];
  const clock = { now: () => new Date() };
  const resolver = zone === undefined ? dnsResolver(clock, { queryWithinMs: 3_000 }) : await zoneOf(zone, terminal);
  return askOf(resolver, connection, withinMs);
}

function askOf(resolver: Resolver, connection: Connection | null, withinMs: number): Ask {
  const clock = { now: () => new Date() };
  let failed: { readonly fault: unknown } | undefined;
  const gather = gathering({
    authenticator: authenticator({ resolver, clock, withinMs }),
    onFault: (_, fault) => {
      failed = { fault };
    },
  });
  return async ({ can, ...transaction }, bytes, policy) => {
    const asked: Transaction = {
      ...transaction,
      can: { ...can, verdicts: false },
      ...(connection ? { connection } : {}),
    };
    const facts = await gather(asked, bytes, policy, AbortSignal.timeout(withinMs * 2));
    // In the Lambda no mail waits for it; here it is what was asked for.
    if (failed) throw failed.fault;
    return facts;
  };
}

function connectionGiven({ 'client-ip': remoteAddress, helo }: AuthenticateOptions): Connection | null {
  if (remoteAddress === undefined) {
    if (helo === undefined) return null;
    throw new CommandFault('usage', '--helo says what the client called itself. Give its address, too: --client-ip.');
  }
  if (isIP(remoteAddress) === 0) {
    const given = printable(JSON.stringify(remoteAddress));
    throw new CommandFault('usage', `--client-ip is ${given}, which is no IP address. Give one such as 192.0.2.1.`);
  }
  return { remoteAddress, helo: helo ?? null };
}

async function zoneOf(path: string, terminal: Terminal): Promise<Resolver> {
  const reading = readZone(await textOf(path, terminal));
  if (reading.ok) return reading.resolver;
  throw new CommandFault('found', `${printable(path)}:${reading.line}: ${printable(reading.problem)}.`);
}

async function textOf(path: string, terminal: Terminal): Promise<string> {
  try {
    return await readFile(pathFrom(terminal, path), 'utf8');
  } catch (fault) {
    const code = systemCodeOf(fault);
    if (code === undefined) throw fault;
    throw new CommandFault('environment', `${printable(path)} ${systemProblem(code)}. Name a file with DNS records.`, {
      cause: fault,
    });
  }
}
