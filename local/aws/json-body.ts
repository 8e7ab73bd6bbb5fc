/** The body of a JSON service's request, taken apart and held against what the service takes. */

import * as v from 'valibot';
import { AwsFault } from './fault.ts';

/**
 * Raises `AwsFault` `SerializationException` where the bytes are no JSON; `refused` says how the service refuses what is
 * not of the schema, by the path of the first thing that is wrong.
 */
export function decodeJsonBody<S extends v.GenericSchema>(
  bytes: Buffer,
  schema: S,
  refused: (path: string | null, message: string) => AwsFault,
): v.InferOutput<S> {
  const decoded = v.safeParse(schema, parsed(bytes));
  if (decoded.success) return decoded.output;
  const [issue] = decoded.issues;
  throw refused(v.getDotPath(issue), issue.message);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new AwsFault(400, 'SerializationException', 'The body is not JSON');
    throw cause;
  }
}
