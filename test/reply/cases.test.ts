/**
 * The cases of ../shared/cases (its README is the specification of the decision), each in every field. Where that
 * folder is absent, as in a checkout of this repository alone, guards.test.ts is what holds the codes.
 */

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCase } from '../../cli/reply/case-line.ts';
import { decideCase } from '../../cli/reply/decide.ts';

interface Expected {
  readonly id: string;
  readonly title: string;
  readonly expect: {
    readonly reply: boolean;
    readonly reason: string;
    readonly also?: readonly string[];
    readonly to?: string;
    readonly language?: string;
    readonly compose?: Readonly<Record<string, unknown>>;
  };
}

const file = new URL('../../../shared/cases/auto-reply.jsonl', import.meta.url);
const present = existsSync(file);
const lines = present ? readFileSync(file, 'utf8').trim().split('\n') : [];

describe(`the shared cases${present ? '' : ' (../shared/cases is absent: none is run here)'}`, () => {
  it.runIf(present)('are all there', () => expect(lines).toHaveLength(80));

  it.each(lines.map((text) => ({ text, ...(JSON.parse(text) as Expected) })))(
    '$id $title',
    ({ text, expect: wanted }) => {
      const read = readCase(text);
      if (!read.ok) throw new Error(read.problem);
      const { id: _, compose, language, ...decision } = decideCase(read.line);
      expect(decision).toEqual({
        reply: wanted.reply,
        reason: wanted.reason,
        also: wanted.also ?? [],
        to: wanted.to ?? null,
      });
      if (wanted.language !== undefined) expect(language).toBe(wanted.language);
      if (wanted.compose !== undefined) expect(compose).toMatchObject(wanted.compose);
    },
  );
});
