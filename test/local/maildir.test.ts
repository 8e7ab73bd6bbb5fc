import { readdir, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Mailboxes, Maildir } from '../../local/maildir.ts';
import { aFolder } from './local-setup.ts';

const bytes = Buffer.from([0x46, 0x3a, 0x0a, 0x0a, 0xff, 0x00, 0x0d, 0x2e]);

describe('a Maildir', () => {
  it('has the exact bytes in new, and nothing in tmp', async () => {
    const maildir = await Maildir.open(await aFolder());
    const file = await maildir.deliver('1.a.host', bytes);
    expect(file).toBe(join(maildir.path, 'new', '1.a.host'));
    expect(await readdir(join(maildir.path, 'tmp'))).toEqual([]);
    const [mail] = await maildir.list();
    expect(await mail?.read()).toEqual(bytes);
  });

  it.each(['new', 'cur'])('finds a message it delivered before in %s', async (part) => {
    const maildir = await Maildir.open(await aFolder());
    const file = await maildir.deliver('1.a.host', bytes);
    // As a reader marks mail that was seen.
    const kept = part === 'new' ? file : join(maildir.path, 'cur', `${basename(file)}:2,S`);
    await rename(file, kept);
    expect(await maildir.deliver('1.a.host', Buffer.from('other'))).toBe(kept);
    expect(await maildir.list()).toHaveLength(1);
  });

  it('takes a name that begins like another for another', async () => {
    const maildir = await Maildir.open(await aFolder());
    await maildir.deliver('1.ab.host', bytes);
    await maildir.deliver('1.a', bytes);
    expect(await maildir.list()).toHaveLength(2);
  });

  it('clears away what a crash cut short, and delivers it anew', async () => {
    const maildir = await Maildir.open(await aFolder());
    await writeFile(join(maildir.path, 'tmp', '1.a.host'), 'half');
    const again = await Maildir.open(maildir.path);
    expect(await readdir(join(maildir.path, 'tmp'))).toEqual([]);
    await again.deliver('1.a.host', bytes);
    expect(await again.list()).toHaveLength(1);
  });
});

describe('the mailboxes', () => {
  it('have junk as a Maildir++ folder', async () => {
    const folder = await aFolder();
    const mailboxes = await Mailboxes.open(folder, ['alice@corp.example']);
    await mailboxes.folder('Alice@corp.example', 'junk').deliver('1.a.host', bytes);
    expect(await mailboxes.list('alice@corp.example', 'inbox')).toEqual([]);
    expect(await readdir(join(folder, 'alice@corp.example', '.Junk', 'new'))).toEqual(['1.a.host']);
    expect((await stat(join(folder, 'alice@corp.example', '.Junk', 'maildirfolder'))).size).toBe(0);
  });

  it('stay inside their folder', async () => {
    const folder = await aFolder();
    await Mailboxes.open(join(folder, 'mail'), ['../up@corp.example']);
    expect(await readdir(folder)).toEqual(['mail']);
  });

  it('name those that there are', async () => {
    const mailboxes = await Mailboxes.open(await aFolder(), ['alice@corp.example']);
    expect(() => mailboxes.folder('bob@corp.example', 'inbox')).toThrow(
      'There is no mailbox bob@corp.example; there are alice@corp.example.',
    );
  });
});
