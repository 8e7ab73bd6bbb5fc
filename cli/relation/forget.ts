/** `mailweir relation forget`: removes what is kept of the dealings with an address, or with a domain. */

import { readStored } from '../../shared/reply/stored.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../fault.ts';
import { oneOperand } from '../operands.ts';
import { printable } from '../printable.ts';
import { requireBucket, withStateBucket } from '../state-bucket.ts';
import { print } from '../terminal.ts';
import { namedBy, organisationFrom, placesOf, relationOptions } from './correspondent.ts';

export const relationForgetCommand = defineCommand({
  name: 'relation forget',
  operands: 'ADDRESS|DOMAIN',
  summary: 'Forgets the mail from and to somebody.',
  notes: `Removes the counts of the address, or of the registered domain where a domain is named; the other
stays. What is damaged goes as well. It is for good: the next message is that of a stranger. The
archive is another matter: mailweir archive erase.`,
  options: relationOptions,

  async run({ options, operands }, terminal) {
    const named = namedBy(oneOperand(operands, 'an address or a domain'));
    const organisation = organisationFrom(options.organization, terminal.environment['ORGANIZATION_ID']);
    const bucket = await requireBucket(options, terminal);
    const line = await withStateBucket(bucket, async (state, signal) => {
      const places = await placesOf(named, organisation, state, signal);
      const place = named.address === null ? places.domain : places.address;
      if (place === null) return `${named.domain} is freemail: of the domain nothing is kept.`;
      const was = await readStored(state, place.key, signal);
      if (was === undefined) return `${printable(place.what)}: nothing is kept.`;
      await state.remove(place.key, signal);
      return `${printable(place.what)} is forgotten.`;
    });
    await print(terminal, line);
    return exitCodes.fine;
  },
});
