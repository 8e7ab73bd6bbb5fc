/** The fitted combination as a module. */

import type { CombinationModel } from '../../shared/filters/combination.ts';

export function combinationSource({ weights }: CombinationModel): string {
  const rows = Object.entries(weights).map(([name, weight]) => `    '${name}': ${weight},\n`);
  return `/** The weights of the combination. Made by \`npm run train\`. */

import type { CombinationModel } from './combination.ts';

export const combinationWeights: CombinationModel = {
  weights: {
${rows.join('')}  },
};
`;
}
