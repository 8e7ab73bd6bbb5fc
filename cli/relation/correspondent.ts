/** Whom a command is about, and where it lies what is kept of them. */

import { relationSecret } from '../../shared/adapters/relation-secret.ts';
import { parseAddress } from '../../shared/mail/address.ts';
import { normaliseDomain } from '../../shared/mail/domain.ts';
import { organisationalDomain } from '../../shared/mail/public-suffix.ts';
import type { State } from '../../shared/ports.ts';
import { relationKeyOfDomain, relationKeysOf } from '../../shared/relation/name.ts';
import type { OptionSpecs } from '../arguments.ts';
import { CommandFault } from '../fault.ts';
import { printable } from '../printable.ts';
import { bucketOptions } from '../state-bucket.ts';

export const relationOptions = {
  organization: {
    type: 'string',
    value: 'ID',
    help: 'The WorkMail organisation; else the variable ORGANIZATION_ID names it.',
  },
  ...bucketOptions,
} as const satisfies OptionSpecs;

/** An address or a domain as it was named on the command line. */
export interface Named {
  readonly address: string | null;
  readonly domain: string;
}

export function namedBy(operand: string): Named {
  const address = parseAddress(operand);
  if (address) return { address: address.address, domain: address.domain };
  const domain = operand.includes('@') ? null : normaliseDomain(operand);
  if (domain?.includes('.')) return { address: null, domain };
  throw new CommandFault(
    'usage',
    `${printable(JSON.stringify(operand))} is neither an address nor a domain. Give one such as pat@partner.example.`,
  );
}

export function organisationFrom(given: string | undefined, variable: string | undefined): string {
  const organisation = given ?? variable ?? '';
  if (/^m-[0-9a-f]{32}$/.test(organisation)) return organisation;
  throw new CommandFault(
    'usage',
    organisation === ''
      ? 'no organisation is named. Give --organization, or set ORGANIZATION_ID.'
      : `${printable(JSON.stringify(organisation))} is no id of a WorkMail organisation: "m-" and 32 hex digits.`,
  );
}

/** What is kept and where; `domain` is the one that was registered. */
export interface Place {
  readonly what: string;
  readonly key: string;
}

/** Of an address its own and its domain's, the latter not for freemail. */
export async function placesOf(
  { address, domain }: Named,
  organisation: string,
  state: Pick<State, 'read'>,
  signal: AbortSignal,
): Promise<{ readonly address: Place | null; readonly domain: Place | null }> {
  const secret = await relationSecret(state).current(signal);
  if (secret === null)
    throw new CommandFault(
      'environment',
      'there is no key at key/relation/current: nothing is kept of anybody. mailweir init makes it.',
    );
  const naming = { organisation, secret };
  const ofDomain = relationKeyOfDomain(naming, domain);
  return {
    address:
      address === null ? null : { what: address.toLowerCase(), key: relationKeysOf(naming, address, domain).address },
    domain: ofDomain === null ? null : { what: organisationalDomain(domain), key: ofDomain },
  };
}
