/**
 * Divides the time until the answer: judging must end early enough for the write-back, and that early
 * enough for the record.
 */

export interface TimeTable {
  readonly answerBy: AbortSignal;
  readonly writeBackBy: AbortSignal;
  /** A moment for what is said after the answer is given up. */
  readonly farewellBy: () => AbortSignal;
  /** Milliseconds left for judging. */
  readonly judgeWithinMs: () => number;
  /** Stops the clocks. */
  end(): void;
}

const judgeShare = 0.6;
const writeBackShare = 0.85;
/** Well within the second that lies between the answer and the function's end. */
const farewellMs = 700;
/** Judging starts with at least this much, or a slow fetch would put good mail into junk. */
const leastJudgeMs = 1_500;

/** From now on there are `withinMs` milliseconds. */
export function timeTable(withinMs: number): TimeTable {
  const started = performance.now();
  const answer = timer(withinMs);
  const writeBack = timer(withinMs * writeBackShare);
  return {
    answerBy: answer.signal,
    writeBackBy: writeBack.signal,
    farewellBy: () => AbortSignal.timeout(farewellMs),
    judgeWithinMs: () => Math.max(leastJudgeMs, withinMs * judgeShare - (performance.now() - started)),
    end() {
      answer.stop();
      writeBack.stop();
    },
  };
}

/** Like `AbortSignal.timeout`, which cannot be stopped and would fire into the next invocation. */
function timer(ms: number): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const expired = new DOMException('the time for this message is up', 'TimeoutError');
  const handle = setTimeout(() => controller.abort(expired), Math.max(0, ms));
  return { signal: controller.signal, stop: () => clearTimeout(handle) };
}
