/** What filters print about a list: `path<TAB>score` or `path<TAB>score<TAB>threshold` a line, as `mailweir spam score` does. */

export interface FileScore {
  /** Higher = unwanted. */
  readonly score: number;
  readonly threshold?: number;
}

/** Scores by path. Throws, naming the line of `source`, where a line is of another form or speaks of a path again. */
export function readScores(text: string, source: string): ReadonlyMap<string, FileScore> {
  const scores = new Map<string, FileScore>();
  for (const [at, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const [path = '', score, threshold, ...more] = line.split('\t');
    const found = { score: numberIn(score), threshold: threshold === undefined ? undefined : numberIn(threshold) };
    const fault = () => new Error(`${source}, line ${at + 1}, is no "path<TAB>score": ${JSON.stringify(line)}`);
    if (path === '' || more.length > 0 || found.score === null || found.threshold === null) throw fault();
    if (scores.has(path)) throw new Error(`${source}, line ${at + 1}, is about ${JSON.stringify(path)} a second time`);
    scores.set(path, { score: found.score, ...(found.threshold !== undefined && { threshold: found.threshold }) });
  }
  return scores;
}

function numberIn(field: string | undefined): number | null {
  if (field === undefined || !/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i.test(field)) return null;
  return Number(field);
}
