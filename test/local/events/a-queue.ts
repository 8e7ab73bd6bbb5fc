/** Queues for tests, in folders that go when the test file is through, and a clock that stands still. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { LocalClock } from '../../../local/clock.ts';
import { Queue, type QueueOptions, type QueueSpec } from '../../../local/events/queue.ts';

const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mailweir-events-'));
  folders.push(folder);
  return folder;
}

/** Moves by `advance` alone. */
export class StillClock {
  #now = Date.UTC(2026, 10, 23, 12);
  readonly now = (): Date => new Date(this.#now);
  readonly sleep = new LocalClock().sleep;

  advance(ms: number): void {
    this.#now += ms;
  }
}

export const queueArn = (name: string): string => `arn:aws:sqs:eu-west-1:111122223333:${name}`;

export async function aQueue(
  { name = 'work', ...spec }: Partial<QueueSpec> = {},
  options: Partial<QueueOptions> = {},
): Promise<Queue> {
  const folder = options.folder ?? (await aFolder());
  return Queue.open({ name, arn: queueArn(name), ...spec }, { clock: new StillClock(), ...options, folder });
}
