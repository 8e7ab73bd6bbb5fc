/** Teaching the organisation's model: what counts, what is taken back, and what one person can do to others. */

import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { labelListKey, labelledFeaturesKey, modelKey, modelPointerKey } from '../shared/archive/keys.ts';
import { marginOf, scoreContent } from '../shared/filters/spam/content-score.ts';
import { featuresOf } from '../shared/filters/spam/features.ts';
import { decodeFeatures, encodeFeatures } from '../shared/filters/spam/kept-features.ts';
import {
  countedOf,
  isHeld,
  type Label,
  labelledHash,
  labelOf,
  mergeLabels,
  mostLabels,
  opinionsOf,
  spokenBy,
} from '../shared/filters/spam/labels.ts';
import type { Model } from '../shared/filters/spam/model-file.ts';
import { parseModelPointer } from '../shared/filters/spam/model-versions.ts';
import { shippedModel } from '../shared/filters/spam/shipped-model.ts';
import { isWorse } from '../shared/filters/spam/teach.ts';
import { spam } from '../shared/filters/spam.ts';
import { type Learned, type Lesson, learn, modelVersions, rollBack } from '../shared/learning.ts';
import { parseMessage } from '../shared/mail/parse.ts';
import { voicesOf } from '../shared/mail/voices.ts';
import { modelStore } from '../shared/model-store.ts';
import { generateMail } from '../tools/train/generate.ts';
import { heldOutUnwanted } from '../tools/train/shipped.ts';
import { aMailObject } from './builders.ts';
import { type FakeState, fakeState } from './cli/fake-state.ts';

const signal = new AbortController().signal;
const clock = { now: () => new Date('2026-11-24T10:00:00Z') };
let seconds = 0;

function lesson(bytes: Buffer, as: 'spam' | 'ham', by: string | null = null): Lesson {
  seconds += 1;
  const message = parseMessage(bytes);
  const at = new Date(Date.UTC(2026, 10, 24) + seconds * 1000).toISOString();
  return { label: labelOf(message, { as, by, at }), features: featuresOf(message, true) };
}

const generated = (count: number, seed: number, isRight = true): Lesson[] =>
  [...generateMail({ seed, count, unwanted: 0.5 })].map(({ bytes, unwanted }) =>
    lesson(bytes, unwanted === isRight ? 'spam' : 'ham'),
  );

const mail = (from: string, subject: string, ...lines: string[]): Buffer =>
  Buffer.from(
    [
      `From: ${from}`,
      'To: bob@corp.example',
      `Subject: ${subject}`,
      `Message-ID: <${seconds}.${subject.length}@partner.example>`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      ...lines,
      '',
    ].join('\r\n'),
  );

const topics = ['valves', 'bearings', 'gaskets', 'couplings', 'seals', 'pumps', 'hoses', 'flanges'];
const newsletter = (number: number, from = 'Partner News <news@partner.example>'): Buffer =>
  mail(
    from,
    `Partner news ${number}: ${topics[number % topics.length]}`,
    `Issue ${number} of our news is about ${topics[(number * 3) % topics.length]} and ${topics[(number * 5) % topics.length]}.`,
    'New in our catalogue this week, with delivery times for your region.',
    `Read more at https://www.partner.example/news/${number}`,
    'You get this letter as a customer of Partner. Unsubscribe: https://www.partner.example/off',
  );
const personal = mail(
  'Ann Miller <ann.miller@partner.example>',
  'Delivery on Thursday',
  'Hello Bob,',
  'the couplings leave our works on Wednesday and will be with you on Thursday before noon.',
  'Please tell your gate. Regards, Ann',
);

let state: FakeState;
const pointer = () => {
  const parsed = parseModelPointer(state.objects.get(modelPointerKey) ?? '');
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
};
const teaching = (lessons: readonly Lesson[]): Promise<Learned> => learn(state, clock, lessons, signal);

beforeEach(() => {
  state = fakeState();
});

