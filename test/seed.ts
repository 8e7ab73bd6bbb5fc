/**
 * The seed of all properties: one for everybody, so that what passes here passes there. `FAST_CHECK_SEED=$RANDOM npm test`
 * tries others; one that fails becomes a test of its own.
 */

import { fc } from '@fast-check/vitest';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env['FAST_CHECK_SEED'] ?? 1) });
