/** What holds for every filter. */

import { readdirSync } from 'node:fs';
import { fc, it as property } from '@fast-check/vitest';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Filter, MailObject, Match } from '../../shared/filters/filter.ts';
import { filters } from '../../shared/filters/index.ts';
import { dispositions } from '../../shared/mail/disposition.ts';
import { anyMailObject, anyRawMessage } from '../arbitraries.ts';
import { aMailObject } from '../builders.ts';

const matchesOf = (filter: Filter, mail: MailObject): readonly Match[] =>
  [filter.evaluate(mail, v.parse(filter.settings, {}))].flat().filter((verdict) => verdict.outcome === 'match');

const kebabCase = /^[a-z]+(?:-[a-z0-9]+)*$/;

describe('the registry', () => {
  it('has unique names', () => {
    expect(new Set(filters.map(({ name }) => name)).size).toBe(filters.length);
  });

  it('has every file that defines a filter', () => {
    const folder = new URL('../../shared/filters/', import.meta.url);
    const defined = filters.map(({ name }) => `${name}.ts`);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(defined));
    const tested = readdirSync(new URL('.', import.meta.url));
    expect(tested).toEqual(expect.arrayContaining(filters.map(({ name }) => `${name}.test.ts`)));
  });

  it('has every filter that a file defines', async () => {
    const folder = new URL('../../shared/filters/', import.meta.url);
    const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && file !== 'index.ts');
    const registered = new Set<unknown>(filters);
    for (const file of files) {
      const exported: Record<string, unknown> = await import(new URL(file, folder).href);
      for (const value of Object.values(exported)) {
        if (isFilter(value)) expect(registered, file).toContain(value);
      }
    }
  });
});

describe.each(filters.map((filter) => ({ name: filter.name, filter })))('$name', ({ filter }) => {
  it('has a name and reasons in kebab-case', () => {
    for (const code of [filter.name, ...Object.keys(filter.reasons)]) expect(code).toMatch(kebabCase);
    expect(Object.keys(filter.reasons)).not.toEqual([]);
    expect(filter.directions).not.toEqual([]);
  });

  it('explains each reason and does something the source knows', () => {
    for (const { text, onMatch } of Object.values(filter.reasons)) {
      expect(text).toMatch(/^[A-Z].*\.$/);
      expect(dispositions).toContain(onMatch.disposition);
    }
  });

  it('has default settings that are plain data and stay what they are', () => {
    const settings = v.parse(filter.settings, {});
    expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
    expect(v.parse(filter.settings, settings)).toEqual(settings);
  });

  it('refuses settings it does not know', () => {
    expect(v.safeParse(filter.settings, { unheardOf: true }).success).toBe(false);
  });

  property.prop([anyMailObject])('survives any message, for reasons it declares', (mail) => {
    for (const { reason, evidence, parts, recipients } of matchesOf(filter, mail)) {
      expect(Object.keys(filter.reasons)).toContain(reason);
      expect(mail.message.parts.map(({ path }) => path)).toEqual(expect.arrayContaining([...(parts ?? [])]));
      expect(mail.envelope.recipients).toEqual(expect.arrayContaining([...(recipients ?? [])]));
      // Neither an address nor a file name: the record keeps evidence for years.
      for (const value of Object.values(evidence)) expect(String(value)).toMatch(/^[a-zA-Z0-9_.-]*$/);
    }
  });

  property.prop([anyMailObject])('says the same of the same message', (mail) => {
    expect(matchesOf(filter, mail)).toEqual(matchesOf(filter, mail));
  });

  property.prop([anyRawMessage, fc.constantFrom('INBOUND', 'OUTBOUND')])(
    'leaves the bytes alone',
    (bytes, direction) => {
      const before = Buffer.from(bytes);
      matchesOf(filter, aMailObject({ raw: bytes, direction }));
      expect(bytes.equals(before)).toBe(true);
    },
  );
});

function isFilter(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'reasons' in value && 'evaluate' in value;
}
