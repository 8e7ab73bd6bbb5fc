/**
 * Matches a message whose content pretends: a link that shows one domain and leads to another, a form for a password in the
 * mail itself, a page attached that runs a program, leads elsewhere by itself or asks for anything.
 */

import * as v from 'valibot';
import { isAscii } from '../mail/ascii.ts';
import { extensionsOf } from '../mail/blocked-extensions.ts';
import { decodeText } from '../mail/decode.ts';
import type { Attachment, Part } from '../mail/message.ts';
import { organisationalDomain } from '../mail/public-suffix.ts';
import { defineFilter, type MailObject, type Match, match } from './filter.ts';
import { type Acquaintances, isVouchedFor } from './impersonation/known.ts';
import { isOfLinkService } from './impersonation/link-services.ts';
import { domainsOf, hostOfLink, mailboxesIn } from './impersonation/mail-hosts.ts';
import { domainsShown } from './impersonation/shown-domains.ts';
import { sitesShown } from './impersonation/shown-text.ts';
import type { Link } from './spam/links.ts';
import { readLivePage } from './spam/live-page.ts';
import { readMailText } from './spam/mail-text.ts';
import { inShares } from './spam/shares.ts';
import { knownTo, warned } from './warned.ts';

export const deceptiveContent = defineFilter({
  name: 'deceptive-content',
  // A missing warning is no reason to hold up mail.
  onFault: 'open',
  directions: ['INBOUND'],
  reasons: {
    'link-shows-known-domain': warned(
      'It shows the address of a site that you know, and the link leads elsewhere.',
      'A link in this message shows an address that you know and leads to another site. Please do not sign in there; type the address yourself.',
    ),
    'link-shows-other-site': {
      text: 'A link shows the address of one site and leads to another.',
      // Honest mail does so as well: whoever sends it counts clicks by a service that nobody knows.
      onMatch: { disposition: 'DEFAULT', edits: [] },
      yieldsToAllow: true,
    },
    'asks-for-password': warned(
      'It has a field for a password in the message itself.',
      'This message asks for a password. Nobody has to ask for yours by mail: please do not enter it.',
    ),
    'page-attached': warned(
      'A web page is attached that asks for something, runs a program or leads to another page by itself.',
      'A web page is attached to this message. Pages that come as files are mostly made to steal passwords: please do not open it unless you asked for it.',
      { namesParts: true },
    ),
  },
  settings: v.strictObject({}),

  evaluate(mail) {
    const known = knownTo(mail.organisation);
    const { links, signs } = readMailText(mail.message);
    const pages = pagesAttached(mail);
    return [
      ...shownElsewhere(links, mail, known),
      ...(signs.passwordFields > 0 ? [match('asks-for-password', { fields: signs.passwordFields })] : []),
      ...(pages.length > 0 ? [match('page-attached', { files: pages.length }, { parts: pages })] : []),
    ];
  },
});

/** The first that shows somebody known, else the first that shows another site than it leads to. */
function shownElsewhere(links: readonly Link[], mail: MailObject, known: Acquaintances): readonly Match[] {
  const speaker = speakerOf(mail);
  let other: Match | null = null;
  for (const { shown, target } of links) {
    const host = shown.includes('.') || shown.includes('\u3002') || !isAscii(shown) ? hostOfLink(target) : null;
    if (host === null) continue;
    const leadsTo = organisationalDomain(host);
    if (known.has(leadsTo)) continue;
    const claimed = domainsShown(shown).find((domain) => known.has(domain) && domain !== speaker);
    if (claimed !== undefined)
      return [match('link-shows-known-domain', { shown: claimed, domain: host, of: known.get(claimed) ?? '' })];
    if (other !== null || leadsTo === speaker) continue;
    const sites = sitesShown(shown).map(organisationalDomain);
    const isOther = sites.length > 0 && !sites.some((site) => site === leadsTo || site === speaker);
    if (isOther && !isOfLinkService(host))
      other = match('link-shows-other-site', { shown: sites[0] ?? '', domain: host });
  }
  return other === null ? [] : [other];
}

/** A tracker's link in mail of whom it shows is no deceit, where authentication speaks for the author. */
function speakerOf({ message, authentication }: MailObject): string | undefined {
  const [author, ...others] = domainsOf(mailboxesIn(message, 'from'));
  const speaks = author !== undefined && others.length === 0 && isVouchedFor(authentication, author);
  return speaks ? organisationalDomain(author) : undefined;
}

const pages: ReadonlySet<string> = new Set(['html', 'htm', 'xhtml', 'xht', 'shtml', 'mht', 'mhtml', 'svg']);
const mostPages = 60;
/** Octets of all pages together, and what of them may be more than comments and long attributes (html-walk.ts). */
const mostOctets = 1024 * 1024;
const mostMarkup = 128 * 1024;

/** Paths of attached pages that do more than show something. */
function pagesAttached({ message }: MailObject): readonly string[] {
  const live = new Set<Part>();
  let markup = mostMarkup;
  const attached = message.attachments.filter(isPage).slice(0, mostPages);
  inShares(attached, mostOctets, sizeOf, ({ part }, share) => {
    const html = decodeText(message.bytes, part, share) ?? '';
    const { isLive, spent } = readLivePage(html, markup);
    markup -= spent;
    if (isLive) live.add(part);
    return html.length;
  });
  return attached.filter(({ part }) => live.has(part)).map(({ part }) => part.path);
}

function sizeOf({ part: { body } }: Attachment): number {
  return body.end - body.start;
}

function isPage({ names, part }: Attachment): boolean {
  return (
    ['text/html', 'application/xhtml+xml', 'image/svg+xml'].includes(part.mediaType.type) ||
    names.some((name) => extensionsOf(name).some((extension) => pages.has(extension)))
  );
}
