/** Writes the mail that is judged to files, so that every filter reads the same octets under names that tell nothing. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateMail } from '../../../tools/train/generate.ts';
import { heldOutKinds } from '../../../tools/train/shipped.ts';
import { type Labelled, readCorpus } from '../runs.ts';
import type { ListedMail, MailSet } from './peer.ts';

export async function writeSet(folder: string, name: string, mail: Iterable<Labelled>): Promise<MailSet> {
  const place = join(folder, name.replaceAll(/\W+/g, '-'));
  await mkdir(place, { recursive: true });
  const listed: ListedMail[] = [];
  for (const { bytes, unwanted } of mail) {
    const file = String(listed.length + 1).padStart(5, '0');
    await writeFile(join(place, file), bytes);
    listed.push({ file, unwanted });
  }
  return { name, folder: place, mail: listed };
}

export interface Corpora {
  readonly root: string;
  readonly lists: string;
}

/** To train with and to judge: by the last fifth of the train list, or with `test` by the test list. */
export async function labelledSets({ root, lists }: Corpora, folder: string, test: boolean) {
  const train = readCorpus(lists, root, 'sa.train');
  const cut = test ? train.length : Math.floor(train.length * 0.8);
  return {
    train: await writeSet(folder, 'train', train.slice(0, cut)),
    judged: await writeSet(folder, 'judged', test ? readCorpus(lists, root, 'sa.test') : train.slice(cut)),
  };
}

/**
 * Mail that a shipped model trained with `--held-out` has not seen, as `bench/spam/main.ts` takes it; with `asItCame` the
 * modern mail a second time, with its `Received`, `Authentication-Results` and list fields.
 */
export async function unseenSets(
  { root, lists }: Corpora,
  folder: string,
  asItCame: boolean,
): Promise<readonly MailSet[]> {
  const odd = (_: unknown, at: number): boolean => at % 2 === 1;
  const good = ({ unwanted }: Labelled): boolean => !unwanted;
  const bad = ({ unwanted }: Labelled): boolean => unwanted;
  const modern = readCorpus(lists, root, 'modern');
  const kinds = (kind: string) => heldOutKinds.includes(kind);
  const sets: [name: string, mail: Iterable<Labelled>][] = [
    ['list ham', modern.filter(odd).filter(good)],
    ['Enron ham', readCorpus(lists, root, 'enron').filter(odd)],
    ['transactional ham', generateMail({ seed: 77, count: 2_000, unwanted: 0, kinds })],
    ['phishing', modern.filter(bad)],
  ];
  if (asItCame) {
    const whole = readCorpus(lists, root, 'modern', { normalised: false });
    sets.push(['list ham as it came', whole.filter(odd).filter(good)], ['phishing as it came', whole.filter(bad)]);
  }
  const written: MailSet[] = [];
  for (const [name, mail] of sets) written.push(await writeSet(folder, name, mail));
  return written;
}
