/**
 * The `Resolver` port over node:dns: one query at a time for each question, a time for each, and a memory.
 *
 * Answers are kept as long as they hold where the DNS says it (addresses), else for a fixed time. A failure is not kept.
 */

import { Resolver as NodeResolver } from 'node:dns/promises';
import type { Clock, DnsAnswer, DnsRecords, DnsType, Resolver } from '../ports.ts';

/** What we need of node's resolver. */
export type Channel = Pick<
  NodeResolver,
  'cancel' | 'resolve4' | 'resolve6' | 'resolveCname' | 'resolveMx' | 'resolvePtr' | 'resolveTxt'
>;

export interface DnsOptions {
  /** After so many milliseconds a query has failed. */
  readonly queryWithinMs?: number;
  /** How many answers are kept. */
  readonly mostKept?: number;
  /** Addresses, with a port where it is not 53; those of the machine unless told. */
  readonly servers?: readonly string[];
  readonly open?: () => Channel;
}

/** node:dns does not tell how long other records than addresses hold. */
const keptSeconds = 300;
const negativeSeconds = 60;
const longestSeconds = 3_600;
/** An answer that is larger, in characters, is not worth its memory. */
const largestKept = 4_096;

interface Kept {
  readonly answer: DnsAnswer<DnsType>;
  readonly until: number;
}

interface Asked {
  readonly answer: Promise<DnsAnswer<DnsType>>;
  readonly cancel: () => void;
  waiting: number;
}

export function dnsResolver(clock: Clock, options: DnsOptions = {}): Resolver {
  const { queryWithinMs = 1_000, mostKept = 2_000, servers, open = () => openChannel(servers) } = options;
  const kept = new Map<string, Kept>();
  const asked = new Map<string, Asked>();

  function remember(question: string, answer: DnsAnswer<DnsType>): void {
    const seconds = secondsOf(answer);
    if (seconds <= 0) return;
    kept.set(question, { answer, until: clock.now().getTime() + seconds * 1_000 });
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  }

  function recall(question: string): DnsAnswer<DnsType> | undefined {
    const found = kept.get(question);
    if (found && found.until > clock.now().getTime()) return found.answer;
    kept.delete(question);
    return undefined;
  }

  function ask(question: string, name: string, type: DnsType): Asked {
    const channel = open();
    const timer = setTimeout(() => channel.cancel(), queryWithinMs);
    const forget = () => {
      clearTimeout(timer);
      if (asked.get(question) === query) asked.delete(question);
    };
    const answer = answerOf(channel, name, type).then((answer) => {
      forget();
      remember(question, answer);
      return answer;
    });
    const cancel = () => {
      forget();
      channel.cancel();
    };
    const query: Asked = { answer, cancel, waiting: 0 };
    asked.set(question, query);
    return query;
  }

  return {
    async resolve<T extends DnsType>(name: string, type: T, signal: AbortSignal) {
      const question = `${type} ${name.toLowerCase()}`;
      const before = recall(question);
      // The question names the type, so the answer is of that type.
      if (before) return before as DnsAnswer<T>;
      if (signal.aborted) return aborted;
      const query = asked.get(question) ?? ask(question, name, type);
      query.waiting += 1;
      const answer = await orAborted(query.answer, signal);
      query.waiting -= 1;
      if (answer === aborted && query.waiting === 0) query.cancel();
      return answer as DnsAnswer<T>;
    },
  };
}

const aborted = { outcome: 'failed', code: 'aborted' } as const;

async function orAborted(
  answer: Promise<DnsAnswer<DnsType>>,
  signal: AbortSignal,
): Promise<DnsAnswer<DnsType> | typeof aborted> {
  const { promise, resolve } = Promise.withResolvers<typeof aborted>();
  const onAbort = () => resolve(aborted);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([answer, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** A channel for each question, since cancelling ends all that a channel was asked. It tries twice within the time of a query. */
function openChannel(servers: readonly string[] | undefined): Channel {
  const channel = new NodeResolver({ timeout: 450, tries: 2 });
  if (servers) channel.setServers(servers);
  return channel;
}

async function answerOf(channel: Channel, name: string, type: DnsType): Promise<DnsAnswer<DnsType>> {
  try {
    return found(await lookUps[type](channel, name));
  } catch (fault) {
    return notFound(fault);
  }
}

interface Looked {
  readonly records: readonly DnsRecords[DnsType][];
  readonly ttlSeconds?: number;
}

const lookUps: Readonly<Record<DnsType, (channel: Channel, name: string) => Promise<Looked>>> = {
  A: async (channel, name) => addresses(await channel.resolve4(name, { ttl: true })),
  AAAA: async (channel, name) => addresses(await channel.resolve6(name, { ttl: true })),
  CNAME: async (channel, name) => ({ records: await channel.resolveCname(name) }),
  MX: async (channel, name) => ({ records: await channel.resolveMx(name) }),
  PTR: async (channel, name) => ({ records: await channel.resolvePtr(name) }),
  TXT: async (channel, name) => ({ records: (await channel.resolveTxt(name)).map((strings) => strings.join('')) }),
};

function addresses(found: readonly { readonly address: string; readonly ttl: number }[]): Looked {
  return { records: found.map(({ address }) => address), ttlSeconds: Math.min(...found.map(({ ttl }) => ttl)) };
}

function found({ records, ttlSeconds }: Looked): DnsAnswer<DnsType> {
  if (records.length === 0) return { outcome: 'no-data' };
  return { outcome: 'found', records, ...(ttlSeconds === undefined ? {} : { ttlSeconds }) };
}

/** c-ares's words. `EBADNAME`: the name cannot be written in a query, so nobody has it. */
function notFound(fault: unknown): DnsAnswer<DnsType> {
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : 'unknown';
  if (code === 'ENOTFOUND' || code === 'EBADNAME') return { outcome: 'no-name' };
  return code === 'ENODATA' ? { outcome: 'no-data' } : { outcome: 'failed', code };
}

function secondsOf(answer: DnsAnswer<DnsType>): number {
  if (answer.outcome === 'failed') return 0;
  if (answer.outcome !== 'found') return negativeSeconds;
  if (JSON.stringify(answer.records).length > largestKept) return 0;
  return Math.min(answer.ttlSeconds ?? keptSeconds, longestSeconds);
}
