/** Lambda functions as the packaged template sets them up. */

import { posix } from 'node:path';
import * as v from 'valibot';
import type { ResolvedResource } from './resolve.ts';

export interface DeployedFunction {
  /** Logical. */
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memorySizeMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  /** The zip's file name, as `tools/build.ts` gives it. */
  readonly artifact: string;
}

const Text = v.union([v.string(), v.pipe(v.union([v.number(), v.boolean()]), v.transform(String))]);

/** Lambda API Reference, CreateFunction, for what a template leaves out. */
const Properties = v.object({
  FunctionName: v.string(),
  Handler: v.string(),
  Timeout: v.optional(v.number(), 3),
  MemorySize: v.optional(v.number(), 128),
  Role: v.string(),
  Code: v.object({ S3Key: v.string() }),
  Environment: v.optional(v.object({ Variables: v.optional(v.record(v.string(), Text), {}) }), {}),
});

export function readFunction({ id, properties, arn = '' }: ResolvedResource): DeployedFunction {
  const { FunctionName, Handler, Timeout, MemorySize, Role, Code, Environment } = v.parse(Properties, properties);
  return {
    id,
    name: FunctionName,
    arn,
    handler: Handler,
    timeoutMs: Timeout * 1000,
    memorySizeMb: MemorySize,
    environment: Environment.Variables,
    roleArn: Role,
    artifact: posix.basename(Code.S3Key),
  };
}
