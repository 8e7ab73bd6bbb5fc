/** Plans the edits that are wanted, and what stands in for those that a message does not take. */

import type { WantedEdit } from './decision.ts';
import { planEdits } from './mail/apply-edits.ts';
import type { Edit, EditResult } from './mail/edit.ts';
import { fieldsNamed, textValue } from './mail/header.ts';
import type { ParsedMessage } from './mail/message.ts';

export interface Attempt {
  readonly attempted: readonly WantedEdit[];
  /** One outcome for each that was attempted. */
  readonly result: EditResult;
}

/** Where something is refused that another edit can stand in for, both are attempted, and the alternative is then that one's. */
export function attemptEdits(message: ParsedMessage, wanted: readonly WantedEdit[]): Attempt {
  const first = planned(message, wanted);
  const edits = wanted.flatMap((one, at): readonly WantedEdit[] => {
    const { instead } = one;
    const isRefused = first.result.outcomes[at]?.outcome === 'refused';
    if (instead === undefined || !isRefused || isBuried(message, instead)) return [one];
    return [
      { ...one, edit: instead },
      { ...one, ifImpossible: 'DEFAULT' },
    ];
  });
  return edits.length === wanted.length ? first : planned(message, edits);
}

function planned(message: ParsedMessage, attempted: readonly WantedEdit[]): Attempt {
  const edits = attempted.map(({ edit }) => edit);
  return { attempted, result: planEdits(message, edits) };
}

/** What a list of messages shows of a subject. */
const shownLetters = 60;
const longestSubject = 2 * 1024;

/** A tag that stands where nobody sees it is not put in again: whoever wrote it there wanted it so. */
function isBuried({ bytes, root }: ParsedMessage, edit: Edit): boolean {
  if (edit.kind !== 'tag-subject') return false;
  return fieldsNamed(root.header, 'subject')
    .map((field) => textValue(bytes, field, longestSubject).indexOf(edit.tag))
    .some((at) => at > shownLetters - edit.tag.length);
}
