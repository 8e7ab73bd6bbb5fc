/** The permissions that docs/cli.md lists suffice, each command with its own and no others. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { aFolder } from '../../local/local-setup.ts';
import { anArchive, bucket } from './an-archive.ts';

/** By command, `action prefix`; `*` for the whole bucket. */
async function listed(): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await readFile(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
  const section = text.slice(text.indexOf('### Permissions'), text.indexOf('### Which messages'));
  const rows = new Map<string, string[]>();
  for (const [, command = '', needs = ''] of section.matchAll(/^\| (`?\w+`?) \| (.*) \|$/gm)) {
    const name = command.replaceAll('`', '');
    const found = name === 'erase' ? [...(rows.get('retention') ?? [])] : [];
    for (const part of needs.split(';')) {
      const words = [...part.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
      const prefixes = words.filter((word) => word.endsWith('/*')).map((word) => word.slice(0, -1));
      const actions = words.filter((word) => word.startsWith('s3:'));
      for (const action of actions)
        for (const on of prefixes.length > 0 ? prefixes : ['*']) found.push(`${action} ${on}`);
    }
    rows.set(name, found);
  }
  return rows;
}

it('suffice', async () => {
  const rows = await listed();
  let allowed: readonly string[] | undefined;
  const refused: string[] = [];
  const place = await anArchive(undefined, {
    refusal(_, { action, resource }, effect) {
      const key = resource.slice(resource.indexOf(`${bucket}/`) + bucket.length + 1);
      const may = (one: string) => one === `${action} *` || one === `${action} ${key.split('/')[0]}/`;
      if (allowed === undefined || allowed.some(may)) return undefined;
      // A lock that is left out of an answer fails nothing by itself.
      if (effect !== 'withheld') refused.push(`${action} ${resource}`);
      return 'not authorized';
    },
  });
  const folder = await aFolder();
  await writeFile(join(folder, '1.eml'), 'A: 1\n\n');
  await place.mailweir(['archive', 'key', join(folder, 'key')]);
  const until = new Date(Date.now() + 1_000);
  await place.handOver({ until });
  const { deliveryId } = await place.handOver({ raw: 'A: 2\r\n\r\n', to: ['bob@corp.example'] });
  await sleep(1_200);
  const acting = ['--why', 'x', '--by', 'olga'];
  const as = async (command: string, ...args: readonly string[]) => {
    allowed = [...(rows.get('all') ?? []), ...(rows.get(command) ?? [])];
    const ran = await place.mailweir(['archive', command, ...args], { cwd: folder });
    expect([ran.code, ran.err, refused], command).toEqual([0, expect.any(String), []]);
    return ran.out;
  };
  await as('list');
  await as('get', deliveryId);
  await as('export', 'out', '--key', join(folder, 'key'), ...acting);
  await as('import', '1.eml', '--retain-days', '1');
  await as('import', '1.eml', '--retain-days', '9');
  await as('hold', 'add', '--name', 'h', '--to', 'bob@corp.example', ...acting);
  await as('hold', 'release', '--name', 'h', ...acting);
  await as('retention');
  const proposed = await as('erase', 'propose', '--kind', 'delivery', '--to', 'carol@corp.example', ...acting);
  await as('erase', 'confirm', /proposal (\w+)/.exec(proposed)?.[1] ?? '', '--by', 'bert');
});
