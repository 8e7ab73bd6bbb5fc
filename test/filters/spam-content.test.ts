import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Model } from '../../shared/filters/spam/model-file.ts';
import { spamContent } from '../../shared/filters/spam-content.ts';
import { generateMail } from '../../tools/train/generate.ts';
import { aTaughtModel } from '../a-model.ts';
import { aMailObject } from '../builders.ts';

const reasonsOf = (
  raw: Buffer,
  settings: { threshold?: number } = {},
  organisationModel: Model | null = null,
): readonly string[] =>
  [spamContent.evaluate(aMailObject({ raw, organisationModel }), v.parse(spamContent.settings, settings))]
    .flat()
    .flatMap((verdict) => (verdict.outcome === 'match' ? [verdict.reason] : []));

// Another seed than the shipped model was trained with: other names, numbers, forms.
const mail = [...generateMail({ seed: 404, count: 600, unwanted: 0.5 })];
const good = mail.filter(({ unwanted }) => !unwanted);
const unwanted = mail.filter(({ unwanted }) => unwanted);

describe('spam-content', () => {
  it('says of good mail nothing, and of most fraud what it looks like and why', () => {
    expect(good.filter(({ bytes }) => reasonsOf(bytes).length > 0)).toEqual([]);
    const found = unwanted.map(({ bytes }) => reasonsOf(bytes)).filter(([first]) => first === 'looks-like-spam');
    expect(found.length).toBeGreaterThan(unwanted.length * 0.7);
    for (const [, second] of found) expect(second).toMatch(/^[a-z]+-like-spam$/);
  });

  it('obeys its threshold', () => {
    const above = (threshold: number) =>
      unwanted.filter(({ bytes }) => reasonsOf(bytes, { threshold }).length > 0).length;
    expect(above(20)).toBe(0);
    expect(above(0)).toBeGreaterThan(above(4));
  });

  it('lets nothing follow unless policy says so', () => {
    for (const { onMatch } of Object.values(spamContent.reasons))
      expect(onMatch).toEqual({ disposition: 'DEFAULT', edits: [] });
  });

  it('says where it has read a part only', () => {
    expect(reasonsOf(Buffer.from(`From: a@b.example\r\n\r\n${'word '.repeat(80_000)}`))).toContain('partly-read');
  });
});

describe("spam-content with the organisation's own model", () => {
  const share = (of: typeof mail, own: Model | null, settings = {}) =>
    of.filter(({ bytes }) => reasonsOf(bytes, settings, own).includes('looks-like-spam')).length / of.length;
  const contrary = (count: number) => aTaughtModel(count, (isUnwanted) => !isUnwanted);

  it('obeys the organisation where it has taught enough, whatever the shipped model says', () => {
    const own = contrary(600);
    expect(share(good, own)).toBeGreaterThan(0.7);
    expect(share(unwanted, own)).toBe(0);
  });

  it('finds more than the shipped model alone, and loses no good mail', () => {
    const own = aTaughtModel(600);
    const sure = { threshold: 6 };
    expect(share(unwanted, own, sure)).toBeGreaterThan(share(unwanted, null, sure) * 2);
    expect(share(good, own)).toBe(0);
  });

  it.each([
    { labels: { spam: 150, ham: 149 } },
    { labels: { spam: 49, ham: 600 } },
    { labels: { spam: 600, ham: 49 } },
    { labels: { spam: 600, ham: 0 } },
  ])('raises no suspicion alone with $labels.spam unwanted and $labels.ham good labels', ({ labels }) => {
    // As sure as a model can be, and taught the contrary of what is true.
    const taught = contrary(600);
    const own = { ...taught, scale: taught.scale * 8, labels };
    expect(share(good, { ...own, labels: { spam: 150, ham: 150 } })).toBeGreaterThan(0.9);
    expect(share(good, own)).toBe(0);
  });

  it('says why in the words of both, each reason once', () => {
    const own = aTaughtModel(600);
    for (const { bytes } of unwanted) {
      const reasons = reasonsOf(bytes, {}, own);
      expect(new Set(reasons).size).toBe(reasons.length);
      for (const reason of reasons) expect(Object.keys(spamContent.reasons)).toContain(reason);
    }
  });
});
