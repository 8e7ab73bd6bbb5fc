/** `mailweir archive hold`: puts messages under legal hold, releases them, and lists the holds. */

import { readActs } from '../../shared/archive/acts.ts';
import { type Acting, activeHolds, addHold, releaseHold } from '../../shared/archive/hold.ts';
import type { Given } from '../arguments.ts';
import { defineCommand } from '../command.ts';
import { CommandFault, exitCodes } from '../fault.ts';
import { oneOperand } from '../operands.ts';
import { jsonLine, printable } from '../printable.ts';
import { print, say, type Terminal } from '../terminal.ts';
import { actingOptions, actorFrom, reasonFrom } from './acting.ts';
import { archiveOptions, withArchive } from './place.ts';
import { isEmpty, queryFrom, queryOptions } from './query-options.ts';

export const archiveHoldCommand = defineCommand({
  name: 'archive hold',
  operands: 'add|release|list',
  summary: 'Puts messages under a legal hold, releases it, or lists the holds.',
  notes: `A hold has a name, and lasts until it is released: nobody deletes what it names, whatever
the locks say. What several holds name is let go with the last of them. "add" takes what fits now;
run it again for what has come since. A record that cannot be read is named, the rest is held, and
the command ends with 1. Who did what stands in the archive.`,
  options: {
    ...archiveOptions,
    name: { type: 'string', value: 'NAME', help: 'The hold: letters, digits, "-", "_" and ".".' },
    ...actingOptions,
    ...queryOptions,
    json: { type: 'boolean', help: 'list: one line of JSON for each hold in place of the text.' },
  },

  async run({ options, operands }, terminal) {
    const what = oneOperand(operands, 'add, release or list');
    if (what !== 'add' && what !== 'release' && what !== 'list') {
      throw new CommandFault(
        'usage',
        `${printable(JSON.stringify(what))} is nothing to do with a hold: add, release or list.`,
      );
    }
    const query = queryFrom(options);
    if (what !== 'add' && !isEmpty(query)) {
      throw new CommandFault('usage', `"hold ${what}" takes no query: a hold is released as it was made, whole.`);
    }
    if (what === 'add' && isEmpty(query)) {
      throw new CommandFault('usage', '"hold add" needs a query, such as --since 2026-01-01 or --to bob@corp.example.');
    }
    return withArchive(options, terminal, async ({ archive, organisation }, signal) => {
      if (what === 'list') {
        const { acts, damaged } = await readActs(archive, organisation, signal);
        for (const { where, problem } of damaged) say(terminal, printable(`${where} ${problem}`));
        for (const hold of activeHolds(acts)) {
          const { name, since, by, why, versions } = hold;
          const line = `${since}  ${name}  ${versions.length} versions  ${by}  ${why}`;
          await print(terminal, options.json ? jsonLine({ schema: 'archive-hold/v1', ...hold }) : printable(line));
        }
        return damaged.length > 0 ? exitCodes.found : exitCodes.fine;
      }
      const acting = actingFrom(options, terminal, new Date());
      if (what === 'release') {
        const done = await releaseHold(archive, organisation, acting, signal);
        if (done === undefined) {
          throw new CommandFault(
            'environment',
            `there is no hold ${acting.name}; "archive hold list" shows those there are.`,
          );
        }
        const rest = done.stillHeld > 0 ? `; ${done.stillHeld} stay under other holds` : '';
        await print(terminal, `${acting.name}: ${done.released} versions released${rest}`);
        return exitCodes.fine;
      }
      const { messages, versions, missed } = await addHold(archive, organisation, query, acting, signal);
      for (const { where, problem } of missed) say(terminal, printable(`${where}: ${problem}`));
      await print(terminal, `${acting.name}: ${messages} messages, ${versions} versions under hold`);
      return messages === 0 || missed.length > 0 ? exitCodes.found : exitCodes.fine;
    });
  },
});

function actingFrom(
  { name, ...options }: Given<typeof actingOptions> & { readonly name?: string | undefined },
  terminal: Terminal,
  now: Date,
): Acting {
  if (name === undefined) throw new CommandFault('usage', '--name is missing: the name of the hold.');
  if (!/^[\w.-]{1,64}$/.test(name)) {
    throw new CommandFault(
      'usage',
      `--name is ${printable(JSON.stringify(name))}: 1 to 64 letters, digits, "-", "_" and ".".`,
    );
  }
  return { name, why: reasonFrom(options), ...actorFrom(options, terminal, now) };
}
