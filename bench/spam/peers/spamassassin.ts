/** SpamAssassin with its rules and Bayes and without the network: one spamd with one child, and sa-learn. */

import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { childrenOf, cpuMsOf } from './cpu.ts';
import { costFrom, type FilterRun, type Judged, type MailSet, type Peer } from './peer.ts';
import { run, type Server, serve, stateFolder } from './process.ts';
import { readSpamdAnswer, type SpamdAnswer } from './spamd-answer.ts';

const settingsOfDebian = '/etc/spamassassin';

/** No learning by itself, no memory of senders: the order of the list must not matter. */
const settingsIn = (folder: string) => `required_score 5
use_bayes 1
bayes_path ${join(folder, 'bayes')}
bayes_auto_learn 0
bayes_auto_expire 0
clear_headers
add_header all Scores _TESTSSCORES(,)_
add_header all Bayes _BAYES_
`;

export async function openSpamAssassin(parent: string): Promise<Peer> {
  const folder = await stateFolder(parent, 'spamassassin');
  const site = await stateFolder(folder, 'site');
  for (const name of await readdir(settingsOfDebian)) {
    if (/\.pre$|^65_debian\.cf$/.test(name)) await copyFile(join(settingsOfDebian, name), join(site, name));
  }
  await writeFile(join(site, 'local.cf'), settingsIn(folder));
  const places = ['--siteconfigpath', site];
  const socket = join(folder, 'spamd.socket');
  const start = () =>
    serve(
      {
        command: 'spamd',
        // One child that is never replaced, so that its processor time can be read between messages.
        args: (
          '--local --nouser-config --syslog stderr --max-children 1 --min-children 1 --min-spare 1 --max-spare 1 ' +
          '--max-conn-per-child 1000000 --socketmode 0600'
        )
          .split(' ')
          .concat('--socketpath', socket, places),
        folder,
      },
      'spamd',
      async () => (await ask(socket, 'PING', Buffer.alloc(0))).toString('latin1').includes('PONG'),
    );
  let server: Server = await start();
  let isTrained = false;
  return {
    name: 'SpamAssassin',
    versions: versionOf(await run({ command: 'spamd', args: ['--version'], folder })),
    judgesUntrained: true,

    async train({ folder: root, mail }) {
      for (const kind of ['spam', 'ham']) {
        const files = mail.filter(({ unwanted }) => unwanted === (kind === 'spam')).map(({ file }) => join(root, file));
        const list = join(folder, `${kind}.list`);
        await writeFile(list, files.join('\n'));
        const args = ['--local', `--${kind}`, '--folders', list, '--prefspath', join(folder, 'none'), ...places];
        await run({ command: 'sa-learn', args, folder });
      }
      // It decides at its start whether there is enough learned for Bayes to have a say.
      await server.stop();
      server = await start();
      isTrained = true;
    },

    async score(set): Promise<readonly FilterRun[]> {
      const judges = childrenOf(server.pid).map(({ pid }) => pid);
      const answers: (SpamdAnswer | null)[] = [];
      const spentMs: (number | null)[] = [];
      for (const bytes of await readAll(set)) {
        const before = cpuMsOf(judges);
        answers.push(readSpamdAnswer((await ask(socket, 'HEADERS', bytes)).toString('latin1')));
        const after = cpuMsOf(judges);
        spentMs.push(before === null || after === null ? null : after - before);
      }
      const rules = answers.map(
        (answer): Judged | null => answer && { score: answer.score, isUnwanted: answer.isSpam },
      );
      const whole = { filter: 'SpamAssassin', threshold: '>= 5', judged: rules, cost: costFrom(spentMs) };
      if (!isTrained) return [whole];
      const bayes = answers.map(
        (answer): Judged | null => answer && { score: answer.bayes, isUnwanted: answer.bayes > 0.5 },
      );
      return [whole, { filter: 'SpamAssassin, Bayes alone', threshold: '> 0.5', judged: bayes, cost: null }];
    },
  };
}

async function readAll({ folder, mail }: MailSet): Promise<readonly Buffer[]> {
  return Promise.all(mail.map(({ file }) => readFile(join(folder, file))));
}

/** One request of the spamc protocol, 1.5. */
async function ask(socket: string, request: string, message: Buffer): Promise<Buffer> {
  const connection = createConnection(socket);
  connection.write(`${request} SPAMC/1.5\r\nContent-length: ${message.length}\r\n\r\n`);
  connection.end(message);
  return buffer(connection);
}

function versionOf(printed: string): string {
  return `SpamAssassin ${/version (\d\S*)/.exec(printed)?.[1] ?? 'of an unknown version'}`;
}
