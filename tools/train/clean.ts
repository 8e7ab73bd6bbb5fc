/** Takes out of a corpus message what other filters wrote into it, so that nothing learns or is measured by that. */

import { isTrace } from '../../shared/filters/spam/trace-fields.ts';
import { parseMessage } from '../../shared/mail/parse.ts';

/** Traces of the way stay: only verdicts and mailbox states go. */
const kept: readonly string[] = ['received', 'return-path', 'authentication-results', 'received-spf'];

export interface Cleaning {
  /** The normalised form of `modern`: without the ways and the lists as well. */
  readonly normalised?: boolean;
}

export function withoutVerdicts(bytes: Buffer, { normalised = false }: Cleaning = {}): Buffer {
  const { root } = parseMessage(bytes);
  const pieces: Buffer[] = [];
  // A leading `From ` line is in no field.
  let from = root.header.fieldsStart;
  for (const { name, start, end } of root.header.fields) {
    if (
      !(normalised
        ? isTrace(name) || isOfList(name)
        : isTrace(name) && !kept.includes(name) && !name.startsWith('arc-'))
    )
      continue;
    pieces.push(bytes.subarray(from, start));
    from = end;
  }
  pieces.push(bytes.subarray(from));
  return Buffer.concat(pieces);
}

function isOfList(name: string): boolean {
  return (
    name.startsWith('list-') || name.startsWith('x-mailman') || ['precedence', 'sender', 'archived-at'].includes(name)
  );
}
