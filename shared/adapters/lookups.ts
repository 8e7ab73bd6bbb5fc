/**
 * The `Resolver` as one check of one message sees it: each question asked once, and only so many of them.
 *
 * Speaks as node:dns does, which is what mailauth knows: an answer, or an error with a code.
 */

import type { DnsAnswer, DnsType, Resolver } from '../ports.ts';

/** Raises errors with node's codes. TXT and addresses are strings, MX as node has them. */
export type Ask = (name: string, type: string) => Promise<string[]>;

export interface Lookups {
  readonly ask: Ask;
  /** True once a question had no answer for now: what follows from all of them together is in doubt. */
  readonly hasFailed: () => boolean;
}

export interface LookupLimits {
  readonly most: number;
  /** The code for a name that cannot be: SPF calls such a record an error, elsewhere nobody has it. */
  readonly badNameCode: 'EBADNAME' | 'ENOTFOUND';
}

const types: readonly DnsType[] = ['A', 'AAAA', 'CNAME', 'MX', 'PTR', 'TXT'];
/** Nobody publishes more, in records or characters, of what mail asks for: who does wants to keep us busy. */
const mostRecords = 200;
const mostCharacters = 32 * 1_024;

export function lookups(resolver: Resolver, { most, badNameCode }: LookupLimits, signal: AbortSignal): Lookups {
  const answers = new Map<string, Promise<DnsAnswer<DnsType>>>();
  let failed = false;

  async function answerTo(name: string, type: DnsType): Promise<DnsAnswer<DnsType>> {
    const question = `${type} ${name.toLowerCase()}`;
    const before = answers.get(question);
    if (before) return before;
    if (answers.size >= most) return { outcome: 'failed', code: 'ETOOMANY' };
    const answer = inTime(resolver.resolve(name, type, signal), signal);
    answers.set(question, answer);
    return answer;
  }

  return {
    hasFailed: () => failed,
    async ask(name, type) {
      const known = types.find((one) => one === type);
      if (known === undefined || !isPossible(name)) throw codedError(badNameCode);
      const answer = bounded(await answerTo(name.endsWith('.') ? name.slice(0, -1) : name, known));
      if (answer.outcome === 'found') {
        // mailauth sorts what it is given. MX records are no strings, and its types say so only here.
        return [...answer.records] as string[];
      }
      if (answer.outcome === 'no-name') throw codedError('ENOTFOUND');
      if (answer.outcome === 'no-data') throw codedError('ENODATA');
      failed = true;
      throw codedError('ETIMEOUT');
    },
  };
}

/** Also where the port neither answers nor heeds the signal, or raises against its word. */
async function inTime<T extends DnsType>(
  answer: Promise<DnsAnswer<T>>,
  signal: AbortSignal,
): Promise<DnsAnswer<DnsType>> {
  const { promise, resolve } = Promise.withResolvers<DnsAnswer<DnsType>>();
  const giveUp = () => resolve({ outcome: 'failed', code: 'aborted' });
  if (signal.aborted) giveUp();
  else signal.addEventListener('abort', giveUp, { once: true });
  const answered = answer.catch((): DnsAnswer<DnsType> => ({ outcome: 'failed', code: 'fault' }));
  try {
    return await Promise.race([promise, answered]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

function bounded(answer: DnsAnswer<DnsType>): DnsAnswer<DnsType> {
  if (answer.outcome !== 'found') return answer;
  const characters = answer.records.reduce(
    (sum, record) => sum + (typeof record === 'string' ? record : record.exchange).length,
    0,
  );
  if (answer.records.length <= mostRecords && characters <= mostCharacters) return answer;
  return { outcome: 'failed', code: 'ETOOLARGE' };
}

/** RFC 1035 §2.3.4, and no octet that a query would have to escape. */
function isPossible(name: string): boolean {
  const labels = (name.endsWith('.') ? name.slice(0, -1) : name).split('.');
  return name.length <= 254 && labels.every((label) => /^[!-[\]-~]{1,63}$/.test(label));
}

function codedError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
