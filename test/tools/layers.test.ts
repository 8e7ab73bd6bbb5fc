/** Plants a wrong import in each layer and sees the linter find it (architecture.md, section 2). */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'mailweir-layers-'));
// Types are not asked for here: the layers need none, and there is no project in the folder.
const settings = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')) as Record<string, unknown>;
writeFileSync(join(folder, '.oxlintrc.json'), JSON.stringify({ ...settings, options: { typeAware: false } }));
afterAll(() => rmSync(folder, { recursive: true }));

function plant(file: string, source: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), source);
}

const wrong: readonly (readonly [file: string, imported: string])[] = [
  ['shared/errors.ts', './ports.ts'],
  ['shared/ports.ts', './mail/message.ts'],
  ['shared/tables/a.ts', '../mail/message.ts'],
  ['shared/tables/b.ts', 'node:http'],
  ['shared/mail/a.ts', '../filters/filter.ts'],
  ['shared/mail/b.ts', '../policy.ts'],
  ['shared/mail/c.ts', 'node:fs'],
  ['shared/mail/d.ts', '@aws-sdk/client-s3'],
  ['shared/mail/e.ts', 'mailparser'],
  ['shared/filters/a.ts', '../adapters/state.ts'],
  ['shared/filters/b.ts', '../pipeline.ts'],
  ['shared/filters/c.ts', 'node:dns'],
  ['shared/archive/a.ts', '../decision.ts'],
  ['shared/sources/a.ts', '../pipeline.ts'],
  ['shared/reply/a.ts', '@aws-sdk/client-sesv2'],
  ['shared/followers/a.ts', '../adapters/state.ts'],
  ['shared/followers/b.ts', '../pipeline.ts'],
  ['shared/followers/c.ts', '@aws-sdk/client-sesv2'],
  ['shared/completeness/a.ts', '../adapters/source-log.ts'],
  ['shared/completeness/b.ts', '@aws-sdk/client-cloudwatch-logs'],
  ['shared/completeness/c.ts', '../policy.ts'],
  ['shared/follow-log.ts', '@aws-sdk/client-s3'],
  ['shared/reconcile-log.ts', '@aws-sdk/client-s3'],
  ['shared/policy.ts', './adapters/state.ts'],
  ['shared/evaluate.ts', './pipeline.ts'],
  ['shared/decision.ts', 'node:http'],
  ['shared/judge.ts', './config.ts'],
  ['shared/pipeline.ts', './adapters/state.ts'],
  ['shared/pipeline.ts', '@aws-sdk/client-s3'],
  ['shared/learning.ts', '@aws-sdk/client-s3'],
  ['shared/model-store.ts', './pipeline.ts'],
  ['shared/config.ts', './adapters/state.ts'],
  ['shared/mail-log.ts', '@aws-sdk/client-s3'],
  ['shared/adapters/a.ts', '../pipeline.ts'],
  ['shared/adapters/b.ts', '../filters/index.ts'],
  ['shared/adapters/c.ts', '@aws-lambda-powertools/logger'],
  ['shared/adapters/authenticator.ts', 'mailauth'],
  ['shared/adapters/mailauth.ts', '../ports.ts'],
  ['shared/gather.ts', './adapters/authenticator.ts'],
  ['functions/a.ts', '../local/main.ts'],
  ['functions/b.ts', '@aws-sdk/client-s3'],
  ['functions/c.ts', '../cli/main.ts'],
  ['cli/a.ts', '../local/main.ts'],
  ['tools/a.ts', '../local/main.ts'],
  ['local/a.ts', '../functions/inbound.ts'],
  ['local/deep/b.ts', '../../cli/main.ts'],
];

const right: readonly (readonly [file: string, imported: string])[] = [
  ['shared/tables/right.ts', 'node:fs'],
  ['shared/tables/right2.ts', './once.ts'],
  ['shared/mail/right.ts', '../errors.ts'],
  ['shared/mail/right2.ts', '../tables/once.ts'],
  ['shared/filters/right.ts', '../mail/message.ts'],
  ['shared/filters/spam/right.ts', '../../tables/once.ts'],
  ['shared/followers/right.ts', '../archive/record.ts'],
  ['shared/completeness/right.ts', '../followers/unmarked.ts'],
  ['shared/adapters/right.ts', '@aws-sdk/client-s3'],
  ['shared/adapters/right2.ts', '../ports.ts'],
  ['shared/adapters/right3.ts', '../gather.ts'],
  ['functions/right.ts', '../shared/pipeline.ts'],
  ['local/right.ts', '../shared/archive/keys.ts'],
];

function complaints(): Map<string, string> {
  const script = join(root, 'node_modules/oxlint/bin/oxlint');
  const { stdout } = spawnSync(process.execPath, [script, '-f', 'unix', '.'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const lines = stdout.split('\n').filter((line) => line.includes('no-restricted-imports'));
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).replaceAll('\\', '/').replace(`${folder}/`, ''), line]),
  );
}

describe('the layers', () => {
  const files = new Map<string, string[]>();
  for (const [file, imported] of [...wrong, ...right]) files.set(file, [...(files.get(file) ?? []), imported]);
  for (const [file, imports] of files) plant(file, imports.map((imported) => `import '${imported}';\n`).join(''));
  const found = complaints();

  it.each(wrong)('%s must not import %s', (file) => expect(found.has(file)).toBe(true));

  it.each(right)('%s may import %s', (file) => expect(found.get(file)).toBeUndefined());
});

describe('the environment', () => {
  it('is read by functions alone', () => {
    plant('shared/process.ts', 'export const path = process.env;\n');
    const script = join(root, 'node_modules/oxlint/bin/oxlint');
    const { stdout } = spawnSync(process.execPath, [script, 'shared/process.ts'], { cwd: folder, encoding: 'utf8' });
    expect(stdout).toContain('only functions read the environment');
  });
});
