/**
 * Judging in a worker thread, so that a loop or a hunger for memory in one mail cannot take the
 * answer away (architecture.md, section 3). The message crosses over in shared memory.
 */

import { memoryUsage } from 'node:process';
import { Worker } from 'node:worker_threads';
import type { Judge, JudgeInput, Judgement, Unjudged, UnjudgedReason } from '../judge.ts';
import type { Policy } from '../policy.ts';

export interface JudgeRequest extends Omit<JudgeInput, 'bytes' | 'policy'> {
  readonly id: number;
  /** Null: the one that this thread was given last. It may name thousands of people, and stays the same for hours. */
  readonly policy: Policy | null;
  /** Holds the message in its first `sizeBytes`. */
  readonly memory: SharedArrayBuffer;
  readonly sizeBytes: number;
}

export type JudgeResponse =
  | { readonly id: number; readonly judgement: Judgement }
  /** A bug of ours; the name of the error only, since its text may quote the message. */
  | { readonly id: number; readonly fault: string };

export interface JudgeThreadOptions {
  /**
   * The heap the thread may use, in MB. Buffers do not count, and `--max-old-space-size`, which Lambda
   * sets, overrides it (Node documentation, `resourceLimits`).
   */
  readonly heapMb: number;
  /** What the whole process may hold while a message is judged, in MB; the thread is ended above it. */
  readonly processMb?: number;
  /** Told of each message that was not judged, with the name of the error where there was one. */
  readonly onUnjudged?: (why: UnjudgedReason, fault?: string) => void;
}

interface Waiting {
  readonly id: number;
  readonly settle: (response: JudgeResponse | UnjudgedReason) => void;
}

/** A thread that fills buffers as fast as memory goes takes some 50 MB in this time. */
const memoryLookMs = 20;
const mebibyte = 1024 * 1024;

/** Starts the thread at once, so that it loads while the first message is fetched. */
export function judgeThread(
  entry: URL,
  { heapMb, processMb, onUnjudged }: JudgeThreadOptions,
): Judge & { close(): Promise<void> } {
  let lastId = 0;
  let waiting: Waiting | undefined;
  let memory = new SharedArrayBuffer(0);
  /** What the running thread was given. */
  let policySent: Policy | undefined;
  let worker: Worker | undefined = start();

  function start(): Worker {
    const started = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: heapMb } });
    started.unref();
    policySent = undefined;
    let ended: UnjudgedReason = 'crash';
    started.on('message', (response: JudgeResponse) => {
      if (worker === started && response.id === waiting?.id) waiting.settle(response);
    });
    started.on('error', (fault: unknown) => {
      if (fault instanceof Error && 'code' in fault && fault.code === 'ERR_WORKER_OUT_OF_MEMORY') ended = 'memory';
    });
    started.on('exit', () => {
      if (worker === started) giveUp(ended);
    });
    return started;
  }

  /**
   * The thread is gone or given up: whoever waits is told why, and the next one loads meanwhile. Where nobody
   * waits it could not even load; it is started again by the next message, not over and over.
   */
  function giveUp(why: UnjudgedReason): void {
    void worker?.terminate();
    worker = waiting ? start() : undefined;
    waiting?.settle(why);
  }

  /**
   * The message in memory that the thread sees too. One piece for all messages, grown where needed: shared memory
   * is counted by no collector, so a piece for each would fill the process before one runs.
   */
  function share(bytes: Buffer): SharedArrayBuffer {
    if (memory.byteLength < bytes.length) memory = new SharedArrayBuffer(bytes.length);
    Buffer.from(memory).set(bytes);
    return memory;
  }

  /** What an ended thread held may come back late: a message answers for what it added itself. */
  function endIfHungry(limitMb: number, heldBefore: number): void {
    const held = memoryUsage.rss();
    if (held > limitMb * mebibyte && held > heldBefore + 64 * mebibyte) giveUp('memory');
  }

  return {
    async judge(input, withinMs): Promise<Judgement | Unjudged> {
      lastId += 1;
      const heldBefore = memoryUsage.rss();
      const response = await new Promise<JudgeResponse | UnjudgedReason>((resolve) => {
        const timer = setTimeout(() => giveUp('deadline'), Math.max(0, withinMs));
        const watch =
          processMb === undefined ? undefined : setInterval(() => endIfHungry(processMb, heldBefore), memoryLookMs);
        waiting = {
          id: lastId,
          settle: (outcome) => {
            clearTimeout(timer);
            clearInterval(watch);
            waiting = undefined;
            resolve(outcome);
          },
        };
        const { bytes, policy, ...rest } = input;
        worker ??= start();
        worker.postMessage({
          ...rest,
          policy: policy === policySent ? null : policy,
          id: lastId,
          memory: share(bytes),
          sizeBytes: bytes.length,
        } satisfies JudgeRequest);
        policySent = policy;
      });
      if (typeof response !== 'string' && 'judgement' in response) return response.judgement;
      const why = typeof response === 'string' ? response : 'crash';
      onUnjudged?.(why, typeof response === 'string' ? undefined : response.fault);
      return { outcome: 'unjudged', why };
    },

    async close() {
      worker?.removeAllListeners('exit');
      await worker?.terminate();
    },
  };
}
