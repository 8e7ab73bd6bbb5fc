/** What the tests of the loopback servers share: a folder that goes, keys that fit, a clock one can turn. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Credentials } from '../../local/aws/sigv4.ts';

export const region = 'eu-west-1';
export const keys = { accessKeyId: 'AKIDINBOUND', secretAccessKey: 'secret/of+inbound' };
/** What stands in the ARNs of messages. */
export const place = { region, accountId: '123456789012', organisationId: `m-${'0'.repeat(32)}` };
export const credentials: Credentials = new Map([
  [keys.accessKeyId, { secretAccessKey: keys.secretAccessKey, name: 'inbound' }],
]);

/** How the SDK's clients are pointed at a local server. */
export const clientOptions = (url: string) => ({ endpoint: url, region, credentials: keys, maxAttempts: 1 });

const undo: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** Runs when the test is over, last registered first. */
export const afterTest = (step: () => Promise<unknown> | void): void => void undo.push(step);

export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mailweir-local-'));
  afterTest(() => rm(folder, { recursive: true }));
  return folder;
}

export interface TestClock {
  (): Date;
  advance(ms: number): void;
}

/** Runs with the real clock, so that signatures of the SDK hold, plus what a test advances it by. */
export function aClock(): TestClock {
  let aheadMs = 0;
  const now = () => new Date(Date.now() + aheadMs);
  return Object.assign(now, {
    advance(ms: number) {
      aheadMs += ms;
    },
  });
}

export const hourMs = 60 * 60 * 1000;
export const dayMs = 24 * hourMs;

/** What a promise is refused with, as the parts of an SDK error a program can act on. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ name: string; status: number | undefined; message: string }> {
  try {
    await call;
  } catch (fault) {
    if (!(fault instanceof Error)) throw fault;
    const metadata = '$metadata' in fault ? (fault.$metadata as { httpStatusCode?: number }) : {};
    return { name: fault.name, status: metadata.httpStatusCode, message: fault.message };
  }
  throw new Error('the call was not refused');
}
