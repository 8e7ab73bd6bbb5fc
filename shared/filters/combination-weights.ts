/** The weights of the combination. Made by `npm run train`. */

import type { CombinationModel } from './combination.ts';

export const combinationWeights: CombinationModel = {
  weights: {
    'content-unwanted': 1.55,
    'content-wanted': -1.18,
    'identity-refuted': 0.41,
    'identity-unproven': 0.73,
    'host-refused': 0.15,
    'identity-proven': 0,
    'identity-of-freemail': 0,
    'upstream-unwanted': 1.06,
    'upstream-suspects': 0.44,
    'upstream-clean': 0,
    'notices-elsewhere': 0,
    'never-met': 1.09,
    'had-mail': -0.73,
    'had-mail-for-long': -0.5,
    'wrote-to': -0.65,
    'domain-had-mail': -0.54,
    'domain-wrote-to': -0.43,
    'met-but-unproven': 0.34,
    'of-a-partner': -0.93,
    'looks-like-known-sender': 2.39,
    'looks-like-known-elsewhere': 0.8,
    'borrowed-name': 2.42,
    'borrowed-address': 1.87,
    'answers-elsewhere': 1.8,
    'colleague-unproven': 1.54,
    'link-pretends': 1.36,
    'wants-password': 1.35,
    'live-page': 1.95,
    'stranger-wants-money': 2,
  },
};
