/** The judging thread of `inbound`: one message at a time, over shared memory, and nothing of the world. */

import { parentPort } from 'node:worker_threads';
import type { JudgeRequest, JudgeResponse } from '../shared/adapters/judge-thread.ts';
import { filters } from '../shared/filters/index.ts';
import { judge } from '../shared/judge.ts';

const port = parentPort;
if (!port) throw new Error('judge.worker is started by the judge-thread adapter, not by itself');

port.on('message', (request: JudgeRequest) => port.postMessage(answer(request)));

function answer({ id, memory, sizeBytes, ...input }: JudgeRequest): JudgeResponse {
  try {
    return { id, judgement: judge({ ...input, bytes: Buffer.from(memory, 0, sizeBytes) }, filters) };
  } catch (fault) {
    return { id, fault: fault instanceof Error ? fault.name : typeof fault };
  }
}
