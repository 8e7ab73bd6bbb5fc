import { createSocket } from 'node:dgram';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Channel, dnsResolver } from '../../shared/adapters/resolver.ts';

const never = new AbortController().signal;

function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A channel that answers as it is told, or when it is told; `cancel` ends what is open, as node does. */
class FakeDns {
  readonly asked: string[] = [];
  cancelled = 0;
  answer: (question: string) => unknown = () => [];
  #open: ((fault: Error) => void)[] = [];

  readonly open = (): Channel => {
    const look = (type: string) => (name: string) => {
      this.asked.push(`${type} ${name}`);
      return new Promise<never>((resolve, reject) => {
        this.#open.push(reject);
        const answer = this.answer(`${type} ${name}`);
        if (answer instanceof Error) reject(answer);
        // The fake's answers are of the type that the question asks for.
        else if (answer !== 'later') resolve(answer as never);
      });
    };
    return {
      resolve4: look('A'),
      resolve6: look('AAAA'),
      resolveCname: look('CNAME'),
      resolveMx: look('MX'),
      resolvePtr: look('PTR'),
      resolveTxt: look('TXT'),
      cancel: () => {
        this.cancelled += 1;
        for (const reject of this.#open) reject(coded('ECANCELLED'));
        this.#open = [];
      },
    };
  };
}

function aWorld(options: { mostKept?: number; queryWithinMs?: number } = {}) {
  const dns = new FakeDns();
  const clock = { at: 0, now: () => new Date(clock.at * 1_000) };
  return { dns, clock, resolver: dnsResolver(clock, { open: dns.open, ...options }) };
}

describe('what the DNS says', () => {
  it.each([
    { type: 'A', answer: [{ address: '192.0.2.1', ttl: 60 }], records: ['192.0.2.1'] },
    { type: 'AAAA', answer: [{ address: '2001:db8::1', ttl: 60 }], records: ['2001:db8::1'] },
    { type: 'TXT', answer: [['v=spf1 ', '-all'], ['x']], records: ['v=spf1 -all', 'x'] },
    {
      type: 'MX',
      answer: [{ exchange: 'mx.example', priority: 10 }],
      records: [{ exchange: 'mx.example', priority: 10 }],
    },
    { type: 'PTR', answer: ['a.example'], records: ['a.example'] },
    { type: 'CNAME', answer: ['a.example'], records: ['a.example'] },
  ] as const)('$type', async ({ type, answer, records }) => {
    const { dns, resolver } = aWorld();
    dns.answer = () => answer;
    expect(await resolver.resolve('a.example', type, never)).toMatchObject({ outcome: 'found', records });
  });

  it.each([
    ['ENOTFOUND', { outcome: 'no-name' }],
    ['EBADNAME', { outcome: 'no-name' }],
    ['ENODATA', { outcome: 'no-data' }],
    ['ESERVFAIL', { outcome: 'failed', code: 'ESERVFAIL' }],
    ['ETIMEOUT', { outcome: 'failed', code: 'ETIMEOUT' }],
    ['EREFUSED', { outcome: 'failed', code: 'EREFUSED' }],
  ])('%s', async (code, answer) => {
    const { dns, resolver } = aWorld();
    dns.answer = () => coded(code);
    expect(await resolver.resolve('a.example', 'TXT', never)).toEqual(answer);
  });

  it('is no data where there is no record in it', async () => {
    expect(await aWorld().resolver.resolve('a.example', 'TXT', never)).toEqual({ outcome: 'no-data' });
  });
});

describe('the memory', () => {
  it.each([
    {
      type: 'A',
      answer: [
        { address: '192.0.2.1', ttl: 60 },
        { address: '192.0.2.2', ttl: 10 },
      ],
      keptSeconds: 10,
    },
    { type: 'A', answer: [{ address: '192.0.2.1', ttl: 1_000_000 }], keptSeconds: 3_600 },
    { type: 'A', answer: [{ address: '192.0.2.1', ttl: 0 }], keptSeconds: 0 },
    { type: 'TXT', answer: [['x']], keptSeconds: 300 },
    { type: 'TXT', answer: coded('ENOTFOUND'), keptSeconds: 60 },
    { type: 'TXT', answer: coded('ESERVFAIL'), keptSeconds: 0 },
    { type: 'TXT', answer: [['x'.repeat(5_000)]], keptSeconds: 0 },
  ] as const)('$type $answer: $keptSeconds s', async ({ type, answer, keptSeconds }) => {
    const { dns, clock, resolver } = aWorld();
    dns.answer = () => answer;
    const first = await resolver.resolve('a.example', type, never);
    if (keptSeconds > 0) {
      clock.at = keptSeconds - 1;
      expect(await resolver.resolve('A.example', type, never)).toEqual(first);
      expect(dns.asked).toHaveLength(1);
    }
    clock.at = keptSeconds;
    await resolver.resolve('a.example', type, never);
    expect(dns.asked).toHaveLength(2);
  });

  it('has an end', async () => {
    const { dns, resolver } = aWorld({ mostKept: 2 });
    dns.answer = () => [['x']];
    for (const name of ['a', 'b', 'c', 'c', 'b', 'a']) await resolver.resolve(`${name}.example`, 'TXT', never);
    expect(dns.asked.map((one) => one.slice(4, 5))).toEqual(['a', 'b', 'c', 'a']);
  });
});

describe('a query', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('is one for all who ask at once', async () => {
    const { dns, resolver } = aWorld();
    dns.answer = () => [['x']];
    const answers = await Promise.all([1, 2, 3].map(() => resolver.resolve('a.example', 'TXT', never)));
    expect(answers).toEqual(answers.map(() => ({ outcome: 'found', records: ['x'] })));
    expect(dns.asked).toEqual(['TXT a.example']);
  });

  it('is given up after its time', async () => {
    const { dns, resolver } = aWorld({ queryWithinMs: 500 });
    dns.answer = () => 'later';
    const answer = resolver.resolve('a.example', 'TXT', never);
    await vi.advanceTimersByTimeAsync(500);
    expect(await answer).toEqual({ outcome: 'failed', code: 'ECANCELLED' });
  });

  it('ends when nobody waits for it any more, and not before', async () => {
    const { dns, resolver } = aWorld();
    dns.answer = () => 'later';
    const [one, other] = [new AbortController(), new AbortController()];
    const answers = [one, other].map(({ signal }) => resolver.resolve('a.example', 'TXT', signal));
    one.abort();
    expect(await answers[0]).toEqual({ outcome: 'failed', code: 'aborted' });
    expect(dns.cancelled).toBe(0);
    other.abort();
    await answers[1];
    expect(dns.cancelled).toBe(1);
    // Who asks now asks anew.
    dns.answer = () => [['x']];
    expect(await resolver.resolve('a.example', 'TXT', never)).toMatchObject({ outcome: 'found' });
  });

  it('is not begun where there is no time', async () => {
    const { dns, resolver } = aWorld();
    expect(await resolver.resolve('a.example', 'TXT', AbortSignal.abort())).toMatchObject({ outcome: 'failed' });
    expect(dns.asked).toEqual([]);
  });
});

