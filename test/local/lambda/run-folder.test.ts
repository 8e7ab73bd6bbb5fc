import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRunFolder } from '../../../local/lambda/run-folder.ts';
import { aStateFolder } from './a-function.ts';
import { writeZip } from './fixtures/fixture-function.ts';

describe('a run folder', () => {
  it('holds the code, folders included, and a scratch folder for each sandbox', async () => {
    const stateDir = await aStateFolder();
    const zipFile = await writeZip(stateDir, { 'index.mjs': 'one', 'deep/er/two.mjs': 'two' });
    const folder = await openRunFolder(stateDir, 'fixture', zipFile);
    expect(await readFile(join(folder.codeDir, 'index.mjs'), 'utf8')).toBe('one');
    expect(await readFile(join(folder.codeDir, 'deep/er/two.mjs'), 'utf8')).toBe('two');
    expect(await folder.scratchDir()).not.toBe(await folder.scratchDir());
    await folder.remove();
    expect(await readdir(join(stateDir, 'fixture'))).toEqual([]);
  });

  it('removes what a process that is gone left, and leaves what is in use', async () => {
    const stateDir = await aStateFolder();
    const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(gone, 'exit');
    const inUse = [`run-${process.pid}-aaaaaa`, `run-${process.ppid}-bbbbbb`];
    for (const name of [`run-${gone.pid}-cccccc`, ...inUse]) {
      await mkdir(join(stateDir, 'fixture', name), { recursive: true });
    }
    const folder = await openRunFolder(stateDir, 'fixture', await writeZip(stateDir, { 'index.mjs': '' }));
    await folder.remove();
    expect((await readdir(join(stateDir, 'fixture'))).sort()).toEqual(inUse.sort());
  });

  it.each(['../outside.mjs', 'deep/../../outside.mjs'])('refuses a zip that holds %s', async (path) => {
    const stateDir = await aStateFolder();
    const zipFile = await writeZip(stateDir, { [path]: 'x' });
    await expect(openRunFolder(stateDir, 'fixture', zipFile)).rejects.toThrow('outside its folder');
  });
});
