/**
 * The organisation's e-mail event log on disk, as WorkMail writes one to CloudWatch: JSON lines, a file for each
 * day by the organisation's clock (UTC). Each event is written at least once; after a crash one may stand twice.
 */

import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureFolder } from '../disk.ts';
import { KeyQueue } from '../key-queue.ts';
import { readWholeLines } from '../whole-lines.ts';
import type { FlowStep } from './flow-step.ts';
import { eventsOf } from './workmail-event.ts';

export interface LoggedLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** None of an end that a crash cut off. */
function loggedLine(text: string): readonly LoggedLine[] {
  const [, time] = /^\{"timestamp":"([^"]+)",.*\}$/s.exec(text) ?? [];
  return time === undefined ? [] : [{ at: Date.parse(time), text }];
}

interface Traced {
  /** The handle of the message. */
  readonly id: string;
  readonly steps: readonly FlowStep[];
}

export class EventLog {
  readonly folder: string;
  readonly #queue = new KeyQueue();
  /** Files whose end was looked at since the start. */
  readonly #mended = new Set<string>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(folder: string): Promise<EventLog> {
    await ensureFolder(folder);
    return new EventLog(folder);
  }

  /** Returns when the events of the step would survive a crash. */
  async note({ id, steps }: Traced, step: FlowStep): Promise<void> {
    const events = eventsOf(step, steps);
    if (events.length === 0) return;
    const lines = events.map((event) => JSON.stringify({ timestamp: step.at, traceId: id, event }));
    const path = join(this.folder, `${step.at.slice(0, 10)}.jsonl`);
    await this.#queue.run('', () => this.#append(path, `${lines.join('\n')}\n`));
  }

  /** What has happened from `from` on and before `to` (milliseconds since 1970), by time; the lines are those of the files. */
  async read(from: number, to: number): Promise<readonly LoggedLine[]> {
    const [first, last] = [dayOf(from), dayOf(to - 1)];
    const names = (await readdir(this.folder)).filter(
      (name) => name.slice(0, 10) >= first && name.slice(0, 10) <= last,
    );
    const files = names.sort().map((name) => this.#queue.run('', () => readFile(join(this.folder, name), 'utf8')));
    return (await Promise.all(files))
      .flatMap((text) => text.split('\n').flatMap(loggedLine))
      .filter(({ at }) => at >= from && at < to)
      .sort((a, b) => a.at - b.at);
  }

  async #append(path: string, text: string): Promise<void> {
    if (!this.#mended.has(path)) await readWholeLines(path);
    this.#mended.add(path);
    const file = await open(path, 'a');
    try {
      await file.appendFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}
