/**
 * Impersonation as it is tried, each scenario with a benign twin: the same situation with nobody pretending anything
 * (design/judging.md, section 5). A seed decides.
 */

import { chances } from '../../../local/faults/chance.ts';
import type { MailObject } from '../../../shared/filters/filter.ts';
import { type Acquaintance, type Relation, unknownRelation } from '../../../shared/filters/relation.ts';
import { type Authentication, noAuthentication } from '../../../shared/mail/authentication.ts';
import { parseMessage } from '../../../shared/mail/parse.ts';
import { type Draw, disguised, forms, hostWith, lookAlikeOf } from './disguises.ts';
import { firstNames, organisation, ownDomain, partners, people } from './organisation.ts';
import { freemail, otherLastNames, otherNames, strangers } from './outside.ts';
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
  /** What is known of the author; nobody was asked unless it is said. */
  readonly relation?: Relation;
  /** A twin that says what fraudsters say, and may. */
  readonly says?: 'attack';
}

type Pair = readonly [attack: Sketch, twin: Sketch];

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
  // Nobody's name, nobody's domain: the wording, and that nobody has ever heard of the author.
  'stranger asks for money': (draw) => [
    { name: 'Carla Ruiz', from: `c.ruiz@${draw([...strangers, ...freemail])}`, vouched: true, relation: met(null) },
    { name: 'Carla Ruiz', from: `c.ruiz@${draw([...strangers, ...freemail])}`, vouched: true, relation: met(null) },
  ],
  // "Are you at your desk?", and whoever says yes is asked the next day.
  'stranger asks for money after a harmless message': (draw) => [
    { name: 'Carla Ruiz', from: `c.ruiz@${draw(strangers)}`, vouched: true, relation: met(draw([0, 1, 2])) },
    draw([
      { name: 'Carla Ruiz', from: `c.ruiz@${draw(strangers)}`, vouched: true, relation: met(draw([0, 1, 2])) },
      { name: 'Carla Ruiz', from: `c.ruiz@${draw(strangers)}`, vouched: true, relation: met(400), says: 'attack' },
    ]),
  ],
  'colleague, written another way': (draw) => {
    const form = draw(forms);
    const from = `office${draw(digits)}@${draw([...strangers, ...freemail])}`;
    return [
      { name: form(draw(people).name), from, vouched: true },
      { name: form(`${draw(firstNames)} ${draw(otherLastNames)}`), from, vouched: true },
    ];
  },
  "known name in a stranger's host": (draw) => [
    { name: 'Portal', from: `portal@${hostWith(draw([ownDomain, domainOf(draw(partners))]), draw)}`, vouched: true },
    {
      name: 'Portal',
      from: `portal@${draw([
        `northwind-tools.${draw(['atlassian.net', 'zendesk.com', 'sharepoint.com', 'awsapps.com'])}`,
        `${draw(['city', 'power', 'coffee', 'insurance', 'northwind'])}.${draw(strangers)}`,
        draw(strangers),
      ])}`,
      vouched: true,
    },
  ],
  // Services send what colleagues share and say, in their names; and whoever has waited long enough to be taken for one.
  'service in the name of a colleague': (draw) => {
    const sketch = {
      name: `${draw(people).name}${draw(['', ' (via Docs)', ' (Tracker)'])}`,
      from: `notices@${draw(strangers)}`,
      vouched: true,
    };
    return [
      draw([
        { ...sketch, relation: met(draw([null, 0, 5, 30])) },
        { ...sketch, relation: met(draw([30, 200]), 12) },
        { ...sketch, relation: met(draw([30, 200]), 12), replyTo: `office@${draw(freemail)}` },
      ]),
      { ...sketch, relation: met(draw([30, 200]), draw([3, 12, 60])) },
    ];
  },
} satisfies Readonly<Record<string, (draw: Draw) => Pair>>;

export type ScenarioKind = keyof typeof kinds;

export function* scenarios(seed: number, ofEachKind: number): Generator<Scenario> {
  const chance = chances(seed);
  const draw: Draw = (from) => {
    const drawn = from[Math.floor(chance() * from.length)];
    if (drawn === undefined) throw new Error('there is nothing to draw from');
    return drawn;
  };
  for (const [kind, sketch] of Object.entries(kinds)) {
    for (let count = 0; count < ofEachKind; count += 1) {
      const [attack, twin]: Pair = sketch(draw);
      yield {
        kind: kind as ScenarioKind,
        attack: mailOf(attack, draw(attackWordings), draw),
        twin: mailOf(twin, draw(twin.says === 'attack' ? attackWordings : benignWordings), draw),
      };
    }
  }
}

/** Somebody who wrote first so many days ago, so often, and was answered; null: nobody ever heard of them. */
function met(daysAgo: number | null, times = 1): Relation {
  const count = daysAgo === null ? 0 : times;
  const address: Acquaintance = {
    received: count,
    daysReceived: count,
    firstReceivedDaysAgo: daysAgo,
    written: count,
    firstWrittenDaysAgo: daysAgo,
    lastWrittenDaysAgo: daysAgo,
  };
  return { state: 'asked', address, domain: address, historyDays: 500 };
}

const digits = ['1', '22', '365', '2026', '7'];
const domainOf = ({ domains }: { readonly domains: readonly string[] }): string => domains[0] ?? '';

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

function mailOf(
  { name, from, vouched, replyTo, html, page, relation }: Sketch,
  wording: Wording,
  draw: Draw,
): MailObject {
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
    relation: relation ?? unknownRelation,
    organisationModel: null,
  };
}

export function authenticationOf(domain: string, vouched: boolean): Authentication {
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
