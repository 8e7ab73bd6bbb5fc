/**
 * Impersonation as it is tried, each scenario with a benign twin: the same situation with nobody pretending anything
 * (design/judging.md, section 5). A seed decides.
 */

import { domainToASCII } from 'node:url';
import { chances } from '../../../local/faults/chance.ts';
import type { MailObject } from '../../../shared/filters/filter.ts';
import { type Authentication, noAuthentication } from '../../../shared/mail/authentication.ts';
import { parseMessage } from '../../../shared/mail/parse.ts';
import { organisation, ownDomain, partners, people } from './organisation.ts';
import type { Wording } from './wording.ts';
import { attackWordings } from './wordings-attack.ts';
import { benignWordings } from './wordings-benign.ts';

export interface Scenario {
  readonly kind: ScenarioKind;
  readonly attack: MailObject;
  readonly twin: MailObject;
}

/** What a message says of itself; the rest is drawn. */
interface Sketch {
  readonly name?: string;
  readonly from: string;
  /** True where authentication speaks for the domain of From. */
  readonly vouched: boolean;
  readonly replyTo?: string;
  readonly html?: string;
  readonly page?: string;
}

type Draw = <T>(from: readonly T[]) => T;
type Pair = readonly [attack: Sketch, twin: Sketch];

const freemail = ['gmail.com', 'outlook.com', 'web.de', 'yahoo.com', 'gmx.net', 'proton.me'];
const strangers = [
  'harbour-lights.example',
  'oakwood-dental.example',
  'studio-nine.example',
  'riverside-fm.example',
  'kite-and-co.example',
];
const otherNames = [
  'Nora Quist',
  'Pavel Orlov',
  'Alice Fontaine',
  'Marc Adams',
  'Tilda Groß',
  'Hugo Baumann',
  'Inès Duport',
  'Jon Erikson',
];

