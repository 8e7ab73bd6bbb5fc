/** A line of `bogofilter -v -b -TT`: the path and the probability, 0 to 1. Throws, with the line, where it is another. */
export function readBogofilterLine(line: string, path: string): number {
  const score = line.startsWith(`${path} `) ? line.slice(path.length + 1) : '';
  if (!/^[01](?:\.\d+)?(?:e-\d+)?$/.test(score) || Number(score) > 1) {
    throw new Error(`bogofilter said nothing known about ${path}: ${JSON.stringify(line)}`);
  }
  return Number(score);
}
