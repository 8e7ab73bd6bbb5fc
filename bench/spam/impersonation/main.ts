/** `npm run bench:impersonation -- [OF-EACH-KIND] [SEED]`: how much impersonation is flagged, and how many benign twins. */

import { table } from '../../figures.ts';
import { shareInterval } from '../measures.ts';
import { flaggedByKind } from './flagged.ts';
import { outcomesFromHome } from './from-home.ts';

const [ofEachKind = 500, seed = 1] = process.argv.slice(2).map(Number);
const found = flaggedByKind(seed, ofEachKind);
const sum = (what: 'of' | 'attacks' | 'twins'): number => found.reduce((total, one) => total + one[what], 0);
const share = (count: number, of: number): string => {
  const percent = (100 * count) / of;
  const [low, high] = shareInterval(percent, of);
  return `${percent.toFixed(2)} % [${low.toFixed(2)}-${high.toFixed(2)}]`;
};
const rows = [
  ...found.map(({ kind, of, attacks, twins }) => [kind, share(attacks, of), share(twins, of)]),
  ['all', share(sum('attacks'), sum('of')), share(sum('twins'), sum('of'))],
  ['bar', '>= 95 %', '<= 1 %'],
];
console.log(table([`scenario, ${ofEachKind} each, seed ${seed}`, 'flagged [95 %]', 'twins flagged [95 %]'], rows));

const atHome = outcomesFromHome(seed, ofEachKind).map(({ what, of, warned, junked }) => [
  what,
  share(warned, of),
  share(junked, of),
]);
console.log(table(["first message in a colleague's name", 'warned of [95 %]', 'in junk [95 %]'], atHome));
