/** Which reports make the command end with exit code 1. */

import type { CheckReport } from './report.ts';

/** Not what policy does with a message, but that nobody could tell: it was not read, not judged, or is no mail. */
export function isFailing(report: CheckReport): boolean {
  return report.outcome !== 'judged' || report.defects.includes('no-header');
}
