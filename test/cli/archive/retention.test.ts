import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { anArchive, signal } from './an-archive.ts';

const dayMs = 24 * 3600 * 1000;
const inDays = (days: number): Date => new Date(Date.now() + days * dayMs);

describe('archive retention', () => {
  it('says what is locked and what is held, and counts', async () => {
    const archive = await anArchive();
    const locked = await archive.handOver({ raw: 'Subject: one\r\n\r\n', until: inDays(30) });
    const held = await archive.handOver({ raw: 'Subject: two\r\n\r\n', to: ['bob@corp.example'], until: inDays(60) });
    const query = ['--to', 'bob@corp.example', '--name', 'case', '--why', 'x', '--by', 'olga'];
    await archive.mailweir(['archive', 'hold', 'add', ...query]);
    const { code, out, err } = await archive.mailweir(['archive', 'retention', '--json']);
    const verdicts = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; verdict: string; mode: string; until: string });
    const of = (id: string) => verdicts.find((one) => one.id === id);
    expect(of(locked.deliveryId)).toMatchObject({ verdict: 'locked', mode: 'GOVERNANCE', versions: 2 });
    expect(of(held.deliveryId)).toMatchObject({ verdict: 'held' });
    expect(err).toContain('0 deletable, 1 locked, 1 held, 0 missing');
    expect(code).toBe(0);
  });

  it('says what may be deleted when its lock is over, and what is missing when it was', async () => {
    const archive = await anArchive();
    const until = new Date(Date.now() + 5_000);
    const { evidence } = await archive.handOver({ until });
    const report = () => archive.mailweir(['archive', 'retention']);
    expect((await report()).out).toContain('locked');
    await sleep(Math.max(until.getTime() - Date.now(), 0) + 200);
    expect(await report()).toMatchObject({ code: 0, out: expect.stringContaining('deletable') });
    for await (const { key, version } of archive.archive.versions(evidence?.key ?? '', signal)) {
      await archive.archive.remove(key, version, signal);
    }
    expect(await report()).toMatchObject({ code: 1, out: expect.stringContaining('missing') });
  });

  it.each(['s3:GetObjectRetention', 's3:GetObjectLegalHold'])(
    'says of nothing that it may go without %s',
    async (one) => {
      const refusal = (_: string, { action }: { action: string }) => (action === one ? 'not authorized' : undefined);
      const archive = await anArchive(undefined, { refusal });
      await archive.handOver({ until: inDays(30) });
      const refused = { code: 3, out: '', err: expect.stringContaining(one) };
      expect(await archive.mailweir(['archive', 'retention'])).toMatchObject(refused);
      const propose = ['archive', 'erase', 'propose', '--kind', 'delivery', '--why', 'x', '--by', 'olga'];
      expect(await archive.mailweir(propose)).toMatchObject(refused);
    },
  );
});