describe('teaching', () => {
  const lessons = generated(40, 3);

  it('makes versions that the functions find and judge by', async () => {
    expect(await teaching(lessons.slice(0, 30))).toMatchObject({
      outcome: 'learned',
      version: 1,
      added: 30,
      missing: 0,
    });
    expect(await teaching(lessons.slice(30))).toMatchObject({ outcome: 'learned', version: 2, added: 10 });
    const { model, sha256 } = await modelStore(state, clock).current(signal);
    expect(sha256).toBe(pointer().versions[1]?.model);
    const learned = lessons.filter(({ label }) => !isHeld(label.sha256));
    expect((model?.labels.spam ?? 0) + (model?.labels.ham ?? 0)).toBe(learned.length);
    expect(learned.length).toBeLessThan(lessons.length);
  });

  it('changes nothing where the same is said again, by anybody', async () => {
    await teaching(lessons);
    const before = new Map(state.objects);
    expect(await teaching(lessons)).toEqual({ outcome: 'unchanged' });
    const again = lessons.map(({ label, features }) => ({ label: { ...label, by: 'carl@corp.example' }, features }));
    expect(await teaching(again)).toEqual({ outcome: 'unchanged' });
    expect(state.objects).toEqual(before);
  });

  it('knows a message again that came another way', async () => {
    const [one, other] = ['a', 'b'].map((host) =>
      Buffer.concat([Buffer.from(`Received: from ${host}.example\r\nX-SES-Spam-Verdict: PASS\r\n`), newsletter(1)]),
    );
    await teaching([lesson(one ?? Buffer.alloc(0), 'spam')]);
    expect(await teaching([lesson(other ?? Buffer.alloc(0), 'spam')])).toEqual({ outcome: 'unchanged' });
  });

  it('lets the last word hold, and comes to the same model whatever was said before', async () => {
    await teaching(lessons);
    const { model: expected } = pointer().versions[0] ?? { model: '' };
    state = fakeState();
    const wrong = lessons.map(({ label, features }) => ({
      label: { ...label, as: label.as === 'spam' ? ('ham' as const) : ('spam' as const), by: 'carl@corp.example' },
      features,
    }));
    await teaching(wrong);
    await teaching(lessons.slice(20));
    expect(await teaching(lessons)).toMatchObject({ changed: 20, added: 0 });
    expect(pointer().versions.at(-1)?.model).toBe(expected);
  });

  it('takes in what somebody else teaches meanwhile', async () => {
    await teaching(lessons.slice(0, 10));
    const other = fakeState(new Map(state.objects));
    await learn(other, clock, lessons.slice(10, 20), signal);
    state.beforeWriteTo(modelPointerKey, () => {
      for (const [key, text] of other.objects) state.objects.set(key, text);
    });
    expect(await teaching(lessons.slice(20, 30))).toMatchObject({ outcome: 'learned', version: 3 });
    state.beforeWriteTo(modelPointerKey, () => undefined);
    const whole = fakeState();
    await learn(whole, clock, lessons.slice(0, 30), signal);
    expect(whole.objects.has(modelKey(pointer().versions.at(-1)?.model ?? ''))).toBe(true);
  });

  it('teaches once where the answer of the bucket is lost', async () => {
    await teaching(lessons.slice(0, 10));
    state.loseAnswerOf(modelPointerKey);
    expect(await teaching(lessons.slice(10))).toMatchObject({ outcome: 'learned', version: 2 });
    expect(pointer().versions).toHaveLength(2);
  });

  it('keeps nothing of a message that could be read', async () => {
    await teaching([lesson(personal, 'ham')]);
    expect([...state.objects.values()].join()).not.toMatch(/Thursday|Miller|couplings/i);
  });

  it('says what is gone, and goes on without it', async () => {
    await teaching(lessons.slice(0, 20));
    for (const { label } of lessons.slice(0, 3)) state.objects.delete(labelledFeaturesKey(label.sha256));
    state.objects.set(labelledFeaturesKey(lessons[4]?.label.sha256 ?? ''), '{"schema":');
    expect(await teaching(lessons.slice(20))).toMatchObject({ outcome: 'learned', missing: 4 });
  });

  it.each([
    { what: 'the pointer', key: () => modelPointerKey, code: 'model-pointer-damaged' },
    { what: 'the labels', key: () => labelListKey(pointer().versions[0]?.labels ?? ''), code: 'labels-damaged' },
  ])('refuses to go on from a damaged state: $what', async ({ key, code }) => {
    await teaching(lessons.slice(0, 20));
    state.objects.set(key(), '{');
    await expect(teaching(lessons.slice(20))).rejects.toMatchObject({ name: 'PermanentError', code });
  });

  it('mends weights that are damaged', async () => {
    await teaching(lessons.slice(0, 20));
    state.objects.set(modelKey(pointer().versions[0]?.model ?? ''), 'damaged');
    await teaching(lessons.slice(20));
    expect(await modelStore(state, clock).current(signal)).toMatchObject({ origin: 'current' });
  });
});

