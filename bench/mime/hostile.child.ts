/** One hostile message in a process of its own, read, hashed and edited: `hostile.child.ts NAME SCALE`. */

import { collect } from '../collect.ts';
import { hostile } from './hostile.ts';
import { everything } from './tools/mailweir.ts';

export interface HostileCost {
  /** The first time, as it is with a message in a cold Lambda: nothing is compiled yet. */
  readonly firstMs: number;
  /** The quickest of several, which is what grows with the message alone. */
  readonly bestMs: number;
  /** Over the memory of the process that holds the message and has done nothing with it. */
  readonly growthBytes: number;
}

const peakBytes = () => process.resourceUsage().maxRSS * 1024;

function cost(name: string, scale: number): HostileCost {
  const message = hostile.get(name)?.(scale);
  if (message === undefined) throw new Error(`no hostile message is called ${name}`);
  collect();
  const timed = () => {
    const began = performance.now();
    everything(message);
    return performance.now() - began;
  };
  const before = peakBytes();
  const firstMs = timed();
  const growthBytes = peakBytes() - before;
  let bestMs = firstMs;
  for (let count = 0; count < 7; count += 1) bestMs = Math.min(bestMs, timed());
  return { firstMs, bestMs, growthBytes };
}

const [name = '', scale = '1'] = process.argv.slice(2);
process.stdout.write(JSON.stringify(cost(name, Number(scale))));
