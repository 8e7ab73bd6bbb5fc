/** What a planted fault does to the asking of a function: `duplicate-event` and `clock-jump`. */

import type { FaultBoard } from './board.ts';

type Invoke<Event, Result> = (event: Event) => Promise<Result>;

/**
 * Asks twice about the same event where `duplicate-event` strikes, both at the same time, and gives the
 * answer of the one that is done first; the other one ends by itself.
 */
export function repeatInvocations<Event, Result>(
  board: FaultBoard,
  jump: (ms: number) => void,
  invoke: Invoke<Event, Result>,
): Invoke<Event, Result> {
  return (event) => {
    const strike = board.strike({ occasion: 'invocation', service: 'lambda', operation: 'Invoke' });
    if (strike?.name === 'clock-jump') jump(strike.ms);
    return strike?.name === 'duplicate-event' ? Promise.race([invoke(event), invoke(event)]) : invoke(event);
  };
}