const kinds = {
  'colleague, freemail address': (draw) => [
    { name: draw(people).name, from: `office${draw(digits)}@${draw(freemail)}`, vouched: true },
    draw([
      { name: draw(otherNames), from: `office${draw(digits)}@${draw(freemail)}`, vouched: true },
      ...people
        .filter(({ addresses }) => addresses.length > 1)
        .map(({ name, addresses }) => ({ name, from: addresses[1] ?? '', vouched: true })),
    ]),
  ],
  'colleague, letters of another script': (draw) => [
    { name: disguised(draw(people).name, draw), from: `ceo@${draw(strangers)}`, vouched: true },
    {
      name: draw(['Алиса Адамова', 'Άννα Δημητρίου', 'Bernard Baum', 'Greta Eriksson']),
      from: `ceo@${draw(strangers)}`,
      vouched: true,
    },
  ],
  'look-alike of the own domain': (draw) => [
    { name: 'Accounts', from: `accounts@${lookAlikeOf(ownDomain, draw)}`, vouched: true },
    draw([
      { name: 'Accounts', from: `accounts@${draw(strangers)}`, vouched: true },
      { name: 'Accounts', from: `accounts@mail.${ownDomain}`, vouched: true },
      {
        name: 'Accounts',
        from: `accounts@${draw(['northwest-tools.example', 'northern-winds.example', 'hand-tools.example'])}`,
        vouched: true,
      },
    ]),
  ],
  'look-alike of a partner': (draw) => [
    { name: 'Billing', from: `billing@${lookAlikeOf(domainOf(draw(partners)), draw)}`, vouched: true },
    draw([
      { name: 'Billing', from: `billing@${domainOf(draw(partners))}`, vouched: true },
      { name: 'Billing', from: `billing@eu.${domainOf(draw(partners))}`, vouched: true },
      { name: 'Billing', from: `billing@${draw(strangers)}`, vouched: true },
    ]),
  ],
  'own address, not authenticated': (draw) => [
    {
      name: draw(people).name,
      from: `p00@${ownDomain}`,
      vouched: false,
      replyTo: `x${draw(digits)}@${draw(strangers)}`,
    },
    { name: draw(people).name, from: `p00@${ownDomain}`, vouched: true },
  ],
  'partner, answers to freemail': (draw) => [
    {
      name: 'Sales',
      from: `sales@${domainOf(draw(partners))}`,
      vouched: draw([true, false]),
      replyTo: `sales.office@${draw(freemail)}`,
    },
    draw([
      {
        name: 'Sales',
        from: `sales@${domainOf(draw(partners))}`,
        vouched: true,
        replyTo: `desk@${domainOf(draw(partners))}`,
      },
      { name: 'Shop', from: `shop@${draw(strangers)}`, vouched: true, replyTo: `shop@${draw(freemail)}` },
    ]),
  ],
  'known address as the name': (draw) => [
    {
      name: draw([`p11@${ownDomain}`, `service@${domainOf(draw(partners))}`]),
      from: `n${draw(digits)}@${draw(strangers)}`,
      vouched: true,
    },
    { name: `n@${draw(strangers)}`, from: `n${draw(digits)}@${draw(freemail)}`, vouched: true },
  ],
  'link that shows another site': (draw) => [
    {
      from: `portal@${draw(strangers)}`,
      vouched: true,
      html: `<a href="https://${draw(strangers)}/login">https://portal.${draw([ownDomain, domainOf(draw(partners))])}/login</a>`,
    },
    newsletter(domainOf(draw(partners)), draw),
  ],
  'page attached': (draw) => [
    {
      from: `fax@${draw(strangers)}`,
      vouched: true,
      page: draw(['<form><input type=password></form>', '<script>location.href="https://x.test"</script>']),
    },
    { from: `fax@${draw(strangers)}`, vouched: true, page: '<h1>Minutes</h1><p>What we agreed on.</p>' },
  ],
  'password asked for': (draw) => [
    {
      from: `it@${draw(strangers)}`,
      vouched: true,
      html: '<form action="https://x.test"><input type="password" name="p"></form>',
    },
    {
      from: `it@${draw(strangers)}`,
      vouched: true,
      html: '<form action="https://x.test"><input type="radio" name="vote"></form>',
    },
  ],
  // Nobody's name, nobody's domain: the wording alone. Its twins ask for nothing.
  'stranger asks for money': (draw) => [
    { name: 'Carla Ruiz', from: `c.ruiz@${draw(strangers)}`, vouched: true },
    { name: 'Carla Ruiz', from: `c.ruiz@${draw(strangers)}`, vouched: true },
  ],
} satisfies Readonly<Record<string, (draw: Draw) => Pair>>;

export type ScenarioKind = keyof typeof kinds;

/** Kinds that no filter of group E is for: they wait for what relations know (first contact). */
export const wordingOnly: readonly ScenarioKind[] = ['stranger asks for money'];

export function* scenarios(seed: number, ofEachKind: number): Generator<Scenario> {
  const chance = chances(seed);
  const draw: Draw = (from) => {
    const drawn = from[Math.floor(chance() * from.length)];
    if (drawn === undefined) throw new Error('there is nothing to draw from');
    return drawn;
  };
  for (const [kind, sketch] of Object.entries(kinds)) {
    for (let count = 0; count < ofEachKind; count += 1) {
      const [attack, twin] = sketch(draw);
      yield {
        kind: kind as ScenarioKind,
        attack: mailOf(attack, draw(attackWordings), draw),
        twin: mailOf(twin, draw(benignWordings), draw),
      };
    }
  }
}

const digits = ['1', '22', '365', '2026', '7'];
const domainOf = ({ domains }: { readonly domains: readonly string[] }): string => domains[0] ?? '';

/** One letter or more in a script where they look the same, a digit for a letter, or an unseen character. */
function disguised(name: string, draw: Draw): string {
  const way = draw(['script', 'digit', 'unseen', 'slip']);
  if (way === 'script')
    return name.replaceAll('a', '\u0430').replaceAll('e', '\u0435').replace('A', '\u0410').replace('o', '\u03bf');
  if (way === 'digit') return name.replace(/[lio]/, (letter) => ({ l: '1', i: '1', o: '0' })[letter] ?? letter);
  if (way === 'unseen') return `${name.slice(0, 2)}\u200b${name.slice(2)}`;
  const last = name.slice(name.indexOf(' ') + 1);
  return name.replace(last, `${last.slice(0, -2)}${last.at(-1) ?? ''}${last.at(-2) ?? ''}`);
}

