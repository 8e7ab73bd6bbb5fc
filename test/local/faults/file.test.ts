import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFaultFile } from '../../../local/faults/file.ts';
import { aFolder } from '../local-setup.ts';

async function aFile(content: string): Promise<string> {
  const path = join(await aFolder(), 'faults.txt');
  await writeFile(path, content);
  return path;
}

describe('a file of faults', () => {
  it('holds one a line, with comments', async () => {
    const path = await aFile('# a bad day\r\n\nthrottle rate=0.1 seed=3   # now and then\ncrash-after s3.PutObject\n');
    expect(await readFaultFile(path)).toEqual(['throttle rate=0.1 seed=3', 'crash-after s3.PutObject']);
  });

  it('is refused with the line that is wrong', async () => {
    const path = await aFile('throttle\n\nearthquake\n');
    await expect(readFaultFile(path)).rejects.toThrow(/faults\.txt, line 3: There is no fault "earthquake"/);
  });

  it('that is not there is named', async () => {
    await expect(readFaultFile('nowhere.txt')).rejects.toThrow(/--faults nowhere\.txt cannot be read: ENOENT/);
  });
});
