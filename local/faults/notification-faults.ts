/** What a planted fault does to a notification on its way: told twice, told late, overtaken by a younger one. */

import type { QueueFaults } from '../events/queue.ts';
import type { DeliveryPlan } from '../s3/notifier.ts';
import type { FaultBoard } from './board.ts';

/** When S3 tells of an object: at once, later, or twice. */
export function disturbNotifications(board: FaultBoard): DeliveryPlan {
  return () => {
    const strike = board.strike({ occasion: 'notification', service: 's3', operation: 'Notify' });
    switch (strike?.name) {
      case 'duplicate-event':
        return [0, 0];
      case 'late-notification':
        return [strike.ms];
      default:
        return [0];
    }
  };
}

/** What a queue does not promise: that a message waits its turn, and that it comes once. */
export function disturbQueues(board: FaultBoard): QueueFaults {
  return {
    sent() {
      const strike = board.strike({ occasion: 'notification', service: 'sqs', operation: 'SendMessage' });
      switch (strike?.name) {
        case 'reordered-notification':
          return { overtakes: true };
        case 'late-notification':
          return { delayMs: strike.ms };
        default:
          return undefined;
      }
    },
    repeats: () =>
      board.strike(
        { occasion: 'notification', service: 'sqs', operation: 'DeleteMessage' },
        (name) => name === 'duplicate-event',
      ) !== undefined,
  };
}