describe('going back', () => {
  it('leaves a version out of force that does worse on held labels, and what it was taught', async () => {
    await teaching(generated(300, 4));
    const worse = generated(400, 5, false);
    const learned = await teaching(worse);
    expect(learned).toMatchObject({ outcome: 'worse', version: 2 });
    if (learned.outcome === 'unchanged' || !learned.before || !learned.after) throw new Error('nothing was compared');
    expect(isWorse(learned.before, learned.after)).toBe(true);
    expect(pointer()).toMatchObject({ current: 1, versions: [{ outcome: 'taken' }, { outcome: 'worse' }] });
    // The same again is no version of its own, and what is right is learned without it.
    expect(await teaching(worse)).toMatchObject({ outcome: 'worse', version: 2 });
    expect(await teaching(generated(60, 6))).toMatchObject({ outcome: 'learned', version: 3 });
  });

  it('lets nobody keep others from teaching by labels that are held', async () => {
    await teaching(generated(100, 41));
    const wrong = generated(300, 42, false).filter(({ label }) => isHeld(label.sha256));
    const said = wrong.map(({ label, features }, n) => ({
      label: { ...label, by: 'carl@corp.example', domain: `d${n}.example` },
      features,
    }));
    expect(await teaching(said)).toMatchObject({ outcome: 'noted', added: wrong.length });
    expect(await teaching(generated(200, 43))).toMatchObject({ outcome: 'learned' });
  });

  it('puts a version in force with its labels, and none', async () => {
    const lessons = generated(30, 7);
    await teaching(lessons.slice(0, 20));
    await teaching(lessons.slice(20));
    expect(await rollBack(state, 1, signal)).toMatchObject({ version: 1 });
    expect(pointer().current).toBe(1);
    expect(await teaching(lessons.slice(20))).toMatchObject({ added: 10, version: 3 });
    expect(await rollBack(state, 0, signal)).toBeNull();
    expect(await modelStore(state, clock).current(signal)).toMatchObject({ model: null, origin: 'none' });
    expect((await modelVersions(state, signal)).versions).toHaveLength(3);
  });

  it.each([
    { what: 'is not there', version: 9, code: 'no-such-version' },
    { what: 'is damaged', version: 1, code: 'model-damaged' },
  ])('refuses a version that $what', async ({ version, code }) => {
    const lessons = generated(30, 7);
    await teaching(lessons.slice(0, 20));
    await teaching(lessons.slice(20));
    state.objects.set(modelKey(pointer().versions[0]?.model ?? ''), 'damaged');
    await expect(rollBack(state, version, signal)).rejects.toMatchObject({ code });
    expect(pointer().current).toBe(2);
  });
});

