/** The progress bar of folder mode, on standard error where that is a terminal. */

import { SingleBar } from 'cli-progress';
import type { Terminal } from '../terminal.ts';

export interface Progress {
  /** One more file is done; `write` prints its result where the bar is out of the way. */
  step(write: () => Promise<void>): Promise<void>;
  stop(): void;
}

/** `speaks`: something is said on standard error while the bar is there, and not only written to standard output. */
export function progressOf(total: number, { stderr, stdout }: Terminal, speaks = false): Progress {
  if (stderr.isTTY !== true) return { step: (write) => write(), stop: () => undefined };
  const sharedScreen = speaks || stdout.isTTY === true;
  const bar = new SingleBar({
    format: '{bar} {value}/{total} | {eta_formatted} left',
    stream: stderr,
    clearOnComplete: true,
    // A line of results pushes the bar down, so it is drawn again although it says the same.
    forceRedraw: sharedScreen,
    // Else the terminal would stay without line wrapping after Ctrl-C.
    linewrap: true,
  });
  bar.start(total, 0);
  return {
    async step(write) {
      if (sharedScreen) stderr.write(clearLine);
      await write();
      bar.increment();
    },
    stop() {
      // The bar ends by going back to the cursor it saved at its start, over the lines printed since.
      stderr.write(saveCursor);
      bar.stop();
    },
  };
}

/** ECMA-48: to the first column, and erase in line. */
const clearLine = '\r\u001b[K';
/** DECSC, as `cli-progress` saves it. */
const saveCursor = '\u001b7';
