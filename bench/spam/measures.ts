/** What filters of unwanted mail are compared by, in per cent, with 95 % intervals. */

export interface ScoredMail {
  readonly score: number;
  readonly unwanted: boolean;
}

/** The area above the ROC curve (1-AUC); ties count half. */
export function areaAbove(mail: readonly ScoredMail[]): number {
  const sorted = mail.toSorted((a, b) => a.score - b.score);
  const [spam, ham] = counts(mail);
  let wrong = 0;
  let spamBelow = 0;
  for (let at = 0; at < sorted.length; ) {
    let end = at;
    const tie = { spam: 0, ham: 0 };
    for (; end < sorted.length && sorted[end]?.score === sorted[at]?.score; end += 1)
      tie[sorted[end]?.unwanted ? 'spam' : 'ham'] += 1;
    wrong += tie.ham * (spamBelow + tie.spam / 2);
    spamBelow += tie.spam;
    at = end;
  }
  return (100 * wrong) / (spam * ham);
}

/** The lowest threshold above which at most this share (0.001 = 0.1 %) of good mail lies. */
export function thresholdAt(mail: readonly ScoredMail[], share: number): number {
  const ham = mail.filter(({ unwanted }) => !unwanted).map(({ score }) => score);
  ham.sort((a, b) => b - a);
  return ham[Math.floor(ham.length * share)] ?? Number.POSITIVE_INFINITY;
}

/** Unwanted mail above that threshold. */
export function caughtAt(mail: readonly ScoredMail[], share: number): number {
  const threshold = thresholdAt(mail, share);
  return percentage(
    mail.filter(({ unwanted }) => unwanted),
    ({ score }) => score > threshold,
  );
}

export function percentage<T>(all: readonly T[], which: (one: T) => boolean): number {
  return all.length === 0 ? 0 : (100 * all.filter(which).length) / all.length;
}

export type Interval = readonly [low: number, high: number];

/** Wilson's score interval for a share of `total`, in per cent. */
export function shareInterval(percent: number, total: number): Interval {
  if (total === 0) return [0, 100];
  const [share, z] = [percent / 100, 1.96];
  const middle = share + z ** 2 / (2 * total);
  const spread = z * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2));
  const scale = 100 / (1 + z ** 2 / total);
  return [Math.max(0, (middle - spread) * scale), Math.min(100, (middle + spread) * scale)];
}

/** Hanley and McNeil's interval for 1-AUC, in per cent. */
export function areaInterval(area: number, mail: readonly ScoredMail[]): Interval {
  const [spam, ham] = counts(mail);
  const auc = 1 - area / 100;
  const [q1, q2] = [auc / (2 - auc), (2 * auc ** 2) / (1 + auc)];
  const variance = (auc * (1 - auc) + (spam - 1) * (q1 - auc ** 2) + (ham - 1) * (q2 - auc ** 2)) / (spam * ham);
  const spread = 196 * Math.sqrt(Math.max(0, variance));
  return [Math.max(0, area - spread), area + spread];
}

function counts(mail: readonly ScoredMail[]): readonly [spam: number, ham: number] {
  const spam = mail.filter(({ unwanted }) => unwanted).length;
  return [spam, mail.length - spam];
}
