/**
 * Matches a message that comes from outside the organisation, and one that only pretends to come from inside.
 *
 * Inside are authors of the organisation's own domains, each exactly as policy lists it, and only where
 * authentication bears them out. A domain below one of them is outside until it is listed: such names are
 * handed to mailing services and tenants.
 *
 * QUIRK: whether WorkMail's internal mail reaches inbound rules, and what stands at its top, is not documented.
 * Mail from outside always passes SES and bears its block. So a colleague's name on mail without any trace of SES
 * is called `unverified-internal-sender`, for which nothing follows by default; with the block but no
 * aligned pass it is `spoofed-internal-sender`.
 */

import * as v from 'valibot';
import { authenticatedForOrganisation, authorsOf } from '../mail/author.ts';
import { notice, warning } from './banner.ts';
import { defineFilter, type EditRule, match, pass } from './filter.ts';

const tag: EditRule = { kind: 'tag-subject', tag: '[EXTERNAL]', ifImpossible: 'DEFAULT' };

export const externalSender = defineFilter({
  name: 'external-sender',
  // A missing banner is no reason to hold up mail.
  onFault: 'open',
  directions: ['INBOUND'],
  reasons: {
    'external-sender': {
      text: 'It comes from outside the organisation.',
      onMatch: {
        disposition: 'DEFAULT',
        edits: [
          notice(
            'This message comes from outside your organisation. Please take care with links and attachments unless you know the sender.',
          ),
          tag,
        ],
      },
    },
    // Not MOVE_TO_JUNK: services that send in the organisation's name without its DKIM key would vanish. Where the
    // domain publishes a DMARC policy, the filter `authentication` moves such mail.
    'spoofed-internal-sender': {
      text: 'It names a sender of the organisation but comes from outside.',
      onMatch: {
        disposition: 'DEFAULT',
        edits: [
          {
            ...warning(
              'This message names a sender in your organisation, but it came from outside and we could not confirm who sent it. Please ask the sender in another way before you answer, open a link or an attachment, or pay anything.',
            ),
            // Clients show a colleague's picture beside a colleague's address: a word in the subject does not outweigh that.
            tagIfImpossible: undefined,
          },
          tag,
        ],
      },
    },
    'unverified-internal-sender': {
      text: 'It names a sender of the organisation and bears no trace of having come from outside.',
      onMatch: { disposition: 'DEFAULT', edits: [] },
    },
  },
  settings: v.strictObject({}),

  evaluate({ message, organisation, authentication }) {
    // The safe default policy knows no domain; without one, nobody can be called external.
    if (organisation.domains.length === 0) return pass;
    const { addresses, allHaveAddresses } = authorsOf(message);
    const inside = addresses.filter(({ domain }) => organisation.domains.includes(domain));
    const unconfirmed = inside.filter(({ domain }) => !authenticatedForOrganisation(authentication, domain));
    const evidence = { authors: addresses.length, unconfirmed: unconfirmed.length };
    if (unconfirmed.length > 0 && authentication.origin !== 'none') return match('spoofed-internal-sender', evidence);
    if (!allHaveAddresses || inside.length < addresses.length) return match('external-sender', evidence);
    return unconfirmed.length > 0 ? match('unverified-internal-sender', evidence) : pass;
  },
});
