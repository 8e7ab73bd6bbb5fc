/** One message, edited as the pipeline edits it. */

import { planEdits } from '../../shared/mail/apply-edits.ts';
import { editedWithManifest, type Manifest } from '../../shared/mail/manifest.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { type PreflightProblem, preflight } from '../../shared/sources/workmail-preflight.ts';
import { printable } from '../printable.ts';
import type { WantedEdits } from './wanted.ts';

export interface Edited {
  readonly edited: Buffer;
  readonly manifest: Manifest;
  /** Why WorkMail would not take it; the pipeline delivers such a message unedited. */
  readonly preflight: readonly PreflightProblem[];
}

export function editMessage(bytes: Buffer, wanted: WantedEdits): Edited {
  const message = parseMessage(bytes);
  const result = editedWithManifest(message, planEdits(message, wanted(message)));
  return { ...result, preflight: result.edited === bytes ? [] : preflight(result.edited) };
}

/** What did not happen, and what the change costs, a line each. */
export function remarksOn({ manifest, preflight: problems }: Edited): readonly string[] {
  const refused = manifest.edits.filter(({ outcome }) => outcome === 'refused');
  return [
    ...refused.map(({ kind, part, reason }) => {
      const place = part === undefined || part === '' ? '' : ` of part ${part}`;
      return `not done: ${kind}${place} (${reason ?? ''})`;
    }),
    ...manifest.breaksDkim.map(
      ({ domain, selector, by }) =>
        `breaks the DKIM signature of ${printable(domain)} (${printable(selector)}): ${by.map(printable).join(', ')}`,
    ),
    ...problems.map(
      ({ code, detail }) =>
        `WorkMail would refuse it: ${code}${detail === undefined ? '' : ` (${printable(detail)})`}; mailweir delivers it unedited there`,
    ),
  ];
}
