import { beforeEach, describe, expect, it } from 'vitest';
import { canaryKey } from '../../shared/archive/keys.ts';
import { watchCanary } from '../../shared/completeness/canary.ts';
import { noMacKeys } from '../../shared/mail/own-field.ts';
import { ASource, hourMs, organisation } from './a-source.ts';

const address = 'canary@corp.example';
let source: ASource;
beforeEach(() => {
  source = new ASource();
});

const watch = () => watchCanary(source.ports, organisation, address, new AbortController().signal);
const later = (ms: number) => {
  source.now = new Date(source.now.getTime() + ms);
};
/** The last one arrives. */
const arrive = (): string => source.archive(source.sent.at(-1)?.raw ?? Buffer.alloc(0), [address]);
const minuteMs = 60_000;

describe('the canary', () => {
  it('is sent every hour, from the mailbox to itself, and is alive when it left its record', async () => {
    expect(await watch()).toEqual({ alive: [], missing: [], sent: '2026-11-24T12', unsent: null });
    expect(source.sent).toMatchObject([{ from: address, to: [address] }]);
    later(20_000);
    source.archive(Buffer.from('Subject: other mail\r\n\r\nHello'), [address]);
    source.archive(source.sent[0]?.raw ?? Buffer.alloc(0), ['bob@corp.example']);
    const recordKey = arrive();
    later(hourMs);
    const alive = [{ id: '2026-11-24T12', recordKey, afterMs: 20_000 }];
    expect(await watch()).toEqual({ alive, missing: [], sent: '2026-11-24T13', unsent: null });
    expect(JSON.parse(source.state.get(canaryKey) ?? '')).toMatchObject({
      waiting: [{ id: '2026-11-24T13', state: 'sent' }],
      last: alive[0],
    });
  });

  it('is missing until its record comes, which another mail does not stand for', async () => {
    await watch();
    later(29 * minuteMs);
    expect(await watch()).toMatchObject({ missing: [], sent: null });
    later(31 * minuteMs);
    source.archive(Buffer.from(String(source.sent[0]?.raw).replaceAll('T12', 'T13')), [address]);
    expect(await watch()).toMatchObject({ alive: [], missing: ['2026-11-24T12'], sent: '2026-11-24T13' });
    later(10 * minuteMs);
    source.archive(source.sent[0]?.raw ?? Buffer.alloc(0), [address]);
    arrive();
    later(50 * minuteMs);
    const { alive, missing } = await watch();
    expect({ alive: alive.map(({ id }) => id), missing }).toEqual({
      alive: ['2026-11-24T12', '2026-11-24T13'],
      missing: [],
    });
  });

  it('is not looked for for ever', async () => {
    await watch();
    later(6 * hourMs);
    expect((await watch()).missing).toEqual(['2026-11-24T12']);
    later(hourMs);
    expect((await watch()).missing).toEqual(['2026-11-24T18']);
  });

  it('is sent once in an hour, by two runs at once', async () => {
    await Promise.all([watch(), watch(), watch()]);
    expect(source.sent).toHaveLength(1);
  });

  it('is not missed where SES has not taken it, and that is said', async () => {
    source.sending = { outcome: 'refused', code: 'message-rejected', because: 'content' };
    expect(await watch()).toMatchObject({ sent: null, unsent: 'message-rejected' });
    later(hourMs);
    expect(await watch()).toMatchObject({ missing: [], unsent: 'message-rejected' });
  });

  it('is looked for where nobody knows whether SES has it', async () => {
    source.sending = { outcome: 'uncertain', code: 'timeout' };
    expect(await watch()).toMatchObject({ sent: '2026-11-24T12', unsent: 'timeout' });
    arrive();
    later(hourMs);
    expect(await watch()).toMatchObject({ alive: [{ id: '2026-11-24T12' }], missing: [] });
  });

  it('cannot be sent without a key', async () => {
    source.keys = noMacKeys;
    expect(await watch()).toMatchObject({ sent: null, unsent: 'no-mac-key' });
    expect(source.sent).toEqual([]);
  });
});
