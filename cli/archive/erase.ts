/** `mailweir archive erase`: deletes for good what may go, when a second person says so. */

import { randomBytes } from 'node:crypto';
import type { StateBucket } from '../../shared/adapters/state-bucket.ts';
import type { HeldVersion } from '../../shared/archive/act.ts';
import { readActs } from '../../shared/archive/acts.ts';
import { confirmErasure, openProposal, openProposals, proposeErasure } from '../../shared/archive/erase.ts';
import { PermanentError } from '../../shared/errors.ts';
import { defineCommand } from '../command.ts';
import { CommandFault, type ExitCode, exitCodes } from '../fault.ts';
import { jsonLine, printable } from '../printable.ts';
import { print, say, type Terminal } from '../terminal.ts';
import { type Actor, actingOptions, actorFrom, reasonFrom } from './acting.ts';
import { forgetLearned, learnedOptions, stateBucketFrom } from './learned.ts';
import { type ArchivePlace, archiveOptions, withArchive } from './place.ts';
import { isEmpty, queryFrom, queryOptions } from './query-options.ts';

export const archiveEraseCommand = defineCommand({
  name: 'archive erase',
  operands: 'propose|confirm PROPOSAL|list',
  summary: 'Deletes messages for good: one person proposes, another confirms.',
  notes: `"propose" names what fits the query and may go, and deletes nothing. "confirm", by somebody else,
asks everything again and deletes what the model has learned from them, the originals, then the
records. What is locked, under a hold, or named by another record stays. Who did what stands in
the archive.`,
  options: {
    ...archiveOptions,
    ...actingOptions,
    ...queryOptions,
    ...learnedOptions,
    json: { type: 'boolean', help: 'The result as one line of JSON; list: one for each proposal.' },
  },

  async run({ options, operands }, terminal) {
    const [what, name] = whatOf(operands);
    const query = queryFrom(options);
    if ((what === 'propose') === isEmpty(query)) {
      throw new CommandFault(
        'usage',
        what === 'propose'
          ? '"erase propose" needs a query, such as --until 2019-12-31 or --class junk.'
          : `"erase ${what}" takes no query: a proposal is confirmed as it was made, whole.`,
      );
    }
    const stateBucket = what === 'confirm' ? await stateBucketFrom(options, terminal) : undefined;
    return withArchive(options, terminal, async (place, signal) => {
      if (what === 'list') return list(place, options.json, terminal, signal);
      const actor = actorFrom(options, terminal, new Date());
      try {
        if (what === 'confirm') return await confirm(place, stateBucket, name, actor, options.json, terminal, signal);
        const proposing = { ...actor, why: reasonFrom(options), proposal: randomBytes(6).toString('hex') };
        const done = await proposeErasure(place.archive, place.organisation, query, proposing, signal);
        const { messages, versions, sharedOriginals, kept } = done;
        const { proposal } = proposing;
        const stay = `${kept.locked} locked, ${kept.held} held and ${kept.missing} missing ones stay`;
        const shared = sharedOriginals === 0 ? '' : `; ${sharedOriginals} originals stay, as other records name them`;
        await print(
          terminal,
          options.json
            ? jsonLine({ schema: 'archive-erase/v1', proposal: messages === 0 ? null : proposal, ...done })
            : `${messages === 0 ? 'nothing may go' : `proposal ${proposal}`}: ${messages} messages, ${versions} versions; ${stay}${shared}`,
        );
        return messages === 0 ? exitCodes.found : exitCodes.fine;
      } catch (fault) {
        if (!(fault instanceof PermanentError) || !reasons.has(fault.code)) throw fault;
        say(terminal, `${printable(fault.message)}. Nothing was deleted.`);
        return exitCodes.found;
      }
    });
  },
});

const reasons: ReadonlySet<string> = new Set([
  'unreadable-record',
  'unreadable-act',
  'too-many-messages',
  'same-person',
]);

function whatOf([what, name, extra]: readonly string[]): readonly ['propose' | 'confirm' | 'list', string] {
  if ((what === 'propose' || what === 'list') && name === undefined) return [what, ''];
  if (what === 'confirm' && name !== undefined && extra === undefined) return [what, name];
  throw new CommandFault('usage', 'give "propose", "confirm" and the name of a proposal, or "list".');
}

async function list(
  { archive, organisation }: ArchivePlace,
  json: boolean,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { acts, damaged } = await readActs(archive, organisation, signal);
  for (const { where, problem } of damaged) say(terminal, printable(`${where} ${problem}`));
  for (const { proposal, at, by, why, query, messages } of openProposals(acts)) {
    const line = `${at}  ${proposal}  ${messages.length} messages  ${by}  ${why}`;
    const ids = messages.map(({ id }) => id);
    const asJson = { schema: 'archive-proposal/v1', proposal, at, by, why, query, messages: ids };
    await print(terminal, json ? jsonLine(asJson) : printable(line));
  }
  return damaged.length > 0 ? exitCodes.found : exitCodes.fine;
}

async function confirm(
  { archive, organisation }: ArchivePlace,
  stateBucket: StateBucket | undefined,
  name: string,
  actor: Actor,
  json: boolean,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const found = await openProposal(archive, organisation, name, signal);
  if (found === undefined) {
    const shown = printable(JSON.stringify(name));
    throw new CommandFault(
      'environment',
      `there is no open proposal ${shown}; "archive erase list" shows those there are.`,
    );
  }
  let forgotten = 0;
  const forgetting = stateBucket && {
    forget: async (originals: readonly HeldVersion[]): Promise<void> => {
      forgotten = await forgetLearned(stateBucket, archive, originals, signal);
    },
  };
  const confirming = { ...actor, ...forgetting };
  const { erased, kept } = await confirmErasure(archive, organisation, found.proposal, found.acts, confirming, signal);
  for (const { id, because } of kept) say(terminal, printable(`${id} was kept: ${because}`));
  const result = { schema: 'archive-erased/v1', proposal: name, erased, kept, ...(stateBucket && { forgotten }) };
  const learned = forgotten === 0 ? '' : `; the model has forgotten what it had learned from ${forgotten}`;
  await print(terminal, json ? jsonLine(result) : `${erased} messages are erased, ${kept.length} were kept${learned}`);
  return kept.length > 0 ? exitCodes.found : exitCodes.fine;
}
