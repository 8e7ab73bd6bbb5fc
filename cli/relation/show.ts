/** `mailweir relation show`: what is kept of the dealings with an address and its domain. */

import type { Acquaintance } from '../../shared/filters/relation.ts';
import { acquaintanceOf, Dealings } from '../../shared/relation/dealings.ts';
import { parsed, readStored } from '../../shared/reply/stored.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../fault.ts';
import { oneOperand } from '../operands.ts';
import { jsonLine, printable } from '../printable.ts';
import { requireBucket, withStateBucket } from '../state-bucket.ts';
import { print } from '../terminal.ts';
import { namedBy, organisationFrom, type Place, placesOf, relationOptions } from './correspondent.ts';

export const relationShowCommand = defineCommand({
  name: 'relation show',
  operands: 'ADDRESS|DOMAIN',
  summary: 'Shows what is kept of the mail from and to somebody.',
  notes: 'What is kept are counts by day, under a keyed hash of the address and of the registered domain.',
  options: {
    ...relationOptions,
    json: { type: 'boolean', help: 'One line of JSON in place of the text.' },
  },

  async run({ options, operands }, terminal) {
    const named = namedBy(oneOperand(operands, 'an address or a domain'));
    const organisation = organisationFrom(options.organization, terminal.environment['ORGANIZATION_ID']);
    const bucket = await requireBucket(options, terminal);
    const today = new Date();
    const shown = await withStateBucket(bucket, async (state, signal) => {
      const places = await placesOf(named, organisation, state, signal);
      const read = async (place: Place | null): Promise<Shown | null> => {
        if (place === null) return null;
        const stored = await readStored(state, place.key, signal);
        const dealings = stored === undefined ? null : parsed(Dealings, stored.text);
        return { ...place, dealings, known: dealings === null ? null : acquaintanceOf(dealings, today) };
      };
      return { address: await read(places.address), domain: await read(places.domain) };
    });
    if (options.json) await print(terminal, jsonLine({ schema: 'relation-show/v1', ...shown }));
    else {
      const lines = [shown.address, shown.domain].flatMap((one) => (one === null ? [] : linesOf(one)));
      const isFreemail = shown.domain === null;
      await print(
        terminal,
        ...lines,
        ...(isFreemail ? [`${named.domain} is freemail: of the domain nothing is kept.`] : []),
      );
    }
    return exitCodes.fine;
  },
});

interface Shown extends Place {
  readonly dealings: Dealings | null;
  readonly known: Acquaintance | null;
}

function linesOf({ what, known, dealings, key }: Shown): readonly string[] {
  if (known === null || dealings === null) return [`${printable(what)}: nothing is kept.`];
  const { received, daysReceived, written } = known;
  const { firstReceived, firstWritten, lastWritten } = dealings;
  return [
    `${printable(what)} (${key})`,
    `  received  ${received}${received === 0 ? '' : ` on ${daysReceived} days, first ${firstReceived}`}`,
    `  written   ${written}${written === 0 ? '' : `, first ${firstWritten}, last ${lastWritten}`}`,
  ];
}
