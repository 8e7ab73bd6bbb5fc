/** The judging thread of `inbound`: one message at a time, over shared memory, and nothing of the world. */

import { parentPort } from 'node:worker_threads';
import type { JudgeRequest, JudgeResponse } from '../shared/adapters/judge-thread.ts';
import { filters } from '../shared/filters/index.ts';
import { judge } from '../shared/judge.ts';
import type { Policy } from '../shared/policy.ts';

const port = parentPort;
if (!port) throw new Error('judge.worker is started by the judge-thread adapter, not by itself');

/** Kept, so that what the filters make of it once need not be made for each message. */
let inForce: Policy | null = null;

port.on('message', (request: JudgeRequest) => port.postMessage(answer(request)));

function answer({ id, memory, sizeBytes, policy, ...input }: JudgeRequest): JudgeResponse {
  inForce = policy ?? inForce;
  if (inForce === null) return { id, fault: 'NoPolicy' };
  try {
    const bytes = Buffer.from(memory, 0, sizeBytes);
    return { id, judgement: judge({ ...input, policy: inForce, bytes }, filters) };
  } catch (fault) {
    return { id, fault: fault instanceof Error ? fault.name : typeof fault };
  }
}
