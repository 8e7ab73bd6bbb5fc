/** In place of `shared/model-store.ts`: no organisation has a model. */

import type { ModelInForce } from '../../../shared/model-store.ts';

export const noModel: ModelInForce = { model: null, sha256: null, origin: 'none' };

export const modelStore = () => ({ current: async () => noModel });
