/** Ordinary messages in the sizes that people send, the same in every run (RFC 5322, RFC 2045, RFC 2046). */

const crlf = '\r\n';

/** Octets that look random and are not: of a linear congruential generator. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 20_240_611;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    bytes[at] = state >> 16;
  }
  return bytes;
}

function base64Lines(bytes: Buffer): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 57) lines.push(bytes.toString('base64', at, at + 57));
  return lines.join(crlf);
}

const sentence = 'Thank you for your order, which left our warehouse in Málaga this morning.';

function text(length: number): string {
  const paragraph = `${sentence}${crlf}`.repeat(6) + crlf;
  return paragraph.repeat(Math.ceil(length / paragraph.length)).slice(0, length);
}

function html(length: number): string {
  const row = `<tr style="color:#333"><td><a href="https://shop.example/p?id=1&amp;ref=mail">${sentence}</a></td></tr>${crlf}`;
  const rows = row.repeat(Math.ceil(length / row.length));
  return `<!DOCTYPE html><html><head><title>Shop</title></head><body class="mail"><table>${rows}</table></body></html>${crlf}`;
}

function quotedPrintable(content: string): string {
  const escaped = content.replace(/[^\r\n -<>-~]/g, (character) =>
    [...Buffer.from(character)].map((octet) => `=${octet.toString(16).toUpperCase()}`).join(''),
  );
  // A soft break never stands inside an escape.
  return escaped.replace(/[^\r\n]{70}(?![\r\n])(?:(?<==)..|(?<==.).)?/g, `$&=${crlf}`);
}

const heading = [
  ...Array.from({ length: 6 }, (_, hop) => [
    `Received: from mx${hop}.partner.example (mx${hop}.partner.example [192.0.2.${hop + 1}])`,
    `\tby relay${hop}.corp.example with ESMTPS id a${hop}b7c9; Tue, 11 Jun 2024 09:0${hop}:00 +0000`,
  ]).flat(),
  'DKIM-Signature: v=1; a=rsa-sha256; d=partner.example; s=mail; h=from:to:subject:date; bh=AAAA; b=BBBB',
  'From: =?utf-8?q?Ren=C3=A9e?= <renee@partner.example>',
  'To: Jane <jane@corp.example>, Joe <joe@corp.example>',
  'Subject: =?utf-8?q?Your_order_from_M=C3=A1laga?=',
  'Date: Tue, 11 Jun 2024 09:00:00 +0000',
  'Message-ID: <42.bench@partner.example>',
  'MIME-Version: 1.0',
];

interface Entity {
  readonly fields: readonly string[];
  readonly body: string;
}

const written = ({ fields, body }: Entity) => [...fields, '', body].join(crlf);
const message = ({ fields, body }: Entity) => Buffer.from(written({ fields: [...heading, ...fields], body }), 'latin1');

const plain = (length: number): Entity => ({
  fields: ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable'],
  body: quotedPrintable(text(length)),
});

const markup = (length: number, encoding: 'quoted-printable' | 'base64'): Entity => ({
  fields: ['Content-Type: text/html; charset=utf-8', `Content-Transfer-Encoding: ${encoding}`],
  body: encoding === 'base64' ? base64Lines(Buffer.from(html(length))) : quotedPrintable(html(length)),
});

const file = (length: number): Entity => ({
  fields: [
    'Content-Type: application/pdf; name="report.pdf"',
    'Content-Disposition: attachment; filename="report.pdf"',
    'Content-Transfer-Encoding: base64',
  ],
  body: base64Lines(noise(Math.floor(length * 0.73))),
});

const multipart = (subtype: string, parts: readonly Entity[]): Entity => ({
  fields: [`Content-Type: multipart/${subtype}; boundary="=_${subtype}_7f3a"`],
  body: `${parts.map((part) => `--=_${subtype}_7f3a${crlf}${written(part)}${crlf}`).join('')}--=_${subtype}_7f3a--${crlf}`,
});

/** A letter with a file that makes the message about `length` octets long. */
function letterWithFile(length: number): Buffer {
  const letter = multipart('alternative', [plain(2_000), markup(6_000, 'quoted-printable')]);
  return message(multipart('mixed', [letter, file(length - 12_000)]));
}

const kB = 1_000;
const MB = 1_000_000;

export const ordinary: ReadonlyMap<string, () => Buffer> = new Map([
  ['text, 5 kB', () => message(plain(4 * kB))],
  [
    'newsletter, 100 kB',
    () => message(multipart('alternative', [plain(15 * kB), markup(75 * kB, 'quoted-printable')])),
  ],
  ['one HTML part, 1 MB', () => message(markup(930 * kB, 'quoted-printable'))],
  ['with a file, 1 MB', () => letterWithFile(MB)],
  ['with a file, 10 MB', () => letterWithFile(10 * MB)],
  ['with a file, 30 MB', () => letterWithFile(30 * MB)],
]);

export const htmlBodies: ReadonlyMap<string, () => Buffer> = new Map([
  ['quoted-printable, 50 kB', () => message(markup(48 * kB, 'quoted-printable'))],
  ['quoted-printable, 1 MB', () => message(markup(930 * kB, 'quoted-printable'))],
  ['base64, 50 kB', () => message(markup(35 * kB, 'base64'))],
  ['base64, 1 MB', () => message(markup(730 * kB, 'base64'))],
]);

/** With a file, of any length, for what must not grow with it. */
export const ofLength = letterWithFile;
