import { describe, expect, it } from 'vitest';
import { retain } from '../../shared/followers/retain.ts';
import type { Locks, Retention } from '../../shared/ports.ts';
import { aRecord, keyOf } from './a-world.ts';

function locking(answer: 'extended' | 'long-enough', standing?: Retention) {
  const asked: unknown[] = [];
  const locks: Locks = {
    async extend(key, version, { mode, until }) {
      asked.push([key, version, mode, until.toISOString()]);
      return { outcome: answer, lock: standing ?? { mode, until } };
    },
  };
  return { locks, asked };
}

const signal = new AbortController().signal;
const tax = { id: 'tax', rule: 'invoices', days: 3_650, mode: 'GOVERNANCE' } as const;
const handOver = (more: Parameters<typeof aRecord>[1]) => {
  const record = aRecord('one', more);
  return { record, deliveryId: record.deliveryId, recordKey: keyOf(record) };
};

describe('retain', () => {
  it('makes the locks of original and record last from the day the message was first seen', async () => {
    const { locks, asked } = locking('extended');
    const given = handOver({ retentionClass: tax });
    const until = '2036-11-21T09:00:00.000Z';
    expect(await retain(locks).follow(given, signal)).toEqual({
      outcome: 'extended',
      detail: { class: 'tax', mode: 'GOVERNANCE', until },
    });
    expect(asked).toEqual([
      [given.record.evidence?.key, 'v1', 'GOVERNANCE', until],
      [given.recordKey, null, 'GOVERNANCE', until],
    ]);
  });

  it('says where the locks lasted already', async () => {
    const { locks } = locking('long-enough');
    expect(await retain(locks).follow(handOver({ retentionClass: tax }), signal)).toMatchObject({
      outcome: 'long-enough',
    });
  });

  it('says of the locks what S3 has, where that is not what the class wants', async () => {
    const { locks } = locking('long-enough', { mode: 'GOVERNANCE', until: new Date('2040-01-01T00:00:00Z') });
    const strict = { ...tax, mode: 'COMPLIANCE' } as const;
    expect(await retain(locks).follow(handOver({ retentionClass: strict }), signal)).toEqual({
      outcome: 'long-enough',
      detail: { class: 'tax', mode: 'GOVERNANCE', until: '2040-01-01T00:00:00.000Z' },
    });
  });

  it('keeps the record of a message whose content was gone', async () => {
    const { locks, asked } = locking('extended');
    await retain(locks).follow(handOver({ retentionClass: tax, evidence: null }), signal);
    expect(asked).toHaveLength(1);
  });

  it('has nothing to do for a record older than the classes', async () => {
    const { locks, asked } = locking('extended');
    expect(await retain(locks).follow(handOver({}), signal)).toEqual({ outcome: 'no-class' });
    expect(asked).toEqual([]);
  });
});
