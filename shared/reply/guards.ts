/** All guards, in the order in which their codes are named. */

import type { Guard } from './guard.ts';
import { automaticGuards } from './guards-automatic.ts';
import { deliveryGuards } from './guards-delivery.ts';
import { loopGuards } from './guards-loop.ts';
import { responderGuards } from './guards-responder.ts';
import { audience, senderGuards } from './guards-sender.ts';

export const guards: readonly Guard[] = [
  ...responderGuards,
  ...senderGuards,
  ...deliveryGuards,
  ...automaticGuards,
  ...loopGuards,
  audience,
];
