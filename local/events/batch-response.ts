/**
 * What a function says about a batch of messages (AWS Lambda Developer Guide, "Implementing partial batch responses").
 *
 * Nothing, null, an empty object and an empty or missing list mean that all went well. A list with anything else than
 * ids of this batch in it means that nothing did; ASSUMED: so does an answer that is no object.
 */

import * as v from 'valibot';

const Failures = v.array(v.object({ itemIdentifier: v.pipe(v.string(), v.minLength(1)) }));

/** The ids of the messages that are to be received again. */
export function failedIds(answer: unknown, batch: readonly string[]): ReadonlySet<string> {
  if (answer === null || answer === undefined) return new Set();
  const all = new Set(batch);
  if (typeof answer !== 'object') return all;
  const list = 'batchItemFailures' in answer ? answer.batchItemFailures : undefined;
  if (list === null || list === undefined) return new Set();
  const failures = v.safeParse(Failures, list);
  if (!failures.success) return all;
  const ids = failures.output.map(({ itemIdentifier }) => itemIdentifier);
  return ids.every((id) => all.has(id)) ? new Set(ids) : all;
}
