/** The command line's part about a Lambda that is not ours: `--function` and what belongs to it. */

import type { ParseArgsConfig } from 'node:util';

export interface ForeignSettings {
  /** A zip, or a folder that would be zipped. */
  readonly path: string;
  /** As Lambda writes it: the file without its extension, a dot, the name it exports. */
  readonly handler: string;
  /** `NAME=VALUE`, or a file with more of them; a later one stands. */
  readonly environment: readonly string[];
  readonly timeoutMs: number;
  readonly memorySizeMb: number;
  /** Versioned, empty at the first start, readable by WorkMail. */
  readonly buckets: readonly string[];
  /** JSON, as IAM has it. */
  readonly rolePolicyFile: string | undefined;
}

/** As they are typed. Lambda's own 3 s are too short for mail; WorkMail waits 15 s at most. */
export const foreignDefaults = {
  handler: 'index.handler',
  timeout: '10',
  memory: '512',
  bucket: 'mail-updates',
} as const;

export const foreignOptions = {
  function: { type: 'string' },
  handler: { type: 'string' },
  environment: { type: 'string', multiple: true },
  timeout: { type: 'string' },
  memory: { type: 'string' },
  bucket: { type: 'string', multiple: true },
  'role-policy': { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

export const foreignUsage = `
  --function PATH      run this Lambda in place of mailweir's own: a zip, or a folder (docs/local.md)
  --handler NAME       ${foreignDefaults.handler} unless told
  --environment TEXT   NAME=VALUE, or a file of such lines, or a .json file; may be repeated
  --timeout SECONDS    ${foreignDefaults.timeout} unless told
  --memory MB          ${foreignDefaults.memory} unless told
  --bucket NAME        a bucket for it, which WorkMail may read; may be repeated (${foreignDefaults.bucket} unless told)
  --role-policy FILE   enforce this policy (JSON) for it; else it may do everything here
`;

export interface ForeignValues {
  readonly function?: string | undefined;
  readonly handler?: string | undefined;
  readonly environment?: readonly string[] | undefined;
  readonly timeout?: string | undefined;
  readonly memory?: string | undefined;
  readonly bucket?: readonly string[] | undefined;
  readonly 'role-policy'?: string | undefined;
}

/** Undefined without `--function`. Throws where another option has no function to belong to, or a bad value. */
export function readForeign(values: ForeignValues): ForeignSettings | undefined {
  const { function: path, handler = foreignDefaults.handler, environment = [] } = values;
  const {
    bucket = [foreignDefaults.bucket],
    timeout = foreignDefaults.timeout,
    memory = foreignDefaults.memory,
  } = values;
  if (path === undefined) {
    const lonely = ['handler', 'environment', 'timeout', 'memory', 'bucket', 'role-policy'] as const;
    const given = lonely.find((name) => values[name] !== undefined);
    if (given !== undefined) throw new Error(`--${given} is for --function, which is missing.`);
    return undefined;
  }
  if (!/^[^\s.][^\s]*\.[^\s./]+$/.test(handler) || handler.split('/').includes('..')) {
    throw new Error(
      `--handler is ${JSON.stringify(handler)}; it must be a file of the function without its extension, a dot and ` +
        'the name it exports, such as index.handler.',
    );
  }
  for (const name of bucket) {
    if (/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name)) continue;
    throw new Error(
      `--bucket is ${JSON.stringify(name)}; PutRawMessageContent takes 3 to 63 lower-case letters, digits and hyphens.`,
    );
  }
  return {
    path,
    handler,
    environment,
    timeoutMs: whole('--timeout', timeout, 1, 900) * 1000,
    memorySizeMb: whole('--memory', memory, 128, 10_240),
    buckets: [...new Set(bucket)],
    rolePolicyFile: values['role-policy'],
  };
}

function whole(option: string, text: string, least: number, most: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`${option} is ${JSON.stringify(text)}; it must be a whole number from ${least} to ${most}.`);
}
