/**
 * What happened to each message, one JSON line a step, synced before the next step begins.
 *
 * The log is also the flow's memory: a flow that starts again reads what was decided and what is still
 * to be delivered. A line that a crash cut short never happened and is removed.
 */

import { open, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ensureFolder, isMissing, syncFolder } from '../disk.ts';
import { Assignment } from './assignment.ts';

const at = v.pipe(v.string(), v.isoTimestamp());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const FlowStep = v.variant('step', [
  v.strictObject({
    step: v.literal('received'),
    at,
    mailFrom: v.nullable(v.string()),
    recipients: v.array(v.string()),
    sizeBytes: count,
    spam: v.string(),
    virus: v.string(),
    spf: v.string(),
    dkim: v.string(),
    dmarc: v.string(),
  }),
  v.strictObject({ step: v.literal('invoked'), at, attempt: count, invocationId: v.string() }),
  /** `error`: the function failed; `timeout`: no answer in 15 s; `invalid-answer`: none that WorkMail can take. */
  v.strictObject({
    step: v.literal('failed'),
    at,
    attempt: count,
    why: v.picklist(['error', 'timeout', 'invalid-answer']),
    detail: v.string(),
  }),
  v.strictObject({ step: v.literal('waiting'), at, ms: count }),
  v.strictObject({ step: v.literal('answered'), at, attempt: count, ms: count, answer: v.unknown() }),
  /** From here on the function is not asked again. `changed`: it replaced the content. */
  v.strictObject({
    step: v.literal('decided'),
    at,
    by: v.picklist(['answer', 'fallback']),
    assignments: v.array(Assignment),
    changed: v.boolean(),
  }),
  v.strictObject({
    step: v.literal('delivered'),
    at,
    recipient: v.string(),
    mailbox: v.string(),
    folder: v.picklist(['inbox', 'junk']),
    file: v.string(),
  }),
  v.strictObject({ step: v.literal('dropped'), at, recipient: v.string() }),
  /** `file` is the bounce mail; null where there is nobody to send one to. */
  v.strictObject({ step: v.literal('bounced'), at, recipient: v.string(), file: v.nullable(v.string()) }),
  /** A new recipient that the organisation does not have. */
  v.strictObject({ step: v.literal('no-mailbox'), at, recipient: v.string() }),
  v.strictObject({ step: v.literal('done'), at }),
]);

export type FlowStep = v.InferOutput<typeof FlowStep>;
type Step<S extends FlowStep['step']> = Extract<FlowStep, { step: S }>;
export type Undated = { [S in FlowStep['step']]: Omit<Step<S>, 'at'> }[FlowStep['step']];

export class FlowLog {
  readonly id: string;
  readonly #path: string;
  readonly #now: () => Date;
  readonly #steps: FlowStep[];

  private constructor(id: string, path: string, now: () => Date, steps: FlowStep[]) {
    this.id = id;
    this.#path = path;
    this.#now = now;
    this.#steps = steps;
  }

  /** The log of one message; empty where nothing has happened to it. */
  static async open(folder: string, id: string, now: () => Date): Promise<FlowLog> {
    await ensureFolder(folder);
    const path = join(folder, `${id}.jsonl`);
    return new FlowLog(id, path, now, await readSteps(path));
  }

  get steps(): readonly FlowStep[] {
    return this.#steps;
  }

  /** The latest of these steps. */
  last<S extends FlowStep['step']>(step: S): Step<S> | undefined {
    return this.#steps.findLast((one): one is Step<S> => one.step === step);
  }

  /** Returns when the step would survive a crash. */
  async add(undated: Undated): Promise<FlowStep> {
    const step: FlowStep = { ...undated, at: this.#now().toISOString() };
    const file = await open(this.#path, 'a');
    try {
      await file.appendFile(`${JSON.stringify(step)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    if (this.#steps.length === 0) await syncFolder(join(this.#path, '..'));
    this.#steps.push(step);
    return step;
  }
}

async function readSteps(path: string): Promise<FlowStep[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (fault) {
    if (isMissing(fault)) return [];
    throw fault;
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole));
  const lines = whole.split('\n').filter((line) => line !== '');
  return lines.map((line) => v.parse(FlowStep, JSON.parse(line)));
}
