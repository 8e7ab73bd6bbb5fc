import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reconcileHandler } from '../../shared/completeness/handler.ts';
import { reconcileLog } from '../../shared/reconcile-log.ts';
import { ASource, organisation, timeoutMs } from './a-source.ts';

// Makes Powertools write by the console that the test watches.
process.env['POWERTOOLS_DEV'] = 'true';
process.env['POWERTOOLS_METRICS_DISABLED'] = 'false';

const lines: Record<string, unknown>[] = [];
let source: ASource;

beforeEach(() => {
  source = new ASource();
  lines.length = 0;
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation((line: unknown) => {
      lines.push(JSON.parse(String(line)) as Record<string, unknown>);
    });
});
afterEach(() => vi.restoreAllMocks());

const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 900_000 } as unknown as Context;

const asked = (event: unknown, withLog = true, canaryAddress: string | null = null) => {
  const ports = withLog ? source.ports : { ...source.ports, log: null };
  const handler = reconcileHandler(
    ports,
    { organisation, ruleTimeoutMs: timeoutMs, canaryAddress },
    reconcileLog('reconcile-prod'),
  );
  return handler(event, context);
};
const metrics = () => lines.filter((line) => '_aws' in line);

describe('reconcile', () => {
  it('answers the schedule, says one line for the hour, and counts', async () => {
    source.receive('2026-11-24T06:30:00.000Z', 'ours');
    const answer = await asked({ reconcile: {} });
    expect(answer).toMatchObject({ hours: [{ hour: '2026-11-24T06:00:00.000Z', differenceCount: 1 }], behind: 0 });
    const said = lines.filter(({ message }) => message === 'accounted');
    expect(said).toMatchObject([
      { level: 'ERROR', hour: '2026-11-24T06:00:00.000Z', received: 1, unknown: 1, requestId: 'request-1' },
    ]);
    expect(said[0]?.['differences']).toEqual(['hand-over-without-record m0']);
    expect(metrics()[0]).toMatchObject({ unknown: 1, differences: 0, received: 1, logSilent: 0, hoursBehind: 0 });
    expect(JSON.stringify(lines)).not.toContain('a@corp.example');
  });

  it('accounts for hours again where somebody asks', async () => {
    await asked({ reconcile: {} });
    expect((await asked({ reconcile: { hours: 2 } })).hours.map(({ hour }) => hour.slice(11, 13))).toEqual([
      '05',
      '06',
    ]);
  });

  it('has nothing to do without a log, and is not behind', async () => {
    expect(await asked({ reconcile: {} }, false)).toEqual({ hours: [], behind: null, canary: null });
    expect(metrics()[0]).toMatchObject({ hoursBehind: 0 });
  });

  it.each([{}, null, { sweep: { days: 1 } }, { reconcile: { hours: 0 } }, { reconcile: { hours: 721 } }])(
    'throws for %j, which nobody should send',
    async (event) => {
      await expect(asked(event)).rejects.toMatchObject({ code: 'illegible-event' });
      expect(metrics()[0]).toMatchObject({ permanentError: 1 });
    },
  );

  it('sends a canary where an address is named, and says when the one before is missing', async () => {
    expect(await asked({ reconcile: {} }, false, 'canary@corp.example')).toMatchObject({
      canary: { sent: '2026-11-24T12', missing: [] },
    });
    expect(metrics().at(-1)).toMatchObject({ canaryMissing: 0, canaryUnsent: 0 });
    source.now = new Date('2026-11-24T13:00:00.000Z');
    await asked({ reconcile: {} }, false, 'canary@corp.example');
    expect(metrics().at(-1)).toMatchObject({ canaryMissing: 1, canaryAlive: 0 });
    expect(lines.filter(({ message }) => message === 'canary').at(-1)).toMatchObject({
      level: 'ERROR',
      missing: ['2026-11-24T12'],
    });
    expect(source.sent).toHaveLength(2);
    // Hours asked for by hand are no time for it.
    await asked({ reconcile: { hours: 1 } }, true, 'canary@corp.example');
    expect(source.sent).toHaveLength(2);
    expect(JSON.stringify(lines)).not.toContain('canary@corp.example');
  });

  it('sends a canary though the log cannot be read, and makes accounts though no canary can be sent', async () => {
    source.broken.add('2026-11-24T06:00:00.000Z');
    await expect(asked({ reconcile: {} }, true, 'canary@corp.example')).rejects.toThrow('no such log');
    expect(source.sent).toHaveLength(1);
    source.broken.clear();
    source.state.set('reconcile/v1/canary.json', 'damaged');
    await expect(asked({ reconcile: {} }, true, 'canary@corp.example')).rejects.toMatchObject({
      code: 'unreadable-state',
    });
    expect(metrics().at(-1)).toMatchObject({ hoursBehind: 0, permanentError: 1 });
  });

  it('throws where the log cannot be read, so that somebody hears of it', async () => {
    source.broken.add('2026-11-24T06:00:00.000Z');
    await expect(asked({ reconcile: {} })).rejects.toMatchObject({ code: 'resource-not-found' });
    expect(lines.filter(({ message }) => message === 'failed')).toMatchObject([{ code: 'resource-not-found' }]);
    expect(metrics()[0]).not.toHaveProperty('hoursBehind');
  });
});
