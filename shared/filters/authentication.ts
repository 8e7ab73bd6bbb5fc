/**
 * Matches a message whose author could not be authenticated, by SES or by us: DMARC (RFC 7489), else SPF (RFC 7208) and
 * DKIM (RFC 6376) for the author's own domain.
 *
 * Only a DMARC failure moves mail by default, and not where the domain's record is known to ask for nothing (`p=none`: its owner
 * still looks for those who send in its name). SES does not tell the record; where a list broke the message the reader is told, and
 * WorkMail's own DMARC enforcement, which knows the record, stands. Forwarders break SPF and lists break DKIM every
 * day, so for the rest WorkMail's own check decides until policy says otherwise.
 */

import * as v from 'valibot';
import { authenticatedForOrganisation, authorsOf } from '../mail/author.ts';
import { notice } from './banner.ts';
import { carryingList } from './carried-by-list.ts';
import { defineFilter, type MailObject, match, type OnMatch, pass } from './filter.ts';

const asWorkMailDecides: OnMatch = { disposition: 'DEFAULT', edits: [] };

export const authentication = defineFilter({
  name: 'authentication',
  // Without it WorkMail's own DMARC setting and spam check still stand.
  onFault: 'open',
  directions: ['INBOUND'],
  reasons: {
    'dmarc-fail': {
      text: 'It does not come from the domain it names: DMARC failed.',
      onMatch: { disposition: 'MOVE_TO_JUNK', edits: [] },
    },
    'dmarc-fail-reject': {
      text: 'It does not come from the domain it names, which asks that such mail be refused: DMARC failed.',
      // Lists break good mail of such domains, too: junk can be looked through, and a refusal reaches whoever was forged.
      onMatch: { disposition: 'MOVE_TO_JUNK', edits: [] },
    },
    'dmarc-fail-none': {
      text: 'Nothing shows that it comes from the domain it names, which asks for no consequence: DMARC failed.',
      onMatch: asWorkMailDecides,
    },
    'dmarc-fail-list': {
      text: 'It came through a mailing list, and nothing shows that its author wrote it: DMARC failed.',
      onMatch: {
        disposition: 'DEFAULT',
        edits: [
          {
            ...notice(
              'This message came through a mailing list of {{list}}, and we could not confirm that the author it names wrote it. Please ask the author in another way before you do what it asks.',
            ),
            // Whoever is forged through a list of the forger's own would like to see it go.
            tagIfImpossible: '[UNCONFIRMED]',
            ifImpossible: 'MOVE_TO_JUNK',
          },
        ],
      },
    },
    'spf-fail': {
      text: 'It came from a host that may not send for its domain, and nothing else shows who sent it.',
      onMatch: asWorkMailDecides,
      yieldsToAllow: true,
    },
    temperror: {
      text: 'Who sent it could not be checked at the time.',
      onMatch: asWorkMailDecides,
      yieldsToAllow: true,
    },
    permerror: {
      text: 'Who sent it cannot be checked: the domain publishes records that cannot be read.',
      onMatch: asWorkMailDecides,
      yieldsToAllow: true,
    },
    'no-authentication': {
      text: 'Nothing shows that it comes from the domain it names.',
      onMatch: asWorkMailDecides,
      yieldsToAllow: true,
    },
    'no-verdict': {
      text: 'Amazon SES left nothing on it about who sent it.',
      onMatch: asWorkMailDecides,
      yieldsToAllow: true,
    },
  },
  settings: v.strictObject({}),

  evaluate(mail) {
    const found = reasonFor(mail);
    if (found === null) return pass;
    const { spf, dkim, dmarc } = mail.authentication;
    const { reason, ...seen } = found;
    return match(reason, {
      ...seen,
      spf: spf?.result ?? 'none',
      dmarc: dmarc?.result ?? 'none',
      ...(dmarc?.policy === undefined ? {} : { dmarcPolicy: dmarc.policy }),
      dkimPasses: dkim.filter(({ result }) => result === 'pass').length,
    });
  },
});

/** Where the record is not known, it is as if it asked for junk. */
const dmarcFailures = { none: 'dmarc-fail-none', quarantine: 'dmarc-fail', reject: 'dmarc-fail-reject' } as const;

interface Found {
  readonly reason: string;
  /** The domain of the list that handed the message on. */
  readonly list?: string;
}

function reasonFor(mail: MailObject): Found | null {
  const { origin, dmarc } = mail.authentication;
  if (origin === 'none') return { reason: 'no-verdict' };
  if (dmarc?.result !== 'fail') return withoutFailure(mail);
  const list = dmarc.policy === undefined ? carryingList(mail) : null;
  if (list !== null) return { reason: 'dmarc-fail-list', list };
  return { reason: dmarcFailures[dmarc.policy ?? 'quarantine'] };
}

function withoutFailure({ authentication, message }: MailObject): Found | null {
  const { spf, dkim, dmarc } = authentication;
  const { addresses, allHaveAddresses } = authorsOf(message);
  // With several authors, one that is authenticated does not speak for the others.
  if (allHaveAddresses && addresses.every(({ domain }) => authenticatedForOrganisation(authentication, domain)))
    return null;
  if (spf?.result === 'fail') return { reason: 'spf-fail' };
  const results = [spf, dmarc, ...dkim].map((one) => one?.result);
  if (results.includes('temperror')) return { reason: 'temperror' };
  return { reason: results.includes('permerror') ? 'permerror' : 'no-authentication' };
}
