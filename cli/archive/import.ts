/** `mailweir archive import`: mail from elsewhere into the archive. */

import { basename } from 'node:path';
import { ahead } from '../../shared/archive/ahead.ts';
import { type Imported, importer } from '../../shared/archive/import.ts';
import type { ImportKind } from '../../shared/archive/import-record.ts';
import type { MboxQuoting } from '../../shared/archive/mbox.ts';
import { defineCommand } from '../command.ts';
import { CommandFault, exitCodes } from '../fault.ts';
import { oneOperand } from '../operands.ts';
import { jsonLine, printable } from '../printable.ts';
import { pathFrom, print, say } from '../terminal.ts';
import type { Importable } from './import-source.ts';
import { kindOf, sourceAt } from './import-sources.ts';
import { archiveOptions, withArchive } from './place.ts';
import { countedProgress } from './progress.ts';
import { retentionFrom, retentionOptions } from './retention-options.ts';

const kinds = ['maildir', 'mbox', 'eml', 'workmail-export'] as const satisfies readonly ImportKind[];
const quotings = ['mboxrd', 'mboxo', 'none'] as const satisfies readonly MboxQuoting[];

export const archiveImportCommand = defineCommand({
  name: 'archive import',
  operands: 'SOURCE',
  summary: 'Puts mail from elsewhere into the archive: Maildir, mbox, .eml files, WorkMail’s export.',
  notes: `Nobody is notified, and nothing is sent. A message that is there from this source is left alone:
begin again after an interruption, and a second import changes nothing but locks that are to last
longer (--retain-days). A message that cannot be
read, or may be two, is named, and the command ends with 1.`,
  options: {
    ...archiveOptions,
    as: { type: 'string', value: 'KIND', help: `What the source is: ${kinds.join(', ')}; else it is looked at.` },
    mbox: {
      type: 'string',
      value: 'QUOTING',
      help: 'How ">From " in an mbox is undone: mboxrd (unless told), mboxo, or none to leave it.',
    },
    name: { type: 'string', value: 'NAME', help: 'Names the source in the records; else its file name.' },
    ...retentionOptions,
    json: { type: 'boolean', help: 'The result as one line of JSON.' },
  },

  async run({ options, operands }, terminal) {
    const shown = oneOperand(operands, 'a Maildir, an mbox, a folder of .eml files or a zip of WorkMail');
    const path = pathFrom(terminal, shown);
    const quoting = known('--mbox', options.mbox ?? 'mboxrd', quotings);
    const kind = options.as === undefined ? await kindOf(path, shown) : known('--as', options.as, kinds);
    const source = await sourceAt(path, shown, kind, quoting);
    const name = options.name ?? basename(path);
    const retention = retentionFrom(options, new Date());
    const tally: Record<Imported | 'failed', number> = {
      imported: 0,
      known: 0,
      lengthened: 0,
      unlockable: 0,
      failed: 0,
    };
    let doubtful = 0;

    await withArchive(options, terminal, async ({ archive, organisation }, signal) => {
      const importOne = importer({
        archive,
        organisation,
        kind,
        name,
        retention,
        ...(options['retain-days'] !== undefined && { locks: archive }),
        now: () => new Date(),
      });
      const progress = countedProgress(source.count, terminal);
      const one = async (message: Importable) => {
        const { place, doubt } = message;
        const bytes = await message.read();
        if (typeof bytes === 'string') return { outcome: 'failed' as const, problems: [`${place} ${bytes}`] };
        const outcome = await importOne(bytes, place, signal);
        if (doubt !== undefined) doubtful += 1;
        const problems = [
          ...(doubt === undefined ? [] : [`${place} ${doubt}: ${asOne}`]),
          ...(outcome === 'unlockable' ? [`${place} ${isUnlockable}`] : []),
        ];
        return { outcome, problems };
      };
      try {
        for await (const { outcome, problems } of ahead(source.messages(), one)) {
          tally[outcome] += 1;
          for (const problem of problems) progress.aside(() => say(terminal, printable(problem)));
          progress.step();
        }
      } finally {
        progress.stop();
      }
    });
    const { imported, lengthened, unlockable, failed } = tally;
    const before = tally.known + lengthened + unlockable;
    const { passedOver } = source;
    const counts = { imported, known: before, lengthened, unlockable, failed, doubtful, passedOver };
    const result = { schema: 'archive-import/v1', kind, name, ...counts };
    const longer = lengthened === 0 ? '' : ` (${lengthened} are locked for longer now)`;
    await print(
      terminal,
      options.json
        ? jsonLine(result)
        : `${imported} imported, ${before} were there already${longer}, ${failed} could not be read, ${passedOver} files passed over (${kind}, ${printable(name)}).`,
    );
    if (source.mayBeMaildir && options.as === undefined) say(terminal, mayBeMaildir);
    if (before > 0 && options.name === undefined) say(terminal, mayBeAnother(name));
    return failed + doubtful + unlockable > 0 ? exitCodes.found : exitCodes.fine;
  },
});

const asOne = 'it is imported as one message, all of it';

const isUnlockable =
  'was there already, and its record or original is hidden, altered or gone: see "archive reconcile"';

const mayBeMaildir =
  'Files in folders called "cur" or "new" were passed over, since no folder has "cur", "new" and "tmp". If it is a Maildir, import it again with --as maildir.';

/** Two people's `inbox` are two sources; by their file names they are one. */
function mayBeAnother(name: string): string {
  return `What was there already had come from a source of the same name, ${printable(name)}. If that was another one, import this one again with --name.`;
}

function known<T extends string>(option: string, given: string, names: readonly T[]): T {
  const found = names.find((name) => name === given);
  if (found !== undefined) return found;
  throw new CommandFault('usage', `${option} is ${printable(JSON.stringify(given))}: it is ${names.join(', ')}.`);
}
