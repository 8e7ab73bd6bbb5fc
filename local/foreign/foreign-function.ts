/** A Lambda that is not ours, made ready to run in place of `inbound`. */

import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readEnvironment } from './environment.ts';
import { packageOf } from './package.ts';
import { linkRuntimeModules } from './runtime-modules.ts';
import type { ForeignSettings } from './settings.ts';

export interface ForeignFunction {
  readonly name: string;
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memorySizeMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly zipFile: string;
  readonly buckets: readonly string[];
  /** A policy document, not yet looked at; undefined: the function may do everything that is here. */
  readonly rolePolicy: unknown;
}

/** `lambdaDir` is where functions are unpacked. Throws where Lambda could not start the function. */
export async function openForeign(settings: ForeignSettings, lambdaDir: string): Promise<ForeignFunction> {
  const { path, handler, timeoutMs, memorySizeMb, buckets, rolePolicyFile } = settings;
  const name = functionName(path);
  const folder = join(lambdaDir, name);
  const environment = await readEnvironment(settings.environment);
  const zipFile = await packageOf(path, handler, folder);
  await linkRuntimeModules(folder);
  return {
    name,
    handler,
    timeoutMs,
    memorySizeMb,
    environment,
    zipFile,
    buckets,
    rolePolicy: rolePolicyFile === undefined ? undefined : await readPolicyFile(rolePolicyFile),
  };
}

async function readPolicyFile(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new Error(`--role-policy ${path} is no policy in JSON: ${cause.message}`, { cause });
  }
}

/** The file's name, as far as Lambda would take it (64 letters, digits, hyphens and underscores). */
function functionName(path: string): string {
  const plain = basename(path).replace(/\.zip$/i, '');
  return plain.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 64) || 'function';
}
