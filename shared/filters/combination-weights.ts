/** The weights of the combination. Made by `npm run train`. */

import type { CombinationModel } from './combination.ts';

export const combinationWeights: CombinationModel = {
  weights: {
    'content-unwanted': 1.55,
    'content-wanted': -1.18,
    'identity-refuted': 0.4,
    'identity-unproven': 0.71,
    'host-refused': 0.15,
    'identity-proven': 0,
    'identity-of-freemail': 0,
    'upstream-unwanted': 1.06,
    'upstream-suspects': 0.44,
    'upstream-clean': 0,
    'notices-elsewhere': 0,
    'never-met': 1.06,
    'had-mail': -0.43,
    'had-mail-for-long': -0.47,
    'wrote-to': -0.58,
    'domain-had-mail': -0.55,
    'domain-wrote-to': -0.46,
    'met-but-unproven': 0.33,
    'of-a-partner': -0.95,
    'looks-like-known-sender': 2.38,
    'looks-like-known-elsewhere': 0.8,
    'borrowed-name': 2.41,
    'borrowed-address': 1.86,
    'answers-elsewhere': 1.8,
    'colleague-unproven': 1.53,
    'link-pretends': 1.35,
    'wants-password': 1.35,
    'live-page': 1.95,
    'stranger-wants-money': 2,
  },
};
