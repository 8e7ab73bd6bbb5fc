/** Messages of other projects, where they lie beside the checkout: every one is judged, and none takes long. */

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startExaminer } from '../../cli/check/examine.ts';
import { filesIn } from '../../cli/check/input.ts';
import type { MessageReport } from '../../cli/check/report.ts';
import { filters } from '../../shared/filters/index.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
import { run } from './run.ts';

const corpus = fileURLToPath(new URL('../../../shared/corpora/mime', import.meta.url));
const present = existsSync(corpus);
if (!present) console.warn(`test/cli/corpus: skipped, there is no folder ${corpus}`);

describe.runIf(present)('the messages of other projects', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mailweir-corpus-'));
    await writeFile(join(folder, 'p.yml'), 'version: 1\ndomains: [corp.example]\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are all judged, each in less than two seconds', { timeout: 120_000 }, async () => {
    const { code, out } = await run(['check', corpus, '--policy', join(folder, 'p.yml')]);
    const reports = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as MessageReport);
    expect(reports.length).toBeGreaterThan(700);
    expect(reports.filter(({ outcome }) => outcome !== 'judged')).toEqual([]);
    expect(reports.filter(({ ms }) => ms >= 2_000)).toEqual([]);
    expect(reports.flatMap(({ findings }) => findings).filter(({ reason }) => reason === 'filter-fault')).toEqual([]);
    // Some files beside the messages are keys and records of DNS.
    expect(code).toBe(reports.every(({ isMail }) => isMail) ? 0 : 1);
  });

  it('stay the same bytes where nothing is edited', { timeout: 120_000 }, async () => {
    const off = Object.fromEntries(filters.map(({ name }) => [name, { enabled: false }]));
    const parsed = parsePolicy({ version: 1, domains: ['corp.example'], filters: off });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const handover = { direction: 'INBOUND', from: undefined, to: ['bob@corp.example'] } as const;
    const examiner = await startExaminer({ policy: parsed.policy, handover, deadlineMs: 10_000 });
    try {
      for (const { path, shown } of await filesIn(corpus, corpus)) {
        const bytes = await readFile(path);
        const { report, delivered } = await examiner.examine(shown, bytes);
        expect(report, shown).toMatchObject({ splices: [], edited: null });
        expect(delivered.equals(bytes), shown).toBe(true);
      }
    } finally {
      await examiner.close();
    }
  });
});
