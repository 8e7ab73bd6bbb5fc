/** Reads a resource of the template strictly: what is not known here would behave otherwise on AWS, so it stops the start. */

import * as v from 'valibot';
import type { ResolvedResource } from '../../deployment/resolve.ts';

/** Throws an error that names the resource and the property that is not known, or not as it should be. */
export function readProperties<S extends v.GenericSchema<unknown, unknown>>(
  schema: S,
  { id, type, properties }: ResolvedResource,
): v.InferOutput<S> {
  const result = v.safeParse(schema, properties);
  if (result.success) return result.output;
  const reasons = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'its properties'}: ${issue.message}`);
  throw new Error(`${id} (${type}) is more than the local organisation runs: ${reasons.join('; ')}`);
}

/** Properties that change nothing here: who pays, who reads it at rest, how it is traced. */
export const without = {
  Tags: v.optional(v.unknown()),
  Description: v.optional(v.string()),
};

/** The function's name in what a template may call it by: name, ARN, ARN with a version. */
export function functionNameOf(text: string): string {
  const parts = text.split(':');
  const at = parts.indexOf('function');
  return at < 0 ? text : (parts[at + 1] ?? text);
}
