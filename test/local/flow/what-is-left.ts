/** All that a flow leaves for others to see, and how a crash would have left it. */

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { directory, type TestFlow } from '../a-flow.ts';

/** Mailboxes and outbox, file by file. */
export async function whatIsLeft({ mailboxes, outbox }: TestFlow): Promise<Record<string, string>> {
  const left: Record<string, string> = {};
  for (const address of directory.mailboxes) {
    for (const folder of ['inbox', 'junk'] as const) {
      for (const mail of await mailboxes.list(address, folder)) {
        left[`${address} ${folder} ${mail.file.slice(mail.file.lastIndexOf('/') + 1)}`] = withoutChance(
          String(await mail.read()),
        );
      }
    }
  }
  for (const name of await readdir(outbox)) {
    left[name] = withoutChance(await readFile(join(outbox, name), 'utf8'));
  }
  return left;
}

/** SES's block holds random octets. */
const withoutChance = (text: string): string =>
  text.replaceAll(/^(X-SES-RECEIPT: |\sb=|\sbh=).*$/gm, '$1…').replaceAll(/SMTP id \w+/g, 'SMTP id …');

/** The lines of WorkMail's event log. */
export async function eventsIn({ folder }: TestFlow): Promise<{ traceId: string; event: Record<string, unknown> }[]> {
  const days = (await readdir(join(folder, 'events'))).sort();
  const texts = await Promise.all(days.map((day) => readFile(join(folder, 'events', day), 'utf8')));
  return texts.flatMap((text) => text.trimEnd().split('\n')).map((line) => JSON.parse(line));
}

/** As a crash leaves it after `count` steps: what came of the next one may be there, its note is cut short. */
export async function crashAfter({ folder }: TestFlow, id: string, count: number): Promise<void> {
  const path = join(folder, 'flow', `${id}.jsonl`);
  const lines = (await readFile(path, 'utf8')).split('\n');
  await writeFile(path, `${lines.slice(0, count).join('\n')}\n{"step":"deliv`);
}
