/** The documents say what the program does: every command, option, key, filter and reason stands in them. */

import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { commands } from '../../cli/dispatch.ts';
import { exitCodes } from '../../cli/fault.ts';
import { starterPolicy } from '../../cli/starter-policy.ts';
import { foreignDefaults, foreignOptions } from '../../local/foreign/settings.ts';
import { filters } from '../../shared/filters/index.ts';
import { parsePolicy, safeDefaultPolicy } from '../../shared/policy-document.ts';
import { run } from '../cli/run.ts';

const read = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

it.each(globSync('*.md', { cwd: fileURLToPath(new URL('../../docs/', import.meta.url)) }))(
  '%s has no row that has lost its table',
  (name) => {
    const lines = read(name).split('\n');
    const beginnings = lines.flatMap((line, at) =>
      line.startsWith('|') && lines[at - 1]?.startsWith('|') !== true ? [at] : [],
    );
    for (const at of beginnings) expect(lines[at + 1], lines[at]).toMatch(/^(?:\| *:?-+:? *)+\|$/);
  },
);

describe('docs/policy.md', () => {
  const text = read('policy.md');

  it.each(filters)('has $name, its reasons and its settings', ({ name, reasons, settings }) => {
    const [section = ''] = text.split(`### \`${name}\`\n`)[1]?.split('\n### ') ?? [];
    for (const [reason, { text, onMatch, yieldsToAllow }] of Object.entries(reasons)) {
      const follows = [onMatch.disposition, ...onMatch.edits.map(({ kind }) => kind)]
        .map((word) => `\`${word}\``)
        .join(', ');
      expect(section).toContain(`| \`${reason}\` | ${text} | ${follows} | ${yieldsToAllow === true ? 'yes' : 'no'} |`);
    }
    for (const setting of Object.keys(v.parse(settings, {}))) expect(section).toContain(`\`settings.${setting}\``);
  });

  it('has every key, with its default', () => {
    for (const key of Object.keys(safeDefaultPolicy())) expect(text).toMatch(new RegExp(`^\\| \`${key}[.\`]`, 'm'));
    const { directory, retention, onUnjudged, onContentGone } = safeDefaultPolicy();
    for (const key of Object.keys(directory)) expect(text).toContain(`| \`directory.${key}\` | \`[]\` |`);
    for (const [key, value] of Object.entries(retention)) {
      const shown = typeof value === 'object' ? JSON.stringify(value) : value;
      expect(text).toContain(`| \`retention.${key}\` | \`${shown}\` |`);
    }
    expect(text).toContain(`| \`onUnjudged\` | \`disposition: ${onUnjudged.disposition}\` |`);
    expect(text).toContain(`| \`onContentGone\` | \`disposition: ${onContentGone.disposition}\` |`);
  });

  it('shows documents that are valid', () => {
    const examples = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = '']) => parsePolicy(parse(yaml)));
    expect(examples.length).toBeGreaterThan(1);
    for (const example of examples) expect(example).toMatchObject({ ok: true });
  });
});

describe('the policy to begin with', () => {
  it('says nothing but the defaults', () => {
    const domains = ['corp.example'];
    expect(parsePolicy(parse(starterPolicy('corp.example')))).toEqual(parsePolicy({ version: 1, domains }));
  });

  it('has every key, so that nobody must look one up', () => {
    const written: unknown = parse(starterPolicy('corp.example'));
    expect(Object.keys(written ?? {}).sort()).toEqual(Object.keys(safeDefaultPolicy()).sort());
  });
});

describe('docs/cli.md', () => {
  const text = read('cli.md');

  it.each(commands)('has $name and its options', ({ name, options }) => {
    expect(text).toContain(`## \`mailweir ${name}`);
    for (const option of Object.keys(options)) expect(text).toMatch(new RegExp(`\`--${option}[ \`]`));
  });

  it('has every exit code', () => {
    for (const code of Object.values(exitCodes)) expect(text).toMatch(new RegExp(`^\\| ${code} \\| `, 'm'));
  });

  it('has every key of check/v1', async () => {
    const { out } = await run(['check', '-', '--json'], { stdin: 'From: a@partner.example\r\n\r\nHello.\r\n' });
    const keys = keysIn(JSON.parse(out));
    expect(keys.size).toBeGreaterThan(30);
    for (const key of keys) expect(text).toContain(`\`${key}\``);
  });
});

describe('docs/local.md', () => {
  const text = read('local.md');
  const project = fileURLToPath(new URL('../..', import.meta.url));
  const source = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

  it('has every option about a function, with its default', () => {
    for (const option of Object.keys(foreignOptions)) expect(text).toContain(`| \`--${option} `);
    for (const [option, value] of Object.entries(foreignDefaults)) {
      expect(text).toMatch(new RegExp(`^\\| \`--${option} \\S+\` \\| \`${value}\` \\|`, 'm'));
    }
  });

  it('has every file that assumes what AWS does not say, and no other', () => {
    const assuming = globSync('local/**/*.ts', { cwd: project }).filter((path) => /\bASSUM/.test(source(path)));
    expect(assuming.length).toBeGreaterThan(10);
    expect(assuming.filter((path) => !text.includes(`\`${path}\``))).toEqual([]);
    const named = [...text.matchAll(/`(local\/[\w/-]+\.ts)` ?[|,]/g)].map(([, path = '']) => path);
    expect(named.filter((path) => !/ASSUM|made up|Not published/i.test(source(path)))).toEqual([]);
  });

  it('leads to sections that are there', () => {
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
    );
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((anchor) => !headings.includes(anchor))).toEqual([]);
  });
});

/** All keys, but those that name evidence, which each filter chooses. */
function keysIn(value: unknown): Set<string> {
  if (typeof value !== 'object' || value === null) return new Set();
  return new Set(
    Object.entries(value).flatMap(([key, inner]) => [
      ...(Array.isArray(value) ? [] : [key]),
      ...(key === 'evidence' ? [] : keysIn(inner)),
    ]),
  );
}
