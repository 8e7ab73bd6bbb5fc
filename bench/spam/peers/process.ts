/**
 * Processes of the filters: they run as `nobody` where root starts them, since they read hostile mail, write to their
 * own folder only, and are ended by their id.
 */

import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { chown, mkdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

/** Makes a folder that the processes of a filter may write to. */
export async function stateFolder(...path: readonly string[]): Promise<string> {
  const folder = join(...path);
  await mkdir(folder, { recursive: true });
  if (isRoot) await chown(folder, nobody, nobody);
  return folder;
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  /** The filter's own, which it starts in and has for its home. */
  readonly folder: string;
}

/** No settings of the person who runs the bench reach a filter. */
const optionsOf = ({ folder }: Command) => ({
  cwd: folder,
  env: {
    PATH: [process.env['PATH'] ?? '', '/usr/sbin', '/usr/bin', '/bin'].join(delimiter),
    HOME: folder,
    LC_ALL: 'C',
  },
  ...(isRoot && { uid: nobody, gid: nobody }),
});

const running = new Set<ChildProcess>();

// Where this process ends by a fault that nobody catches.
process.on('exit', () => {
  for (const child of running) child.kill();
});

function kept<Child extends ChildProcess>(child: Child): Child {
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Starts a process that is talked to by its input and output. */
export function converse(command: Command): ChildProcessWithoutNullStreams {
  return kept(spawn(command.command, command.args, { ...optionsOf(command), stdio: 'pipe' }));
}

/** Runs a process to its end and gives what it printed. Throws with the last it said where it fails. */
export async function run(command: Command, input = ''): Promise<string> {
  const child = converse(command);
  child.stdin.on('error', () => child.kill());
  child.stdin.end(input);
  const [[code], printed, said] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  if (code === 0) return printed;
  throw new Error(`${command.command} ended with ${String(code)}: ${said.slice(-500)}`);
}

export interface Server {
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a server, with what it says in `NAME.log` of its folder, and waits until it answers. */
export async function serve(command: Command, name: string, answers: () => Promise<boolean>): Promise<Server> {
  const logFile = join(command.folder, `${name}.log`);
  const log = openSync(logFile, 'a');
  const child = kept(spawn(command.command, command.args, { ...optionsOf(command), stdio: ['ignore', log, log] }));
  closeSync(log);
  await once(child, 'spawn');
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command.command} has no process id`);
  const stop = () => end(child);
  // rspamd compiles its expressions before it answers: 20 s on a busy machine.
  for (let waitedMs = 0; waitedMs < 180_000; waitedMs += 250) {
    if (await answers().catch(isNotThereYet)) return { pid, stop };
    if (child.exitCode !== null || child.signalCode !== null) break;
    await pause(250);
  }
  await stop();
  throw new Error(`${command.command} does not answer: ${(await readFile(logFile, 'utf8')).slice(-500)}`);
}

function isNotThereYet(fault: unknown): false {
  if (fault instanceof Error && 'code' in fault && (fault.code === 'ENOENT' || fault.code === 'ECONNREFUSED'))
    return false;
  throw fault;
}

/** Ends all that was started here and still runs. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map(end));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(patience);
}
