import { beforeEach, describe, expect, it } from 'vitest';
import { accountKey, reconcileProgressKey } from '../../shared/archive/keys.ts';
import type { ReconciledHour } from '../../shared/completeness/hour-record.ts';
import { accountAgain, accountForDueHours } from '../../shared/completeness/hours.ts';
import { ASource, hourMs, organisation, timeoutMs } from './a-source.ts';

let source: ASource;
let said: string[];

beforeEach(() => {
  source = new ASource();
  said = [];
});

function run(hasTime: () => boolean = () => true) {
  return {
    organisation,
    ruleTimeoutMs: timeoutMs,
    signal: new AbortController().signal,
    hasTime,
    onHour: ({ hour, revision }: ReconciledHour) => void said.push(`${hour.slice(11, 13)} ${revision}`),
  };
}

const due = (hasTime?: () => boolean) => accountForDueHours(source.ports, run(hasTime));
const accountOf = (hour: string) =>
  JSON.parse(source.state.get(accountKey(new Date(hour))) ?? 'null') as ReconciledHour;
const later = (hours: number) => {
  source.now = new Date(source.now.getTime() + hours * hourMs);
};

describe('accounts of hours', () => {
  it('begin at the last hour that can be judged, and go on from there, each once', async () => {
    // At 12:00 the rule's time and the margin are over for what came before 07:40.
    expect(await due()).toEqual({ behind: 0 });
    expect(await due()).toEqual({ behind: 0 });
    expect(said).toEqual(['06 1']);
    later(2);
    expect(await due()).toEqual({ behind: 0 });
    expect(said).toEqual(['06 1', '07 1', '08 1']);
    expect([...source.state.keys()].sort()).toEqual([
      'reconcile/v1/hour/2026/11/24/06.json',
      'reconcile/v1/hour/2026/11/24/07.json',
      'reconcile/v1/hour/2026/11/24/08.json',
      reconcileProgressKey,
    ]);
  });

  it('are put off to the next run where there is no time, and say how many', async () => {
    await due();
    later(5);
    let left = 2;
    const hasTime = () => {
      left -= 1;
      return left >= 0;
    };
    expect(await due(hasTime)).toEqual({ behind: 3 });
    expect(said).toEqual(['06 1', '07 1', '08 1']);
    expect(await due()).toEqual({ behind: 0 });
    expect(said).toHaveLength(6);
  });

  it('stop at an hour whose log cannot be read, and come back to it', async () => {
    await due();
    later(3);
    source.broken.add('2026-11-24T08:00:00.000Z');
    await expect(due()).rejects.toMatchObject({ code: 'resource-not-found' });
    expect(said).toEqual(['06 1', '07 1']);
    source.broken.clear();
    await due();
    expect(said).toEqual(['06 1', '07 1', '08 1', '09 1']);
  });

  it('are made once by two runs at the same time', async () => {
    await due();
    later(3);
    expect(await Promise.all([due(), due()])).toEqual([{ behind: 0 }, { behind: 0 }]);
    expect(said.toSorted()).toEqual(['06 1', '07 1', '08 1', '09 1']);
  });

  it('are not made again for an hour that has one, when the progress was lost', async () => {
    await due();
    source.state.delete(reconcileProgressKey);
    source.readHours.length = 0;
    expect(await due()).toEqual({ behind: 0 });
    expect({ said, read: source.readHours }).toEqual({ said: ['06 1'], read: [] });
  });

  it('are made again where somebody asks, in place of the ones before', async () => {
    source.receive('2026-11-24T06:30:00.000Z', 'ours');
    await due();
    expect(accountOf('2026-11-24T06:00:00.000Z')).toMatchObject({ counts: { unknown: 1 }, differenceCount: 1 });
    source.events.length = 0;
    await accountAgain(2, source.ports, run());
    expect(said).toEqual(['06 1', '05 1', '06 2']);
    expect(accountOf('2026-11-24T06:00:00.000Z')).toMatchObject({ counts: { unknown: 0 }, revision: 2 });
  });

  it('know our rule from the hours before', async () => {
    await due();
    const progress = JSON.parse(source.state.get(reconcileProgressKey) ?? '') as object;
    source.state.set(reconcileProgressKey, JSON.stringify({ ...progress, rules: ['ours'] }));
    source.receive('2026-11-24T07:30:00.000Z', 'ours');
    source.receive('2026-11-24T07:40:00.000Z', 'other');
    later(1);
    await due();
    const { counts, differences } = accountOf('2026-11-24T07:00:00.000Z');
    expect(counts).toMatchObject({ unknown: 1, otherRule: 1 });
    expect(differences).toMatchObject([{ code: 'hand-over-without-record', where: 'm0' }]);
  });

  it('miss nothing in an archive that has not begun', async () => {
    source.began = null;
    source.receive('2026-11-24T06:30:00.000Z', 'ours');
    await due();
    expect(accountOf('2026-11-24T06:00:00.000Z').counts).toMatchObject({ unknown: 0, tooOld: 1 });
    // Then the first record came.
    source.began = '2026/11/24';
    source.receive('2026-11-24T07:30:00.000Z', 'ours');
    later(1);
    await due();
    expect(accountOf('2026-11-24T07:00:00.000Z').counts).toMatchObject({ unknown: 1, tooOld: 0 });
  });
});
