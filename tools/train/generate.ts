/**
 * Makes mail of businesses, colleagues and fraudsters from a seed: same seed, same octets. Every domain is an
 * example's; brands are invented.
 */

import { mailerFields } from './mailers.ts';
import { personalMail } from './personal.ts';
import { type Phrase, wantedPhrases } from './phrases.ts';
import { type Random, randomFrom } from './random.ts';
import { unwantedPhrases } from './unwanted-phrases.ts';

export interface GeneratedMail {
  readonly unwanted: boolean;
  readonly kind: string;
  readonly bytes: Buffer;
}

export interface GeneratorOptions {
  readonly seed: number;
  readonly count: number;
  /** Share of unwanted mail. */
  readonly unwanted: number;
  /** Kinds of phrases to leave out, or, with `only`, the only ones. */
  readonly kinds?: (kind: string) => boolean;
}

export function* generateMail({
  seed,
  count,
  unwanted,
  kinds = () => true,
}: GeneratorOptions): Generator<GeneratedMail> {
  const random = randomFrom(seed);
  const wantedKinds = wantedPhrases.filter(({ kind }) => kinds(kind));
  const unwantedKinds = unwantedPhrases.filter(({ kind }) => kinds(kind));
  for (let made = 0; made < count; made += 1) {
    const isUnwanted = unwantedKinds.length > 0 && random.fraction() < unwanted;
    if (!isUnwanted && kinds(personal) && (wantedKinds.length === 0 || random.fraction() < personalShare)) {
      yield { unwanted: false, kind: personal, bytes: personalMail(random) };
      continue;
    }
    const phrase = random.of(isUnwanted ? unwantedKinds : wantedKinds);
    if (phrase) yield { unwanted: isUnwanted, kind: phrase.kind, bytes: write(phrase, isUnwanted, random) };
  }
}

/** Mail of one person to another, in forms of its own. */
const personal = 'personal';
const personalShare = 0.35;

const syllables = 'ka lo mi ren tor val ber sun dor nex pay lin cor mar vis tel gro fin hav zet ora bel quin'.split(
  ' ',
);
const people =
  'Anna Berg,Luis Ortega,Marie Dubois,Tom Archer,Sofia Conti,Jan de Vries,Eva Novak,Paul Weber,Ines Silva,Kate Moore'.split(
    ',',
  );
const topLevels = ['com', 'com', 'com', 'de', 'fr', 'es', 'it', 'nl', 'org', 'io', 'co.uk', 'eu'];
const oddTopLevels = ['com', 'com', 'xyz', 'top', 'online', 'ru', 'info', 'shop', 'com.br', 'site', 'jp', 'cn', 'net'];
const hosts = [
  'web.app',
  'blogspot.com',
  'r2.dev',
  'weebly.com',
  'pages.dev',
  'firebaseapp.com',
  's3.amazonaws.com',
  'bit.ly',
  't.co',
  'workers.dev',
];
const mailers = [
  'Amazon SES',
  'Mailjet',
  'PHPMailer 6.6',
  'Microsoft Outlook 16.0',
  'Apple Mail (2.3696)',
  'Thunderbird',
];

/** Names of one or two syllables and a number, so that no real domain is met by its content. */
function nameOf(random: Random): string {
  const name = Array.from({ length: 2 + random.below(2) }, () => random.of(syllables) ?? '').join('');
  return name.charAt(0).toUpperCase() + name.slice(1);
}

interface Setting {
  readonly business: string;
  readonly from: string;
  readonly domain: string;
  readonly link: string;
  readonly replyTo: string | undefined;
}

