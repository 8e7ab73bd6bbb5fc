/**
 * Puts the local organisation's policy in force as `mailweir policy publish` does, and makes its keys as
 * `mailweir init` does.
 *
 * A policy is published once: whoever has published another one since finds it in force after a restart,
 * until `local/policy.yml` itself has changed.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compilePolicy, type Policy } from '../shared/policy.ts';
import type { Clock, State } from '../shared/ports.ts';
import { initKeys, initRelationSecret, publishPolicy } from '../shared/publish.ts';
import { isMissing, writeDurably } from './disk.ts';

const withinMs = 30_000;

export async function publishOnce(state: State, clock: Clock, stateDir: string, policy: Policy): Promise<void> {
  const signal = AbortSignal.timeout(withinMs);
  const keys = await initKeys(state, clock, { rotate: false }, signal);
  if (keys.outcome === 'unusable') {
    throw new Error('key/mac/index in the local state bucket names no usable key. Start with --fresh.');
  }
  if ((await initRelationSecret(state, signal)) === 'unusable') {
    throw new Error('key/relation/current in the local state bucket is no usable key. Start with --fresh.');
  }
  const file = join(stateDir, 'published-policy');
  const { sha256 } = compilePolicy(policy);
  if ((await lastPublished(file)) === sha256) return;
  const { outcome } = await publishPolicy(state, policy, signal);
  if (outcome === 'conflict') throw new Error('Somebody else published a policy at the same moment. Start again.');
  await writeDurably(file, sha256);
}

async function lastPublished(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (fault) {
    if (isMissing(fault)) return undefined;
    throw fault;
  }
}
