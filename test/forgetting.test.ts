/** Forgetting what an organisation has taught by some messages. */

import { beforeEach, describe, expect, it } from 'vitest';
import { labelListKey, labelledFeaturesKey, modelKey, modelPointerKey } from '../shared/archive/keys.ts';
import { isHeld, traceOf } from '../shared/filters/spam/labels.ts';
import { parseModelPointer } from '../shared/filters/spam/model-versions.ts';
import { forget, tracesOf } from '../shared/forgetting.ts';
import { learn, lessonOf, rollBack } from '../shared/learning.ts';
import { parseMessage } from '../shared/mail/parse.ts';
import { modelStore } from '../shared/model-store.ts';
import { generateMail } from '../tools/train/generate.ts';
import { type FakeState, fakeState } from './cli/fake-state.ts';

const signal = new AbortController().signal;
const clock = { now: () => new Date('2026-11-24T10:00:00Z') };
const at = '2026-11-24T10:00:00.000Z';
const generated = [...generateMail({ seed: 31, count: 40, unwanted: 0.5 })].map(({ bytes, unwanted }) => ({
  bytes,
  ...lessonOf(bytes, { as: unwanted ? 'spam' : 'ham', by: null, at }),
}));
/** Those that teach come first. */
const lessons = generated.toSorted((a, b) => Number(isHeld(a.label.sha256)) - Number(isHeld(b.label.sha256)));
const hashes = lessons.map(({ label }) => label.sha256);
const octets = (at: number): Buffer => lessons[at]?.bytes ?? Buffer.alloc(0);

let bucket: FakeState;
const state = {
  read: (...args: Parameters<FakeState['read']>) => bucket.read(...args),
  create: (...args: Parameters<FakeState['create']>) => bucket.create(...args),
  swap: (...args: Parameters<FakeState['swap']>) => bucket.swap(...args),
  remove: async (key: string) => void bucket.objects.delete(key),
};
const pointer = () => {
  const parsed = parseModelPointer(bucket.objects.get(modelPointerKey) ?? '');
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
};
const kept = (): string => JSON.stringify([...bucket.objects]);
const forgetting = (bytes: Buffer): Promise<number> => forget(state, clock, tracesOf(bytes), signal);

beforeEach(() => {
  bucket = fakeState();
});

describe('forgetting', () => {
  it('leaves the model that was never taught it, and nothing of it in the bucket', async () => {
    await learn(state, clock, lessons.slice(1), signal);
    const expected = pointer().versions[0];
    bucket = fakeState();
    await learn(state, clock, lessons.slice(0, 20), signal);
    await learn(state, clock, lessons.slice(20), signal);
    expect(kept()).toContain(hashes[0]);
    expect(await forgetting(octets(0))).toBe(1);
    expect(kept()).not.toContain(hashes[0]);
    const { current, versions } = pointer();
    expect(versions).toMatchObject([{ version: 3, model: expected?.model, labels: expected?.labels }]);
    expect(current).toBe(3);
    expect([...bucket.objects.keys()].filter((key) => /weights|labels/.test(key)).toSorted()).toEqual(
      [labelListKey(expected?.labels ?? ''), modelKey(expected?.model ?? '')].toSorted(),
    );
    expect(await modelStore(state, clock).current(signal)).toMatchObject({ origin: 'current' });
    expect(await forgetting(octets(0))).toBe(0);
  });

  it('keeps the version in force where it has not learned from it', async () => {
    await learn(state, clock, lessons, signal);
    const [before] = pointer().versions;
    expect(await forgetting(octets(39))).toBe(1);
    expect(pointer()).toMatchObject({ current: 1, versions: [{ version: 1, model: before?.model }] });
    expect(kept()).not.toContain(hashes[39]);
    expect(await modelStore(state, clock).current(signal)).toMatchObject({ origin: 'current' });
  });

  it('keeps versions that were made without it', async () => {
    await learn(state, clock, lessons.slice(20), signal);
    await learn(state, clock, lessons, signal);
    await forgetting(octets(0));
    expect(pointer().versions.map(({ version }) => version)).toEqual([1, 3]);
    expect(await rollBack(state, 1, signal)).toMatchObject({ version: 1 });
  });

  it('forgets what was taught by a version that is not in force', async () => {
    await learn(state, clock, lessons.slice(20), signal);
    await learn(state, clock, lessons, signal);
    await rollBack(state, 1, signal);
    expect(await forgetting(octets(0))).toBe(1);
    expect(pointer()).toMatchObject({ current: 1, versions: [{ version: 1 }] });
    expect(kept()).not.toContain(hashes[0]);
  });

  it('leaves the shipped model alone where nothing else was taught', async () => {
    await learn(state, clock, lessons.slice(0, 1), signal);
    await forgetting(octets(0));
    expect(pointer()).toMatchObject({ current: 0, versions: [] });
    expect([...bucket.objects.keys()]).toEqual([modelPointerKey]);
  });

  it('knows a copy that bears a banner, and what was attached to a report', async () => {
    const bearing = lessons.findIndex(({ label }) => label.messageId !== undefined);
    const bannered = Buffer.concat([octets(bearing), Buffer.from('This came from outside.')]);
    const taught = lessonOf(bannered, { as: 'spam', by: 'carl@corp.example', at });
    await learn(state, clock, [...lessons.toSpliced(bearing, 1), taught], signal);
    expect(await forgetting(octets(bearing))).toBe(1);
    expect(bucket.objects.has(labelledFeaturesKey(taught.label.sha256))).toBe(false);

    const report = Buffer.from(
      `From: carl@corp.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${octets(31).toString('latin1')}\r\n--b--\r\n`,
      'latin1',
    );
    expect(tracesOf(report).map(({ sha256 }) => sha256)).toContain(traceOf(parseMessage(octets(31))).sha256);
    expect(await forgetting(report)).toBe(1);
    expect(kept()).not.toContain(hashes[31]);
  });

  it('takes in what somebody teaches meanwhile', async () => {
    await learn(state, clock, lessons.slice(0, 20), signal);
    const other = fakeState(new Map(bucket.objects));
    await learn(other, clock, lessons.slice(20), signal);
    bucket.beforeWriteTo(modelPointerKey, () => {
      for (const [key, text] of other.objects) bucket.objects.set(key, text);
    });
    expect(await forgetting(octets(0))).toBe(1);
    expect(kept()).not.toContain(hashes[0]);
    expect(bucket.objects.get(labelListKey(pointer().versions.at(-1)?.labels ?? ''))).toContain(hashes[39]);
  });

  it('does nothing where nothing was ever taught', async () => {
    expect(await forgetting(octets(0))).toBe(0);
    expect(bucket.objects.size).toBe(0);
  });
});