function settingOf(unwanted: boolean, personal: boolean, random: Random): Setting {
  const business = nameOf(random);
  const own = `${business.toLowerCase()}.${random.of(topLevels) ?? 'com'}`;
  if (!unwanted) {
    const sub = random.of(['', 'mail.', 'news.', 'email.', 'notifications.']) ?? '';
    const person = random.of(people) ?? '';
    const box =
      random.of(['no-reply', 'noreply', 'info', 'service', 'hello', 'support', 'orders', 'notifications']) ?? '';
    const from = personal
      ? `${person} <${person.toLowerCase().replaceAll(' ', '.')}@${own}>`
      : `${random.of([business, `${business} Support`, `"${business} Team"`, `${person} at ${business}`]) ?? ''} <${box}@${sub}${own}>`;
    const link = `https://${random.of(['', 'www.', 'account.', 'click.mail.', 'links.']) ?? ''}${random.fraction() < 0.85 ? own : `${nameOf(random).toLowerCase()}.com`}/`;
    return { business, from, domain: own, link, replyTo: random.fraction() < 0.15 ? `support@${own}` : undefined };
  }
  const other = `${nameOf(random).toLowerCase()}${random.fraction() < 0.4 ? random.below(999) : ''}.${random.of(oddTopLevels) ?? 'com'}`;
  const domain = random.fraction() < 0.15 ? (random.of(['gmail.com', 'hotmail.com', 'outlook.com']) ?? '') : other;
  const box =
    random.of([`info${random.below(9999)}`, 'no-reply', 'admin', word(random), 'service', 'support', 'contact']) ?? '';
  const name =
    random.of([
      business,
      `${business} Security`,
      `${business}_Support`,
      `"${business.toUpperCase()}"`,
      'Customer Service',
      'IT Support',
      `"service@${own}"`,
    ]) ?? '';
  const host =
    random.fraction() < 0.35
      ? `${word(random)}.${random.of(hosts) ?? ''}`
      : random.fraction() < 0.1
        ? `192.0.2.${random.below(255)}`
        : `${random.fraction() < 0.3 ? `${business.toLowerCase()}-` : ''}${word(random)}.${random.of(oddTopLevels) ?? 'com'}`;
  const replyTo =
    random.fraction() < 0.25
      ? `${word(random)}${random.below(999)}@${random.of(['gmail.com', `${word(random)}.com`]) ?? ''}`
      : undefined;
  return {
    business,
    from: `${name} <${box}@${domain}>`,
    domain,
    link: `http${random.fraction() < 0.8 ? 's' : ''}://${host}/`,
    replyTo,
  };
}

function write(phrase: Phrase, unwanted: boolean, random: Random): Buffer {
  const personal = phrase.button === '' && (phrase.kind === 'letter' || phrase.kind === 'offer');
  const setting = settingOf(unwanted, personal, random);
  const fill = (text: string): string =>
    text
      .replaceAll('{b}', setting.business)
      .replaceAll('{p}', random.of(people) ?? '')
      .replaceAll('{n}', () => String(10 + random.below(99_990)));
  const subject = fill(phrase.subject);
  const body = fill(phrase.text);
  const link = phrase.button === '' ? '' : `${setting.link}${word(random)}/${word(random)}?id=${random.below(1e9)}`;
  const html = personal ? random.fraction() < 0.4 : random.fraction() < (unwanted ? 0.9 : 0.85);
  const alternative = html && random.fraction() < (unwanted ? 0.25 : 0.65);
  const boundary = `${random.of(['----=_Part_', '--', '_000_', 'b1_']) ?? ''}${random.below(1e9)}`;
  const plain = `${greeting(random)}${body}\r\n\r\n${link === '' ? '' : `${phrase.button}: ${link}\r\n\r\n`}${setting.business}\r\n`;
  const page = htmlOf(setting, body, phrase.button, link, unwanted, random);
  const content = alternative
    ? `--${boundary}\r\n${part('text/plain', plain)}\r\n--${boundary}\r\n${part('text/html', page)}\r\n--${boundary}--\r\n`
    : part(html ? 'text/html' : 'text/plain', html ? page : plain);
  const [contentHead, contentBody] = alternative
    ? [`Content-Type: multipart/alternative; boundary="${boundary}"\r\n`, content]
    : splitPart(content);
  return Buffer.from(
    `${headerOf(setting, subject, unwanted, personal, random)}MIME-Version: 1.0\r\n${contentHead}\r\n${contentBody}`,
  );
}

