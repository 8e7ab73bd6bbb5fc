/** What rspamd's workers answer by HTTP. */

import * as v from 'valibot';

const Checked = v.object({ score: v.number(), is_skipped: v.optional(v.boolean()) });
const Failed = v.object({ error: v.string() });

/** The score of `/checkv2`; null where rspamd says that it could not judge. Throws where it says anything else. */
export function readRspamdAnswer(status: number, body: string): number | null {
  const answer = jsonOf(body);
  if (status === 200 && v.is(Checked, answer)) return answer.is_skipped ? null : answer.score;
  if (v.is(Failed, answer)) return null;
  throw unknown(status, body);
}

/** Whether a message was learned: rspamd leaves out what it knows already (208) or finds too short (204). Else throws. */
export function readLearning(status: number, body: string): boolean {
  const answer = jsonOf(body);
  if (status === 200) return true;
  if (status === 204 || (status === 208 && v.is(Failed, answer))) return false;
  throw unknown(status, body);
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (fault) {
    if (fault instanceof SyntaxError) return null;
    throw fault;
  }
}

function unknown(status: number, body: string): Error {
  return new Error(`rspamd answered ${status}: ${JSON.stringify(body.slice(0, 300))}`);
}
