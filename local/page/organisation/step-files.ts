/** The flow's logs as they lie on the disk, read beside the flow that writes them: nothing here is mended. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../../disk.ts';
import { type FlowStep, parseStep } from '../../flow/flow-step.ts';
import { transitIdPattern } from '../../message-flow/transit.ts';

const suffix = '.jsonl';

/** In no order. */
export async function loggedIds(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length));
  } catch (fault) {
    if (isMissing(fault)) return [];
    throw fault;
  }
}

/** The whole lines: the last one may be on its way. Empty where there is no such message. */
export async function readSteps(folder: string, id: string): Promise<readonly FlowStep[]> {
  if (!transitIdPattern.test(id)) return [];
  let text: string;
  try {
    text = await readFile(join(folder, `${id}${suffix}`), 'utf8');
  } catch (fault) {
    if (isMissing(fault)) return [];
    throw fault;
  }
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.filter((line) => line !== '').map(parseStep);
}