function lookAlikeOf(domain: string, draw: Draw): string {
  const [name, ending] = [domain.slice(0, domain.lastIndexOf('.')), domain.slice(domain.lastIndexOf('.'))];
  const middle = Math.floor(name.length / 2);
  switch (
    draw(['letters', 'script', 'slip', 'double', 'hyphen', 'word', 'word before', 'ending', 'in front'] as const)
  ) {
    case 'letters':
      return `${name.includes('o') ? name.replace('o', '0') : name.replace(/[il]/, '1')}${ending}`;
    case 'script':
      return domainToASCII(
        `${name.replace(/[aeo]/, (letter) => ({ a: '\u0430', e: '\u0435', o: '\u043e' })[letter] ?? letter)}${ending}`,
      );
    case 'slip':
      return `${name.slice(0, middle)}${name.at(middle + 1) ?? ''}${name.at(middle) ?? ''}${name.slice(middle + 2)}${ending}`;
    case 'double':
      return `${name.slice(0, middle)}${name.at(middle) ?? ''}${name.slice(middle)}${ending}`;
    case 'hyphen':
      return name.includes('-')
        ? `${name.replaceAll('-', '')}${ending}`
        : `${name.slice(0, middle)}-${name.slice(middle)}${ending}`;
    case 'word':
      return `${name}-${draw(['billing', 'group', 'payments', 'secure', 'support'])}${ending}`;
    case 'word before':
      return `${draw(['my', 'login', 'invoice', 'portal'])}-${name}${ending}`;
    case 'ending':
      return `${name}${draw(['.test', '.com', '.co', '.net'])}`;
    case 'in front':
    default:
      return `${domain}.${draw(['login.test', 'secure-mail.test', 'accounts.test'])}`;
  }
}

function newsletter(domain: string, draw: Draw): Sketch {
  return {
    from: `news@${domain}`,
    vouched: true,
    html: draw([
      `<a href="https://click.mailer.test/1">https://www.${domain}/offers</a>`,
      `<a href="https://www.${domain}/offers">www.${domain}</a>`,
      '<a href="https://click.mailer.test/1">Read more</a>',
    ]),
  };
}

function mailOf({ name, from, vouched, replyTo, html, page }: Sketch, wording: Wording, draw: Draw): MailObject {
  const filled = (text: string): string =>
    text
      .replaceAll('{you}', draw(people).name)
      .replaceAll('{me}', name ?? 'Best regards')
      .replaceAll('{n}', draw(['48210', '1500', '97']));
  const text = `${filled(wording.text)}\n\n${filled(wording.signature)}`;
  const shown = name === undefined ? from : `=?utf-8?B?${Buffer.from(name).toString('base64')}?= <${from}>`;
  const body = html === undefined ? text : `<p>${text}</p>${html}`;
  const lines = [
    `From: ${shown}`,
    `To: p05@${ownDomain}`,
    ...(replyTo === undefined ? [] : [`Reply-To: ${replyTo}`]),
    `Subject: =?utf-8?B?${Buffer.from(filled(wording.subject)).toString('base64')}?=`,
    'Date: Mon, 23 Nov 2026 09:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    `Content-Type: text/${html === undefined ? 'plain' : 'html'}; charset=utf-8`,
    '',
    body,
    ...(page === undefined
      ? []
      : ['--b', 'Content-Type: text/html; name="document.html"', 'Content-Disposition: attachment', '', page]),
    '--b--',
    '',
  ];
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return {
    envelope: { reversePath: from, recipients: [`p05@${ownDomain}`], complete: true },
    direction: 'INBOUND',
    message: parseMessage(Buffer.from(lines.join('\r\n'))),
    authentication: authenticationOf(domain, vouched),
    organisation,
    organisationModel: null,
  };
}

function authenticationOf(domain: string, vouched: boolean): Authentication {
  const result = vouched ? ('pass' as const) : ('none' as const);
  return {
    ...noAuthentication,
    origin: 'ses-block',
    spf: { result, domain },
    dmarc: { result, domain },
    spam: 'PASS',
    virus: 'PASS',
  };
}
