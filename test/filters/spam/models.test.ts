/** Learning, scoring, the file of a model, and the two models together. */

import { describe, expect, it } from 'vitest';
import { evidenceOf, scoreContent, shippedWeight, thresholdOf } from '../../../shared/filters/spam/content-score.ts';
import { featuresOf } from '../../../shared/filters/spam/features.ts';
import { places } from '../../../shared/filters/spam/hash.ts';
import { score, worstSegment } from '../../../shared/filters/spam/linear-model.ts';
import { decodeModel, encodeModel, type Model, quantised } from '../../../shared/filters/spam/model-file.ts';
import { OrganisationTraining, organisationPasses } from '../../../shared/filters/spam/organisation-training.ts';
import { shippedModel } from '../../../shared/filters/spam/shipped-model.ts';
import { Learner } from '../../../shared/filters/spam/train.ts';
import { parseMessage } from '../../../shared/mail/parse.ts';
import { generateMail } from '../../../tools/train/generate.ts';

const mail = [...generateMail({ seed: 11, count: 160, unwanted: 0.5 })].map(({ bytes, unwanted }) => ({
  message: parseMessage(bytes),
  unwanted,
}));

function trained(upTo: number): Model {
  const training = new OrganisationTraining();
  for (let pass = 1; pass <= organisationPasses; pass += 1) {
    if (pass > 1) training.nextPass();
    for (const { message, unwanted } of mail.slice(0, upTo)) {
      training.learn({ features: featuresOf(message, true), unwanted });
    }
  }
  return training.model();
}

const withLabels = (spam: number, ham: number): Model => ({
  ...shippedModel(),
  kind: 'organisation',
  labels: { spam, ham },
});

describe('an organisation model', () => {
  const model = trained(100);

  it('learns each label once, however many passes', () => {
    expect(model.labels.spam + model.labels.ham).toBe(100);
  });

  it('judges what it has not seen', () => {
    const right = mail
      .slice(100)
      .filter(({ message, unwanted }) => score(model, featuresOf(message, true)).score > 0 === unwanted);
    expect(right.length).toBeGreaterThan(50);
  });

  it('comes back from its file as it was, and within 1.1 MB', () => {
    const file = encodeModel(model);
    expect(file.length).toBeLessThan(1_100_000);
    expect(decodeModel(file)).toEqual({ ...model, weights: model.weights });
  });

  it('judges nearly the same with weights of one octet', () => {
    const small = quantised(model);
    expect(small.weights).toBeInstanceOf(Int8Array);
    for (const { message } of mail.slice(100)) {
      const features = featuresOf(message, true);
      expect(Math.abs(score(small, features).score - score(model, features).score)).toBeLessThan(0.5);
    }
  });
});

describe('a model file', () => {
  const file = encodeModel(shippedModel());
  it.each([
    ['nothing', Buffer.alloc(0), 'does not begin with a line'],
    ['no JSON', Buffer.from('hello\n'), 'is no model of this version'],
    [
      'another version',
      Buffer.from(file.toString('latin1').replace('/v1', '/v9'), 'latin1'),
      'is no model of this version',
    ],
    ['a shorter one', file.subarray(0, -1), `holds ${places - 1} octets of weights instead of ${places}`],
  ])('of %s is refused in words', (_, bytes, problem) => {
    expect(decodeModel(bytes)).toContain(problem);
  });
});

