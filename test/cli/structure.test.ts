import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StructureReport } from '../../cli/structure/describe.ts';
import { aFolder, run } from './run.ts';

const message = [
  'From: =?utf-8?q?Ann_=C3=96?= <ann@sender.example>',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain; charset=latin1',
  '',
  'gr\xfc\xdfe',
  '--b',
  'Content-Type: application/pdf',
  'Content-Disposition: attachment; filename="bill\x1b[2J.pdf"',
  'Content-Transfer-Encoding: base64',
  '',
  'AAECAwQ=',
  '--b--',
  '',
].join('\r\n');

async function shown(...args: readonly string[]) {
  const cwd = await aFolder();
  await writeFile(join(cwd, 'in.eml'), message, 'latin1');
  await writeFile(join(cwd, 'list'), 'in.eml\nmissing.eml\nin.eml\n');
  return run(['structure', ...args], { cwd });
}

describe('mailweir structure', () => {
  it('says what is where', async () => {
    const { code, out } = await shown('in.eml', '--json');
    expect(code).toBe(0);
    const report = JSON.parse(out) as StructureReport;
    const at = (range: { start: number; end: number } | undefined) => message.slice(range?.start, range?.end);
    expect(report).toMatchObject({ schema: 'structure/v1', file: 'in.eml', sizeBytes: message.length, defects: [] });
    const { root } = report;
    expect(root.header.fields[0]).toMatchObject({ name: 'From', value: 'Ann \u00d6 <ann@sender.example>' });
    expect(at(root.header.fields[1])).toBe('Content-Type: multipart/mixed; boundary=b\r\n');
    const [text, file] = root.parts;
    expect(text).toMatchObject({ path: '1', type: 'text/plain', charset: 'windows-1252', filename: null });
    expect(at(text?.body)).toBe('gr\xfc\xdfe');
    expect(file).toMatchObject({
      path: '2',
      filename: 'bill\u001b[2J.pdf',
      disposition: 'attachment',
      content: {
        sizeBytes: 5,
        sha256: createHash('sha256')
          .update(Buffer.from([0, 1, 2, 3, 4]))
          .digest('hex'),
      },
    });
    expect(at(file?.body)).toBe('AAECAwQ=');
  });

  it('is a line a part for people, and harmless on a terminal', async () => {
    const { out } = await shown('in.eml');
    expect(out).not.toContain('\u001b');
    expect(out).toContain('  2  application/pdf  ');
    expect(out).toContain('base64  "bill\\u001b[2J.pdf"  5 bytes, SHA-256 ');
  });

  it('gives a line for each file of a list, also for one that is not there', async () => {
    const { code, out, err } = await shown('--batch', 'list');
    expect(code).toBe(1);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { file: string; error?: string });
    expect(lines.map(({ file, error }) => `${file} ${error ?? ''}`)).toEqual([
      'in.eml ',
      'missing.eml does not exist',
      'in.eml ',
    ]);
    expect(err).toContain('line 2, missing.eml, does not exist');
  });
});