describe('node itself, over loopback', () => {
  const server = createSocket('udp4');
  beforeAll(() => new Promise<void>((ready) => void server.bind(0, '127.0.0.1', ready)));
  afterAll(() => void server.close());
  server.on('message', (query, { port, address }) => {
    const answer = answerTo(query);
    if (answer) server.send(answer, port, address);
  });

  it.each([
    { name: 'a.example', type: 'TXT', answer: { outcome: 'found', records: ['xy'] } },
    { name: 'a.example', type: 'A', answer: { outcome: 'found', records: ['192.0.2.1'], ttlSeconds: 7 } },
    { name: 'nobody.example', type: 'TXT', answer: { outcome: 'no-name' } },
    { name: 'empty.example', type: 'TXT', answer: { outcome: 'no-data' } },
    { name: 'broken.example', type: 'TXT', answer: { outcome: 'failed', code: 'ESERVFAIL' } },
    { name: 'mute.example', type: 'TXT', answer: { outcome: 'failed', code: 'ECANCELLED' } },
    { name: `${'a'.repeat(64)}.example`, type: 'TXT', answer: { outcome: 'no-name' } },
  ] as const)('$name $type: $answer.outcome', async ({ name, type, answer }) => {
    const resolver = dnsResolver({ now: () => new Date() }, { servers: [`127.0.0.1:${server.address().port}`] });
    expect(await resolver.resolve(name, type, never)).toEqual(answer);
  });
});

/** RFC 1035 §4: an answer to one question, by the first label of its name. */
function answerTo(query: Buffer): Buffer | null {
  const nameEnd = query.indexOf(0, 12);
  const label = query.toString('latin1', 13, 13 + query.readUInt8(12));
  const type = query.readUInt16BE(nameEnd + 1);
  if (label === 'mute') return null;
  const code = label === 'nobody' ? 3 : label === 'broken' ? 2 : 0;
  const data = type === 16 ? Buffer.from('\x01x\x01y', 'latin1') : Buffer.from([192, 0, 2, 1]);
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(1, 4);
  const found = code === 0 && label !== 'empty';
  header.writeUInt16BE(found ? 1 : 0, 6);
  const record = [Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 7, 0, data.length]), data];
  return Buffer.concat([header, query.subarray(12, nameEnd + 5), ...(found ? record : [])]);
}
