import { beforeEach, describe, expect, it } from 'vitest';
import { modelKey, modelPointerKey } from '../shared/archive/keys.ts';
import { PermanentError, TransientError } from '../shared/errors.ts';
import { encodeModel } from '../shared/filters/spam/model-file.ts';
import {
  mostModelBytes,
  parseModelPointer,
  parseStoredModel,
  sha256Of,
  storedModelOf,
} from '../shared/filters/spam/model-versions.ts';
import { shippedModel } from '../shared/filters/spam/shipped-model.ts';
import { modelStore, noModel } from '../shared/model-store.ts';
import type { State } from '../shared/ports.ts';
import { aTaughtModel } from './a-model.ts';
import { type FakeState, fakeState } from './cli/fake-state.ts';

const signal = new AbortController().signal;
const first = storedModelOf(aTaughtModel(20));
const second = storedModelOf(aTaughtModel(30));

let bucket: FakeState;
let reads: string[];
let broken: Error | undefined;
let now: Date;
const clock = { now: () => now };
const later = (seconds: number) => (now = new Date(now.getTime() + seconds * 1000));

const state: State = {
  async read(key, abort, etag) {
    reads.push(key);
    if (broken) throw broken;
    return bucket.read(key, abort, etag);
  },
  create: () => Promise.reject(new Error('the function never learns')),
  swap: () => Promise.reject(new Error('the function never learns')),
};

const version = (number: number, sha256: string) => ({
  version: number,
  at: '2026-11-24T09:00:00.000Z',
  model: sha256,
  labels: '0'.repeat(64),
  counted: { spam: 10, ham: 10 },
  held: { spam: 0, ham: 0, loss: 0, lost: 0 },
  outcome: 'taken' as const,
});

function point(current: number): void {
  const versions = [version(1, first.sha256), version(2, second.sha256)];
  bucket.objects.set(modelPointerKey, JSON.stringify({ schema: 'model-pointer/v1', current, versions }));
}

beforeEach(() => {
  bucket = fakeState();
  bucket.objects.set(modelKey(first.sha256), first.text);
  bucket.objects.set(modelKey(second.sha256), second.text);
  reads = [];
  broken = undefined;
  now = new Date('2026-11-24T09:00:00Z');
});

describe("the organisation's model in force", () => {
  it('is asked for once a minute, and read again only where another one is in force', async () => {
    point(1);
    const store = modelStore(state, clock);
    const held = await store.current(signal);
    expect(held).toMatchObject({ sha256: first.sha256, origin: 'current', model: { kind: 'organisation' } });
    later(59);
    expect(await store.current(signal)).toBe(held);
    expect(reads).toEqual([modelPointerKey, modelKey(first.sha256)]);
    later(2);
    await store.current(signal);
    expect(reads).toHaveLength(3);
    point(2);
    later(61);
    expect(await store.current(signal)).toMatchObject({ sha256: second.sha256, origin: 'current' });
    point(0);
    later(61);
    expect(await store.current(signal)).toEqual(noModel);
  });

  it('lies in memory that the judging thread sees too', async () => {
    point(1);
    const { model } = await modelStore(state, clock).current(signal);
    expect(model?.weights.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(model?.weights).toEqual(aTaughtModelOf(first));
  });

  it('is none, and nobody is alarmed, where nothing was ever taught', async () => {
    expect(await modelStore(state, clock).current(signal)).toEqual(noModel);
  });

  it.each([
    { what: 'a pointer that is cut', damage: () => bucket.objects.set(modelPointerKey, '{"schema":') },
    { what: 'a pointer to a version that is not there', damage: () => point(7) },
    { what: 'weights that are missing', damage: () => bucket.objects.delete(modelKey(first.sha256)) },
    { what: 'weights of another model', damage: () => bucket.objects.set(modelKey(first.sha256), second.text) },
    { what: 'weights that are cut', damage: () => bucket.objects.set(modelKey(first.sha256), first.text.slice(9)) },
  ])('leaves the shipped one alone with $what, and is back when that is mended', async ({ damage }) => {
    point(1);
    damage();
    const store = modelStore(state, clock);
    expect(await store.current(signal)).toEqual({ ...noModel, origin: 'damaged' });
    bucket.objects.set(modelKey(first.sha256), first.text);
    point(1);
    later(61);
    expect(await store.current(signal)).toMatchObject({ sha256: first.sha256, origin: 'current' });
  });

  it.each([new TransientError('slow-down', 'SlowDown'), new PermanentError('access-denied', 'AccessDenied')])(
    'holds up no mail where the bucket fails: %s',
    async (fault) => {
      point(1);
      broken = fault;
      const store = modelStore(state, clock);
      expect(await store.current(signal)).toEqual({ ...noModel, origin: 'unreadable' });
      broken = undefined;
      later(61);
      await store.current(signal);
      later(61);
      broken = fault;
      expect(await store.current(signal)).toMatchObject({ sha256: first.sha256, origin: 'held' });
      broken = undefined;
      later(61);
      expect(await store.current(signal)).toMatchObject({ sha256: first.sha256, origin: 'current' });
    },
  );

  it('does not hide a bug of ours', async () => {
    broken = new TypeError('a bug');
    await expect(modelStore(state, clock).current(signal)).rejects.toBe(broken);
  });
});

describe('what lies in the bucket', () => {
  it('is within the bound and the same for the same model', () => {
    expect(first.text.length).toBeLessThan(mostModelBytes / 4);
    expect(storedModelOf(aTaughtModel(20))).toEqual(first);
  });

  it.each([
    { what: 'other text than its hash says', text: `${first.text} `, sha256: first.sha256 },
    { what: 'nothing', text: '', sha256: sha256Of('') },
    { what: 'too much', text: 'A'.repeat(mostModelBytes + 4), sha256: '' },
    shippedAsOwn(),
  ])('is no model where it is $what', ({ text, sha256 }) => {
    expect(parseStoredModel(text, sha256)).toBeTypeOf('string');
  });

  it.each(['', 'null', '{}', '[]', '{"schema":"model-pointer/v1","current":1,"versions":[]}'])(
    'names no versions where the pointer is %j',
    (text) => {
      expect(parseModelPointer(text)).toBeTypeOf('string');
    },
  );
});

function shippedAsOwn() {
  const text = encodeModel(shippedModel()).toString('base64');
  return { what: 'the shipped one', text, sha256: sha256Of(text) };
}

function aTaughtModelOf({ text, sha256 }: { readonly text: string; readonly sha256: string }): unknown {
  const model = parseStoredModel(text, sha256);
  if (typeof model === 'string') throw new Error(model);
  return model.weights;
}
