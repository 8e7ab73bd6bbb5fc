/** Who sent a message, in words. */

import type { AuthenticationResult } from '../../shared/mail/authentication.ts';
import { printable } from '../printable.ts';
import type { AuthenticationReport, FindingOfMethod } from './report.ts';

type Method = keyof AuthenticationReport;

export function authenticationLines({ spf, dkim, dmarc, arc }: AuthenticationReport): readonly string[] {
  return [
    ...(spf ? [line('spf', spf)] : ['SPF    not known: nobody knows which host handed the message over']),
    ...(dkim.length > 0 ? dkim.map((found) => line('dkim', found)) : ['DKIM   none: it bears no signature']),
    ...(dmarc ? [line('dmarc', dmarc)] : ['DMARC  not known: it names no author with a domain']),
    ...(arc ? [line('arc', arc)] : []),
  ];
}

function line(method: Method, { result, domain, policy, reason }: FindingOfMethod): string {
  const about = domain === '' ? '' : ` for ${printable(domain)}`;
  const why = reason ?? words[method][result];
  const asks = policy === undefined || policy === null ? '' : `; the domain asks for ${policyWords[policy]}`;
  return `${method.toUpperCase().padEnd(6)} ${result}${about}${why === undefined ? '' : `: ${printable(why)}`}${asks}`;
}

const policyWords = { none: 'no consequence', quarantine: 'junk', reject: 'refusal' } as const;

const unknownFor = 'the DNS gave no answer for now';

/** What a result means where nobody gave a reason. */
const words: Readonly<Record<Method, Readonly<Partial<Record<AuthenticationResult, string>>>>> = {
  spf: {
    pass: 'the host may send for the domain',
    fail: 'the host may not send for the domain',
    softfail: 'the host should not send for the domain, which is not sure',
    neutral: 'the domain says nothing about the host',
    none: 'the domain does not say who may send for it',
    temperror: unknownFor,
    permerror: 'the domain publishes a record that cannot be read',
  },
  dkim: {
    pass: 'the signature holds',
    fail: 'the signature does not hold',
    neutral: 'the signature cannot be read',
    policy: 'the signature is not taken',
    temperror: unknownFor,
    permerror: 'the signature or its key cannot be read',
  },
  dmarc: {
    pass: 'SPF or DKIM speak for the author’s domain',
    fail: 'neither SPF nor DKIM speak for the author’s domain',
    none: 'the domain publishes no policy',
    temperror: unknownFor,
    permerror: 'it cannot be told',
  },
  arc: {
    pass: 'sealed there, and not changed since',
    fail: 'the chain of those who handed it on is broken',
    temperror: unknownFor,
  },
};
