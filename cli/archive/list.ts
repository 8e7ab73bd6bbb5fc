/** `mailweir archive list`: the messages in the archive, by the fields of their records. */

import type { ArchiveEntry } from '../../shared/archive/entry.ts';
import { lookThrough } from '../../shared/archive/look-through.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../fault.ts';
import { noOperand } from '../operands.ts';
import { jsonLine, printable } from '../printable.ts';
import { print, say } from '../terminal.ts';
import { archiveOptions, withArchive } from './place.ts';
import { queryFrom, queryOptions } from './query-options.ts';

export const archiveListCommand = defineCommand({
  name: 'archive list',
  operands: '',
  summary: 'Lists the messages in the archive, by the fields of their records.',
  notes: `Every option that is given must fit; of one that is given several times, one of its values.
Records are read day by day as they are printed. One that cannot be read is named, and the
command ends with 1.`,
  options: {
    ...archiveOptions,
    ...queryOptions,
    json: { type: 'boolean', help: 'One line of JSON for each message in place of the text.' },
  },

  async run({ options, operands }, terminal) {
    noOperand(operands);
    const query = queryFrom(options);
    let damaged = 0;
    await withArchive(options, terminal, async ({ archive, organisation }, signal) => {
      for await (const found of lookThrough(archive, organisation, query, signal)) {
        if ('damaged' in found) {
          damaged += 1;
          say(terminal, `${printable(found.damaged)}: ${printable(found.problem)}`);
        } else await print(terminal, options.json ? jsonLine({ schema: 'archive-entry/v1', ...found }) : lineOf(found));
      }
    });
    return damaged > 0 ? exitCodes.found : exitCodes.fine;
  },
});

/** Time, id, direction, size, actions, from, to: in columns as far as their widths are known. */
function lineOf({ at, id, kind, direction, evidence, actions, from, recipients, complete }: ArchiveEntry): string {
  const way = kind === 'import' ? 'import' : (direction ?? '').toLowerCase();
  const size = evidence === null ? 'lost' : String(evidence.sizeBytes);
  const to = [...recipients, ...(complete || kind === 'import' ? [] : ['…'])].join(', ');
  const envelope = kind === 'import' ? [] : [from ?? '<>', '->', to];
  return printable([at, id, way.padEnd(8), size.padStart(9), actions.join(','), ...envelope].join('  ').trimEnd());
}