describe('two models', () => {
  it.each([
    [0, 0, 1],
    [100, 100, 0.5],
    [300, 300, 0.25],
  ])('with %i and %i labels leave the shipped one a weight of %d', (spam, ham, weight) => {
    expect(shippedWeight({ shipped: shippedModel(), organisation: withLabels(spam, ham) })).toBeCloseTo(weight);
  });

  it('ask more of an organisation model that has seen little, or one class only', () => {
    const threshold = (spam: number, ham: number) =>
      thresholdOf({ shipped: null, organisation: withLabels(spam, ham) });
    expect(threshold(20, 20)).toBeGreaterThan(threshold(150, 150) + 1);
    expect(threshold(500, 2)).toBeGreaterThan(threshold(250, 252) + 1);
    expect(threshold(250, 250)).toBe(threshold(2_500, 2_500));
  });

  it('give evidence that adds up to the score, with reasons in words', () => {
    const models = { shipped: shippedModel(), organisation: trained(100) };
    for (const { message } of mail.slice(0, 20)) {
      const evidence = evidenceOf(message, models);
      const sum = evidence.reduce((total, { score }) => total + score, 0);
      expect(sum).toBeCloseTo(scoreContent(message, models).score, 4);
      for (const { reasons } of evidence) {
        for (const { code, text } of reasons) {
          expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
          expect(text).toMatch(/^[A-Z].*\.$/);
        }
      }
    }
  });
});

describe('the worst segment', () => {
  it('is found wherever it stands', () => {
    const weights = new Float32Array(places);
    weights[7] = 1;
    weights[8] = -1;
    const padding = Array.from({ length: 500 }, () => 8);
    const bad = Array.from({ length: 120 }, () => 7);
    for (const words of [
      [...padding, ...bad],
      [...bad, ...padding],
      [...padding, ...bad, ...padding],
    ]) {
      const segments = Int32Array.from(words);
      expect(worstSegment(weights, { segments, ordered: true }).sum).toBe(120);
      expect(worstSegment(weights, { segments, ordered: false }).sum).toBeGreaterThanOrEqual(0);
    }
    for (const ordered of [true, false]) {
      expect(worstSegment(weights, { segments: new Int32Array(0), ordered })).toEqual({ start: 0, end: 0, sum: 0 });
    }
  });
});

describe('a nudge', () => {
  const examples = mail.map(({ message, unwanted }) => ({ features: featuresOf(message, true), unwanted }));

  const taught = (): Learner => {
    const learner = new Learner({ rate: 0.3, margin: 2 });
    for (const example of examples.slice(0, 60)) learner.learn(example);
    return learner;
  };
  const scores = ({ model }: Learner): readonly number[] =>
    examples.map(({ features }) => score(model, features).score);

  it.each([
    { what: 'one message', said: examples.slice(60, 61) },
    { what: 'the same message again and again', said: Array.from({ length: 50 }, () => examples[60] ?? examples[0]) },
    { what: 'many messages', said: examples.slice(60, 110) },
    { what: 'all of them', said: examples },
  ])('moves no message by more than so many logits, by $what', ({ said }) => {
    const words = said.flatMap((example) => (example ? [{ ...example, unwanted: true }] : []));
    for (const most of [0.1, 1, 4]) {
      const learner = taught();
      const before = scores(learner);
      learner.nudge(words, most);
      const moved = scores(learner).map((now, at) => now - (before[at] ?? 0));
      expect(Math.max(...moved)).toBeLessThanOrEqual(most);
      expect(Math.min(...moved)).toBeGreaterThanOrEqual(0);
      // So little of what is allowed would teach nobody.
      const ofOne = words.length === 1 ? (moved[60] ?? 0) : most;
      expect(ofOne).toBeGreaterThan(most / 2);
    }
  });

  it('leaves each of several messages its part', () => {
    const words = examples.slice(60, 76).map(({ features }) => ({ features, unwanted: true }));
    const learner = new Learner({ rate: 0.3, margin: 2 });
    learner.nudge(words, 2);
    const moved = words.map(({ features }) => score(learner.model, features).score);
    expect(Math.min(...moved)).toBeGreaterThan(0.3);
  });

  it('teaches nothing where there is nothing left to move by', () => {
    const learner = new Learner({ rate: 0.3, margin: 2 });
    learner.nudge(examples.slice(0, 3), 0);
    expect(learner.model.weights.every((weight) => weight === 0)).toBe(true);
  });
});