describe('one reporter', () => {
  const label = (number: number, more: Partial<Label> = {}): Label => ({
    sha256: String(number).padStart(64, '0'),
    as: 'spam',
    by: 'carl@corp.example',
    domain: 'partner.example',
    at: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
    ...more,
  });
  const many = (count: number, more: (number: number) => Partial<Label> = () => ({})) =>
    Array.from({ length: count }, (_, number) => label(number, more(number)));

  it.each([
    { what: 'messages of one domain', labels: many(500), counted: 3 },
    { what: 'hosts of one organisation', labels: many(500, (n) => ({ domain: `s${n}.partner.example` })), counted: 3 },
    { what: 'messages of many domains', labels: many(500, (n) => ({ domain: `d${n}.example` })), counted: 50 },
    {
      what: 'either kind',
      labels: many(500, (n) => ({ domain: `d${n}.example`, as: n % 2 === 0 ? 'spam' : 'ham' })),
      counted: 100,
    },
    { what: 'a hundred people', labels: many(500, (n) => ({ by: `u${n % 100}@corp.example` })), counted: 300 },
    { what: 'the administrator', labels: many(500, () => ({ by: null })), counted: 500 },
  ])('counts so much: $what', ({ labels, counted }) => {
    expect(countedOf(labels)).toHaveLength(counted);
  });

  it('counts by the newest word', () => {
    expect(countedOf(many(9)).map(({ sha256 }) => Number(sha256))).toEqual([6, 7, 8]);
  });

  it("does not replace the administrator's word, and is replaced by it", () => {
    const own = label(1, { by: null, as: 'ham' });
    expect(mergeLabels([own], [label(1)])).toEqual({ labels: [own], added: 0, changed: 0 });
    expect(mergeLabels([label(1)], [own])).toEqual({ labels: [own], added: 0, changed: 1 });
    const confirmed = label(1, { by: null });
    expect(mergeLabels([label(1)], [confirmed]).labels).toEqual([confirmed]);
  });

  it('says nothing for others, nor do they say anything for this one', () => {
    const [carl, dora] = [label(1), label(1, { by: 'dora@corp.example', as: 'ham' })];
    const { labels } = mergeLabels([carl], [dora]);
    expect(labels).toEqual([carl, dora]);
    const again = label(1, { by: 'dora@corp.example', at: carl.at });
    expect(mergeLabels(labels, [again])).toEqual({ labels: [carl, again], added: 0, changed: 1 });
    expect(mergeLabels(labels, [carl])).toEqual({ labels, added: 0, changed: 0 });
    const own = label(1, { by: null });
    expect(mergeLabels(labels, [own, carl])).toEqual({ labels: [own], added: 0, changed: 1 });
  });

  it('is one where two addresses have become one person, by the newest word', () => {
    const [old, recent] = [
      label(1, { by: 'cc@corp.example' }),
      label(1, { as: 'ham', at: '2026-02-01T00:00:00.000Z' }),
    ];
    const voices = voicesOf({ people: [{ addresses: ['carl@corp.example', 'cc@corp.example'] }] });
    for (const stored of [
      [old, recent],
      [recent, old],
    ]) {
      expect(mergeLabels(spokenBy(stored, voices), []).labels).toEqual([recent]);
    }
  });

  it.each([
    { what: 'one', kinds: 's', held: ['spam 1'], teaching: ['spam 1'] },
    { what: 'several', kinds: 'sss', held: ['spam 3'], teaching: ['spam 3'] },
    { what: 'most', kinds: 'ssh', held: ['spam 2'], teaching: ['spam 2', 'ham 1'] },
    { what: 'as many', kinds: 'sh', held: [], teaching: ['spam 1', 'ham 1'] },
    { what: 'very many', kinds: 's'.repeat(90), held: ['spam 20'], teaching: ['spam 20'] },
  ])('has as much to say of a message as any other: $what', ({ kinds, held, teaching: teaches }) => {
    for (const [sha256, expected] of [
      ['0'.repeat(64), held],
      ['1'.repeat(64), teaches],
    ] as const) {
      const labels = Array.from(kinds, (kind, n) =>
        label(n, { sha256, as: kind === 's' ? 'spam' : 'ham', by: `user${n}@corp.example` }),
      );
      const said = opinionsOf(countedOf(labels)).map(({ as, voices }) => `${as} ${voices?.length}`);
      expect(said).toEqual(expected);
    }
  });

  it("pushes nobody else's labels out", () => {
    const others = many(200, () => ({ by: null }));
    const flood = Array.from({ length: mostLabels }, (_, n) => label(10_000 + n));
    const { labels } = mergeLabels(others, flood);
    expect(labels).toHaveLength(mostLabels);
    expect(labels.filter(({ by }) => by === null)).toHaveLength(200);
  });

  describe('who calls newsletters of a partner unwanted', () => {
    const basis = generated(450, 8);
    const judgedAfter = async (
      said: readonly Lesson[],
      people: readonly (readonly string[])[] = [],
    ): Promise<readonly boolean[]> => {
      state = fakeState();
      await teaching(basis);
      const voices = voicesOf({ people: people.map((addresses) => ({ addresses })) });
      expect(await learn(state, clock, said, signal, voices)).toMatchObject({ outcome: 'learned' });
      const { model: organisationModel } = await modelStore(state, clock).current(signal);
      const labels = organisationModel?.labels;
      expect(Math.min(labels?.spam ?? 0, labels?.ham ?? 0)).toBeGreaterThan(150);
      return [...Array.from({ length: 20 }, (_, n) => newsletter(1_000 + n)), personal].map((raw) => {
        const verdicts = [spam.evaluate(aMailObject({ raw, organisationModel }), v.parse(spam.settings, {}))].flat();
        return verdicts.some((verdict) => verdict.outcome === 'match' && verdict.reason === 'unwanted');
      });
    };
    const carl = 'carl@corp.example';
    const many = <T>(count: number, make: (n: number) => T): readonly T[] =>
      Array.from({ length: count }, (_, n) => make(n));
    const of = (host: string) => `Partner News <news@${host}>`;

    it.each([
      { what: '500 of them', said: many(500, (n) => lesson(newsletter(n), 'spam', carl)) },
      {
        what: 'of eight hosts',
        said: many(50, (n) => lesson(newsletter(n, of(`s${n % 8}.partner.example`)), 'spam', carl)),
      },
      {
        what: 'of fifty hosts',
        said: many(50, (n) => lesson(newsletter(n, of(`s${n}.partner.example`)), 'spam', carl)),
      },
      {
        what: 'with another From each',
        said: many(50, (n) => lesson(newsletter(n, of(`p${n}.example`)), 'spam', carl)),
      },
      {
        what: 'with marks of an address',
        said: many(500, (n) => lesson(newsletter(n), 'spam', n === 0 ? carl : `Carl+${n % 8}@corp.example`)),
      },
      {
        what: 'from all addresses of a person',
        said: many(500, (n) => lesson(newsletter(n), 'spam', `alias${n % 8}@corp.example`)),
        people: [many(8, (n) => `alias${n}@corp.example`)],
      },
      {
        what: 'a piece in each',
        said: many(50, (n) => lesson(piece(newsletter(n % 8), n, 50), 'spam', carl)),
      },
    ])('moves nothing to junk for the others: $what', async ({ said, people }) => {
      expect((await judgedAfter(said, people)).filter(Boolean)).toEqual([]);
    });

    it('is believed where several say so', async () => {
      const said = many(500, (n) => lesson(newsletter(n), 'spam', `user${n % 8}@corp.example`));
      expect((await judgedAfter(said)).slice(0, 20).filter(Boolean)).toHaveLength(20);
    });

    it.each([1, 3])('is believed where several report the very same messages: %i', async (count) => {
      const issues = many(20, (n) => newsletter(n)).filter((bytes) => !isHeld(labelledHash(parseMessage(bytes))));
      const said = many(8, (n) =>
        issues.slice(0, count).map((bytes) => lesson(bytes, 'spam', `user${n}@corp.example`)),
      );
      expect((await judgedAfter(said.flat())).slice(0, 20).filter(Boolean)).toHaveLength(20);
    });

    it('would be obeyed if every label counted', async () => {
      const said = many(500, (n) => lesson(newsletter(n), 'spam'));
      expect((await judgedAfter(said)).slice(0, 20).filter(Boolean)).toHaveLength(20);
    });
  });

  describe('and what the shipped model suspects', () => {
    const isApart = (kind: string): boolean => heldOutUnwanted.includes(kind);
    const suspected = [...generateMail({ seed: 14, count: 60, unwanted: 1, kinds: isApart })].map(({ bytes }) =>
      parseMessage(bytes),
    );
    const suspectedBy = (organisation: Model | null): number => {
      const models = { shipped: shippedModel(), organisation };
      return suspected.filter((message) => marginOf(scoreContent(message, models), models) > 0).length;
    };

    it.each(['spam', 'ham'] as const)('does not clear it by a first label: %s', async (as) => {
      await teaching([lesson(newsletter(1), as, 'carl@corp.example'), lesson(newsletter(2), as, 'carl@corp.example')]);
      const { model } = await modelStore(state, clock).current(signal);
      expect(model?.labels[as]).toBeGreaterThan(0);
      expect(suspectedBy(model)).toBeGreaterThan(0.9 * suspectedBy(null));
    });

    it('does not clear it with others who speak of other mail', async () => {
      const others = [...generateMail({ seed: 15, count: 400, unwanted: 0.5, kinds: (kind) => !isApart(kind) })];
      await teaching(
        others.map(({ bytes, unwanted }, n) => lesson(bytes, unwanted ? 'spam' : 'ham', `u${n % 80}@corp.example`)),
      );
      const { model } = await modelStore(state, clock).current(signal);
      // Generated mail is far from any threshold; real mail is not.
      expect(model?.threshold).toBeLessThanOrEqual(2);
      expect(suspectedBy(model)).toBeGreaterThan(0.9 * suspectedBy(null));
    });
  });

  it('gives a model little experience', async () => {
    await teaching(generated(120, 12).filter(({ label }) => label.as === 'ham'));
    const said = generated(120, 13).filter(({ label }) => label.as === 'spam');
    await teaching(said.map((one) => ({ ...one, label: { ...one.label, by: 'carl@corp.example' } })));
    const { model } = await modelStore(state, clock).current(signal);
    expect(model?.labels.spam).toBe(5);
    expect(pointer().versions.at(-1)?.counted.spam).toBeGreaterThan(30);
  });
});

