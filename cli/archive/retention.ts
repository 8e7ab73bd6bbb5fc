/** `mailweir archive retention`: what may be deleted, and why the rest may not. */

import { type Retained, retentionOf } from '../../shared/archive/retention-report.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../fault.ts';
import { noOperand } from '../operands.ts';
import { jsonLine, printable } from '../printable.ts';
import { print, say } from '../terminal.ts';
import { archiveOptions, withArchive } from './place.ts';
import { queryFrom, queryOptions } from './query-options.ts';

export const archiveRetentionCommand = defineCommand({
  name: 'archive retention',
  operands: '',
  summary: 'Says which messages may be deleted, and why the others may not.',
  notes: `Of each message, all versions of its original and its record are asked for, as S3 has them now.
Nothing is deleted. The last line counts; it goes to standard error, as do records that cannot
be read.`,
  options: {
    ...archiveOptions,
    ...queryOptions,
    json: { type: 'boolean', help: 'One line of JSON for each message in place of the text.' },
  },

  async run({ options, operands }, terminal) {
    noOperand(operands);
    const query = queryFrom(options);
    const counts = new Map<string, number>();
    let damaged = 0;
    await withArchive(options, terminal, async ({ archive, organisation }, signal) => {
      for await (const found of retentionOf(archive, organisation, query, new Date(), signal)) {
        if ('damaged' in found) {
          damaged += 1;
          say(terminal, `${printable(found.damaged)}: ${printable(found.problem)}`);
          continue;
        }
        counts.set(found.verdict, (counts.get(found.verdict) ?? 0) + 1);
        await print(terminal, options.json ? jsonLine(asJson(found)) : printable(lineOf(found)));
      }
    });
    const total = (['deletable', 'locked', 'held', 'missing'] as const).map((one) => `${counts.get(one) ?? 0} ${one}`);
    say(terminal, total.join(', '));
    return damaged > 0 || (counts.get('missing') ?? 0) > 0 ? exitCodes.found : exitCodes.fine;
  },
});

function lineOf({ entry, verdict, until, mode }: Retained): string {
  const lock = until === null ? '' : `${mode ?? ''} until ${until}`;
  return [entry.at, entry.id, verdict.padEnd(9), lock].join('  ').trimEnd();
}

function asJson({ entry, verdict, until, mode, versions }: Retained) {
  const { id, kind, recordKey, at, evidence } = entry;
  return {
    schema: 'archive-retention/v1',
    id,
    kind,
    recordKey,
    at,
    sha256: evidence?.sha256,
    verdict,
    until,
    mode,
    versions,
  };
}
