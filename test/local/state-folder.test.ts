import { spawnSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStateFolder } from '../../local/state-folder.ts';
import { aFolder } from './local-setup.ts';

describe('the state folder', () => {
  it('is one start’s at a time', async () => {
    const path = join(await aFolder(), 'state');
    const first = await openStateFolder(path);
    await expect(openStateFolder(path)).rejects.toThrow(`${path} is in use by process ${process.pid}`);
    await first.release();
    await (await openStateFolder(path)).release();
  });

  it('of a start that died can be taken', async () => {
    const path = join(await aFolder(), 'state');
    await (await openStateFolder(path)).release();
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(join(path, 'lock'), String(pid));
    const taken = await openStateFolder(path);
    await expect(openStateFolder(path)).rejects.toThrow('is in use');
    await taken.release();
  });

  it('of a process that lives cannot be taken, and the message says what to do', async () => {
    const path = join(await aFolder(), 'state');
    await (await openStateFolder(path)).release();
    await writeFile(join(path, 'lock'), String(process.ppid));
    await expect(openStateFolder(path)).rejects.toThrow(
      new RegExp(
        `in use by process ${process.ppid}\\. End that process, or name another folder with --state\\..*remove`,
      ),
    );
  });

  it('is emptied on request', async () => {
    const path = join(await aFolder(), 'state');
    const first = await openStateFolder(path);
    await writeFile(join(path, 'old'), '');
    await first.release();
    const second = await openStateFolder(path, { fresh: true });
    expect(await readdir(path)).not.toContain('old');
    await second.release();
  });

  it('is never somebody else’s folder', async () => {
    const path = await aFolder();
    await writeFile(join(path, 'thesis.tex'), 'years of work');
    for (const fresh of [false, true]) {
      await expect(openStateFolder(path, { fresh })).rejects.toThrow(`${path} holds other files`);
    }
    expect(await readdir(path)).toEqual(['thesis.tex']);
  });
});
