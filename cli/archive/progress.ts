/** How far a long command is, on standard error where that is a terminal. */

import { SingleBar } from 'cli-progress';
import type { Terminal } from '../terminal.ts';

export interface CountedProgress {
  step(): void;
  /** Says something where the bar is out of the way. */
  aside(speak: () => void): void;
  stop(): void;
}

/** `count` is null where nobody knows how many there are: then only what is done is shown. */
export function countedProgress(count: number | null, { stderr }: Terminal): CountedProgress {
  if (stderr.isTTY !== true) return { step: () => undefined, aside: (speak) => speak(), stop: () => undefined };
  const format =
    count === null ? '{value} messages | {duration_formatted}' : '{bar} {value}/{total} | {eta_formatted} left';
  const bar = new SingleBar({ format, stream: stderr, clearOnComplete: true, forceRedraw: true, linewrap: true });
  bar.start(count ?? 0, 0);
  return {
    step: () => bar.increment(),
    aside(speak) {
      // ECMA-48: to the first column, and erase in line.
      stderr.write('\r\u001b[K');
      speak();
    },
    stop: () => bar.stop(),
  };
}