/** A message of another sender with a part of the lines of this one. */
function piece(bytes: Buffer, number: number, of: number): Buffer {
  const words = String(bytes).split(/\s+/);
  const own = words.filter((_, at) => at % 4 === number % 4);
  return mail(`News <news@p${number}.example>`, `Issue ${number} of ${of}`, own.join(' '));
}

describe('what is kept of a message', () => {
  const long = mail('a@b.example', 'Long', Array.from({ length: 300 }, (_, n) => `word${n % 170}x`).join(' '));
  const features = featuresOf(parseMessage(long), true);

  it('comes back without the order of its words but for that of passages, which is enough to find the worst', () => {
    const kept = decodeFeatures(encodeFeatures(features));
    if (typeof kept === 'string') throw new Error(kept);
    const sorted = (words: Int32Array): readonly number[] => [...words].sort((one, other) => one - other);
    expect(kept.blocks.map((block) => [...block])).toEqual(features.blocks.map(sorted));
    expect(kept.ordered).toBe(false);
    const passages = (words: Int32Array) => [0, 120, 240].map((at) => words.subarray(at, at + 120));
    expect(passages(kept.segments).map((words) => [...words])).toEqual(passages(features.segments).map(sorted));
    expect(encodeFeatures(kept)).toBe(encodeFeatures(features));
  });

  it('is kept anew where it was kept with the order of its words', async () => {
    const lessons = [lesson(long, 'ham'), lesson(personal, 'spam')];
    await teaching(lessons.slice(0, 1));
    const key = labelledFeaturesKey(lessons[0]?.label.sha256 ?? '');
    const now = state.objects.get(key) ?? '';
    const before = now.replace('features/v2', 'features/v1').replace('"passages":"', '"segments":"AAAA');
    state.objects.set(key, before);
    expect(await teaching(lessons)).toMatchObject({ outcome: 'learned', missing: 0 });
    expect(state.objects.get(key)).toBe(now);

    state.objects.set(key, before);
    await teaching(generated(10, 15));
    expect(state.objects.get(key)).toContain('"schema":"model-features/v2"');
  });

  it.each([
    '',
    '{}',
    '{"schema":"model-features/v2","blocks":[],"passages":""}',
    JSON.stringify({
      schema: 'model-features/v2',
      blocks: Array.from({ length: 7 }, () => '////'),
      passages: '',
    }),
  ])('is not read from %j', (text) => {
    expect(decodeFeatures(text)).toBeTypeOf('string');
  });
});
