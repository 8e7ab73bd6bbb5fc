import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logArchive, objectsOf } from '../../bench/archive/log-archive.ts';
import { messagesOf } from '../../bench/archive/messages.ts';
import { importer } from '../../shared/archive/import.ts';
import { evidenceKey } from '../../shared/archive/keys.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailweir-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const { signal } = new AbortController();
const retention = { mode: 'GOVERNANCE', until: new Date('2027-01-01T00:00:00Z') } as const;
const organisation = `m-${'0'.repeat(32)}`;

describe('the archive in one file', () => {
  it('has each original exact and each record, in the file, when the import returns', async () => {
    const path = join(folder, 'log');
    const archive = await logArchive(path);
    const run = { archive, organisation, kind: 'eml', name: 'bench', retention, now: () => new Date() } as const;
    const importOne = importer(run);
    const messages = [...messagesOf(40, 5_000)];
    await Promise.all(
      messages.map(async (bytes, at) => {
        expect(await importOne(bytes, String(at), signal)).toBe('imported');
        const kept = new Map(Array.from(objectsOf(await readFile(path)), ({ key, content }) => [key, content]));
        const record = [...kept].find(([key, json]) => key.startsWith('import/') && json.includes(`"place":"${at}"`));
        const { evidence } = JSON.parse(String(record?.[1])) as { evidence: { key: string; sha256: string } };
        expect(evidence.key).toBe(evidenceKey(organisation, evidence.sha256));
        expect(kept.get(evidence.key)?.equals(bytes)).toBe(true);
      }),
    );
    expect(await importer(run)(messages[0] ?? Buffer.alloc(0), '0', signal)).toBe('known');
    await archive.close();
  });

  it('keeps one of two that have a key, and says so to the other when it is there', async () => {
    const archive = await logArchive(join(folder, 'log'));
    const keep = () => archive.keep('raw', Buffer.from('x'), '', retention, signal);
    expect(await Promise.all([keep(), keep()])).toEqual([
      { version: 'only', existed: false },
      { version: 'only', existed: true },
    ]);
    await archive.close();
  });

  it('leaves out what a crash cut short', async () => {
    const path = join(folder, 'log');
    const archive = await logArchive(path);
    await archive.keep('a', Buffer.from('one'), '', retention, signal);
    await archive.keep('b', Buffer.from('two'), '', retention, signal);
    await archive.close();
    const bytes = await readFile(path);
    for (const cut of [1, 3, 4, 20]) {
      expect(Array.from(objectsOf(bytes.subarray(0, -cut)), ({ key }) => key)).toEqual(['a']);
    }
  });

  it('refuses every call that a failed write was for', async () => {
    const archive = await logArchive(join(folder, 'log'));
    await archive.close();
    await expect(archive.keep('a', Buffer.from('one'), '', retention, signal)).rejects.toThrow();
  });
});
