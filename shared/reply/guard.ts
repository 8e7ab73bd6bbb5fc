/** A guard says whether something stands against a reply. It is a pure function and knows nothing of the others. */

import type { Circumstances } from './occasion.ts';
import type { GuardRefusal } from './reason.ts';
import type { Responder } from './responder.ts';

export interface Guard {
  readonly code: GuardRefusal;
  /** True: no reply. */
  readonly refuses: (circumstances: Circumstances, responder: Responder) => boolean;
}
