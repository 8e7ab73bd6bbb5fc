/** What the filters' codes mean, in the words of the registry. */

import { filters } from '../../../shared/filters/index.ts';

/** Undefined for a code that a record has and this version does not know. */
export function reasonText(filter: string, reason: string): string | undefined {
  return filters.find(({ name }) => name === filter)?.reasons[reason]?.text;
}
