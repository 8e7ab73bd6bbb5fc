/** rspamd by HTTP over sockets of its own, with Debian's settings but for `rspamd-settings.ts`, and Redis for its Bayes. */

import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { childrenOf, cpuMsOf } from './cpu.ts';
import { costFrom, type FilterRun, type Judged, type Peer } from './peer.ts';
import { run, serve, stateFolder } from './process.ts';
import { readLearning, readRspamdAnswer } from './rspamd-answer.ts';
import { rspamdSettings } from './rspamd-settings.ts';

/** Its default for "add header", which is when mail goes to junk. */
const addsHeaderFrom = 6;

export async function openRspamd(parent: string): Promise<Peer> {
  const folder = await stateFolder(parent, 'rspamd');
  const settings = await stateFolder(folder, 'local.d');
  for (const [name, lines] of rspamdSettings) await writeFile(join(settings, name), lines);
  const [redisSocket, normal, controller] = ['redis', 'normal', 'controller'].map((name) =>
    join(folder, `${name}.socket`),
  ) as [string, string, string];
  const redis = await serve(
    {
      command: 'redis-server',
      args: ['--port', '0', '--unixsocket', redisSocket, '--save', '', '--dir', folder],
      folder,
    },
    'redis',
    () => isOpen(redisSocket),
  );
  const variables = { LOCAL_CONFDIR: folder, DBDIR: folder, RUNDIR: folder, LOGDIR: folder };
  const rspamd = await serve(
    {
      command: 'rspamd',
      args: [
        '--no-fork',
        '--config=/etc/rspamd/rspamd.conf',
        ...Object.entries(variables).flatMap(([name, value]) => ['--var', `${name}=${value}`]),
      ],
      folder,
    },
    'start',
    async () => (await post(normal, '/ping', Buffer.alloc(0))).status === 200,
  );
  const [version] = (await run({ command: 'rspamd', args: ['--version'], folder })).split('\n', 1);
  const store = /v=(\S+)/.exec(await run({ command: 'redis-server', args: ['--version'], folder }))?.[1];
  return {
    name: 'rspamd',
    versions: `${version?.replace(/^Rspamd daemon version/, 'rspamd') ?? 'rspamd'}, Redis ${store ?? ''}`,
    judgesUntrained: true,

    async train({ folder: root, mail }) {
      for (const { file, unwanted } of mail) {
        const path = unwanted ? '/learnspam' : '/learnham';
        // As rspamc says it: else what rspamd judges rightly already is not learned, and it does worse.
        const { status, body } = await post(controller, path, await readFile(join(root, file)), {
          'Learn-Type': 'bulk',
        });
        readLearning(status, body);
      }
    },

    async score({ folder: root, mail }): Promise<readonly FilterRun[]> {
      const judging = () =>
        childrenOf(rspamd.pid)
          .filter(({ command }) => command.includes('normal process'))
          .map(({ pid }) => pid)
          .concat(redis.pid);
      let judges = judging();
      const judged: (Judged | null)[] = [];
      const spentMs: (number | null)[] = [];
      for (const { file } of mail) {
        const bytes = await readFile(join(root, file));
        const before = cpuMsOf(judges);
        let isAnother = false;
        const { status, body } = await post(normal, '/checkv2', bytes).catch(async (fault) => {
          if (!wasReset(fault)) throw fault;
          // rspamd puts another worker in the place of one that ended; what ends that one too is a fault.
          await pause(2_000);
          judges = judging();
          isAnother = true;
          return post(normal, '/checkv2', bytes);
        });
        const after = cpuMsOf(judges);
        const score = readRspamdAnswer(status, body);
        judged.push(score === null ? null : { score, isUnwanted: score >= addsHeaderFrom });
        if (!isAnother) spentMs.push(before === null || after === null ? null : after - before);
      }
      return [{ filter: 'rspamd', threshold: `>= ${addsHeaderFrom}`, judged, cost: costFrom(spentMs) }];
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

async function post(
  socketPath: string,
  path: string,
  message: Buffer,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    // QUIRK: rspamd's 204 has a body, which RFC 9110 §15.3.5 forbids and Node's strict parser refuses.
    const options = { socketPath, path, method: 'POST', insecureHTTPParser: true };
    request({ ...options, headers: { ...headers, 'Content-Length': message.length } }, resolve)
      .on('error', reject)
      .end(message);
  });
  return { status: answer.statusCode ?? 0, body: await text(answer) };
}

function wasReset(fault: unknown): boolean {
  return fault instanceof Error && 'code' in fault && fault.code === 'ECONNRESET';
}

async function isOpen(socket: string): Promise<boolean> {
  const connection = createConnection(socket);
  await once(connection, 'connect');
  connection.destroy();
  return true;
}