function headerOf(
  { from, domain, replyTo }: Setting,
  subject: string,
  unwanted: boolean,
  personal: boolean,
  random: Random,
): string {
  const idDomain =
    unwanted && random.fraction() < 0.5
      ? `${word(random)}.${random.of(['local', 'com', 'net']) ?? ''}`
      : random.fraction() < 0.4 && !personal
        ? 'email.amazonses.com'
        : domain;
  const mayLack = (share: number, line: string): string => (random.fraction() < share ? line : '');
  return [
    `From: ${encoded(from)}\r\n`,
    unwanted && random.fraction() < 0.2
      ? mayLack(0.5, 'To: undisclosed-recipients:;\r\n')
      : `To: ${random.fraction() < 0.4 ? 'Bob Reader <bob@corp.example>' : 'bob@corp.example'}\r\n`,
    `Subject: ${encoded(subject)}\r\n`,
    `Date: Tue, 02 Jun 2026 10:${10 + random.below(49)}:00 +0000\r\n`,
    `Message-ID: <${word(random)}${random.below(1e9)}.${random.below(1e6)}@${idDomain}>\r\n`,
    replyTo === undefined ? '' : `Reply-To: ${replyTo}\r\n`,
    mayLack(
      unwanted ? 0.4 : 0.8,
      `DKIM-Signature: v=1; a=rsa-sha256; d=${domain}; s=s1; h=from:subject; bh=AA==; b=AA==\r\n`,
    ),
    personal && subject.startsWith('Re:')
      ? `In-Reply-To: <${random.below(1e9)}@corp.example>\r\nReferences: <${random.below(1e9)}@corp.example>\r\n`
      : '',
    mayLack(unwanted || personal ? 0.05 : 0.5, `Feedback-ID: ${random.below(1e6)}:${word(random)}\r\n`),
    mayLack(unwanted || personal ? 0 : 0.3, 'Auto-Submitted: auto-generated\r\n'),
    unwanted
      ? mailerFields(random)
          .map((line) => `${line}\r\n`)
          .join('')
      : mayLack(0.3, `X-Mailer: ${random.of(mailers) ?? ''}\r\n`),
    mayLack(unwanted ? 0.15 : 0.02, 'X-Priority: 1 (Highest)\r\n'),
  ].join('');
}

function htmlOf(
  { business, link: home }: Setting,
  body: string,
  button: string,
  link: string,
  unwanted: boolean,
  random: Random,
): string {
  const logo = random.fraction() < 0.6 ? `<img src="${home}logo.png" alt="${business}" width="120">` : '';
  const action =
    link === '' ? '' : `<p><a href="${link}" style="background:#0067b8;color:#fff;padding:12px">${button}</a></p>`;
  const footer = random.of([
    `<p style="font-size:12px">${business}, 1 Main Street. <a href="${home}unsubscribe">Unsubscribe</a></p>`,
    `<p style="font-size:11px;color:#888">&copy; 2026 ${business}. <a href="${home}privacy">Privacy</a> | <a href="${home}help">Help</a></p>`,
    '',
  ]);
  const preheader = random.fraction() < 0.3 ? `<div style="display:none">${body.slice(0, 40)}</div>` : '';
  const noise =
    unwanted && random.fraction() < 0.25
      ? `<div style="font-size:0">${Array.from({ length: 40 }, () => word(random)).join(' ')}</div>`
      : '';
  const table = random.fraction() < 0.7;
  const inner = `${preheader}${logo}<p>${body.replaceAll('. ', '.</p><p>')}</p>${action}${footer ?? ''}${noise}`;
  return `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${business}</title></head><body>${table ? `<table width="600" cellpadding="0"><tr><td>${inner}</td></tr></table>` : `<div>${inner}</div>`}</body></html>`;
}

function greeting(random: Random): string {
  return (
    random.of(['', 'Hello Bob,\r\n\r\n', 'Hi,\r\n\r\n', 'Hallo Bob,\r\n\r\n', 'Bonjour,\r\n\r\n', 'Hola,\r\n\r\n']) ??
    ''
  );
}

function word(random: Random): string {
  return Array.from({ length: 2 + random.below(3) }, () => random.of(syllables) ?? '').join('');
}

function part(type: string, text: string): string {
  const octets = Buffer.from(text).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  return `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${octets}`;
}

function splitPart(content: string): readonly [string, string] {
  const end = content.indexOf('\r\n\r\n');
  return [content.slice(0, end + 2), content.slice(end + 4)];
}

function encoded(value: string): string {
  // RFC 2047 §5: a phrase or a subject with characters outside ASCII; the address stays as it is.
  const angle = value.lastIndexOf(' <');
  const [text, rest] = angle < 0 ? [value, ''] : [value.slice(0, angle), value.slice(angle)];
  const plain = Array.from(text).every((character) => character.charCodeAt(0) < 0x80);
  return plain ? value : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=${rest}`;
}
