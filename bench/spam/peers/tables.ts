/** Filters side by side, in Markdown. */

import {
  areaAbove,
  areaInterval,
  caughtAt,
  type Interval,
  percentage,
  type ScoredMail,
  shareInterval,
} from '../measures.ts';
import type { Cost, FilterRun, Judged, MailSet } from './peer.ts';

/** Everything about one set with mail of both kinds. */
export function trainedTable(set: MailSet, runs: readonly FilterRun[]): string {
  const rows = runs.map((run) => {
    const cells = [run.filter, run.threshold, falsePositives(set, run), falseNegatives(set, run)];
    return [...cells, ...curveCells(scoredMail(set, run)), costCell(run.cost)];
  });
  const head = ['filter', 'own threshold', 'FPR [95 %]', 'FNR [95 %]', ...curveHead, costHead];
  return markdown(head, rows);
}

/** A column for each set: FPR where it is good mail, FNR where it is unwanted. */
export function untrainedTable(sets: readonly MailSet[], runsOf: ReadonlyMap<MailSet, readonly FilterRun[]>): string {
  const filters = new Map(sets.flatMap((set) => runsOf.get(set) ?? []).map((run) => [run.filter, run.threshold]));
  const head = sets.map((set) => `${isGood(set) ? 'FPR' : 'FNR'}, ${set.name} (${set.mail.length})`);
  const rows = [...filters].map(([filter, threshold]) => {
    const runs = sets.map((set) => runsOf.get(set)?.find((run) => run.filter === filter));
    const cells = sets.map((set, at) => {
      const run = runs[at];
      if (run === undefined) return '';
      return isGood(set) ? falsePositives(set, run) : falseNegatives(set, run);
    });
    const costs = runs.flatMap((run, at) => (run?.cost ? [{ ...run.cost, count: sets[at]?.mail.length ?? 0 }] : []));
    return [filter, threshold, ...cells, costCell(together(costs))];
  });
  return markdown(['filter', 'own threshold', ...head, costHead], rows);
}

export const curveHead = ['1-AUC [95 %]', 'caught at 0.1 % [95 %]'];
const costHead = 'CPU ms a message: mean, max';

export function curveCells(mail: readonly ScoredMail[]): readonly string[] {
  const [area, caught] = [areaAbove(mail), caughtAt(mail, 0.001)];
  const spam = mail.filter(({ unwanted }) => unwanted).length;
  return [
    `${area.toFixed(4)} % [${ends(areaInterval(area, mail), 4)}]`,
    `${caught.toFixed(2)} % [${ends(shareInterval(caught, spam), 2)}]`,
  ];
}

export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** How many messages a filter gave no judgement of; they count as good mail. */
export function unjudged({ judged }: FilterRun): number {
  return judged.filter((one) => one === null).length;
}

function scoredMail({ mail }: MailSet, { judged }: FilterRun): readonly ScoredMail[] {
  return mail.map(({ unwanted }, at) => ({ unwanted, score: judged[at]?.score ?? Number.NEGATIVE_INFINITY }));
}

function falsePositives(set: MailSet, run: FilterRun): string {
  return shareOf(judgedOf(set, run, false), (one) => one?.isUnwanted === true);
}

function falseNegatives(set: MailSet, run: FilterRun): string {
  return shareOf(judgedOf(set, run, true), (one) => one?.isUnwanted !== true);
}

function judgedOf({ mail }: MailSet, { judged }: FilterRun, unwanted: boolean): readonly (Judged | null)[] {
  return judged.filter((_, at) => mail[at]?.unwanted === unwanted);
}

function shareOf(judged: readonly (Judged | null)[], which: (one: Judged | null) => boolean): string {
  const share = percentage(judged, which);
  return `${share.toFixed(2)} % [${ends(shareInterval(share, judged.length), 2)}]`;
}

function isGood({ mail }: MailSet): boolean {
  return mail.every(({ unwanted }) => !unwanted);
}

function ends(interval: Interval, digits: number): string {
  return interval.map((end) => end.toFixed(digits)).join('-');
}

function together(costs: readonly (Cost & { readonly count: number })[]): Cost | null {
  if (costs.length === 0) return null;
  const count = costs.reduce((sum, cost) => sum + cost.count, 0);
  return {
    meanMs: costs.reduce((sum, cost) => sum + cost.meanMs * cost.count, 0) / count,
    maxMs: Math.max(...costs.map(({ maxMs }) => maxMs)),
  };
}

function costCell(cost: Cost | null): string {
  return cost === null ? '' : `${cost.meanMs.toFixed(2)}, ${cost.maxMs.toFixed(0)}`;
}
