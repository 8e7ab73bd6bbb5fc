/**
 * What happened to each message, one JSON line a step, synced before the next step begins.
 *
 * The log is also the flow's memory: a flow that starts again reads what was decided and what is still
 * to be delivered. A line that a crash cut short never happened and is removed.
 */

import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureFolder, syncFolder } from '../disk.ts';
import { KeyQueue } from '../key-queue.ts';
import { readWholeLines } from '../whole-lines.ts';
import { type FlowStep, parseStep, type Step, type Undated } from './flow-step.ts';

export interface FlowLogOptions {
  readonly folder: string;
  readonly now: () => Date;
  /** Is waited for after a step is on the disk and before the next one is taken. */
  readonly onStep: (log: FlowLog, step: FlowStep) => Promise<void>;
}

export class FlowLog {
  readonly id: string;
  readonly #options: FlowLogOptions;
  readonly #steps: FlowStep[];
  readonly #queue = new KeyQueue();

  private constructor(id: string, options: FlowLogOptions, steps: FlowStep[]) {
    this.id = id;
    this.#options = options;
    this.#steps = steps;
  }

  /** The log of one message; empty where nothing has happened to it. */
  static async open(id: string, options: FlowLogOptions): Promise<FlowLog> {
    await ensureFolder(options.folder);
    const lines = await readWholeLines(join(options.folder, `${id}.jsonl`));
    return new FlowLog(id, options, lines.map(parseStep));
  }

  get steps(): readonly FlowStep[] {
    return this.#steps;
  }

  /** The latest of these steps. */
  last<S extends FlowStep['step']>(step: S): Step<S> | undefined {
    return this.#steps.findLast((one): one is Step<S> => one.step === step);
  }

  all<S extends FlowStep['step']>(step: S): readonly Step<S>[] {
    return this.#steps.filter((one): one is Step<S> => one.step === step);
  }

  /** Returns when the step would survive a crash, and whoever listens has taken it. */
  add<S extends FlowStep['step']>(undated: Undated<S>): Promise<void> {
    const { folder, now, onStep } = this.#options;
    return this.#queue.run('', async () => {
      const step = parseStep(JSON.stringify({ ...undated, at: now().toISOString() }));
      const file = await open(join(folder, `${this.id}.jsonl`), 'a');
      try {
        await file.appendFile(`${JSON.stringify(step)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      if (this.#steps.length === 0) await syncFolder(folder);
      this.#steps.push(step);
      await onStep(this, step);
    });
  }
}
