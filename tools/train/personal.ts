/**
 * Makes mail of one person to another: short and long, in many languages and forms, with pictures and files, replies,
 * forwarded mail and tests, as their programs have made it over the years.
 */

import { mailerFields } from './mailers.ts';
import { type Tongue, tongues } from './personal-phrases.ts';
import type { Random } from './random.ts';

const people = (
  'Anna Berg|Luis Ortega|Marie Dubois|Tom Archer|Sofia Conti|Jan de Vries|Eva Novak|Paul Weber|Ines Silva|Kate Moore|' +
  'Douglas Hale|Yuki Tanaka|Piotr Zieliński|Olga Petrova|Li Wei|Noa Levi|Barry|Name Surname|T. Miller|Ann'
).split('|');
const domains =
  'gmail.com|hotmail.com|gmx.net|yahoo.com|web.de|outlook.com|example.com|example.org|mail.example|family.example|firm.example|uni.example|dev.example'.split(
    '|',
  );
const files =
  'photo.jpg image/jpeg|IMG_2041.jpeg image/jpeg|picture.gif image/gif|plan.png image/png|report.pdf application/pdf|figures.xls application/vnd.ms-excel|letter.doc application/msword|minutes.docx application/vnd.openxmlformats-officedocument.wordprocessingml.document|notes.txt text/plain|archive.zip application/zip|patch.diff text/x-patch|card.vcf text/x-vcard|data application/octet-stream|song.mp3 audio/mpeg'.split(
    '|',
  );

export function personalMail(random: Random): Buffer {
  const tongue = random.of(tongues);
  if (tongue === undefined) throw new Error('there is no language to write in');
  const name = random.of(people) ?? '';
  const text = textOf(tongue, name, random);
  const isLatin = Array.from(text).every((character) => character.charCodeAt(0) < 0x100);
  const charset = isLatin && random.fraction() < 0.5 ? (random.of(['iso-8859-1', 'us-ascii']) ?? '') : 'utf-8';
  const encode = (content: string): Buffer => Buffer.from(content, charset === 'utf-8' ? 'utf8' : 'latin1');
  const body = bodyOf(text, charset, encode, random);
  return Buffer.concat([Buffer.from(headerOf(tongue, name, random)), body]);
}

function textOf(tongue: Tongue, name: string, random: Random): string {
  const count = random.fraction() < 0.25 ? 1 : 1 + random.below(9);
  const sentences = Array.from({ length: count }, () => random.of(tongue.sentences) ?? '');
  const lines = [
    random.of(tongue.greetings) ?? '',
    '',
    ...(random.fraction() < 0.5 ? [sentences.join(' ')] : sentences),
    '',
    ...(random.fraction() < 0.75 ? [random.of(tongue.closings) ?? '', name] : []),
    ...(random.fraction() < 0.15 ? ['', '-- ', name, 'https://www.example.org/'] : []),
    ...(random.fraction() < 0.25
      ? ['', `${random.of(people) ?? ''}:`, ...sentences.slice(0, 3).map((one) => `> ${one}`)]
      : []),
    ...(random.fraction() < 0.05 ? uuencoded(random) : []),
    ...(random.fraction() < 0.05 ? code(random) : []),
    ...(random.fraction() < 0.06
      ? ['', '-----Original Message-----', `From: ${random.of(people) ?? ''}`, ...sentences]
      : []),
  ];
  return lines.join('\r\n');
}

/** A file as it was sent before MIME. */
function uuencoded(random: Random): readonly string[] {
  const line = (length: number): string =>
    String.fromCharCode(32 + length) +
    Array.from({ length: Math.ceil(length / 3) * 4 }, () => String.fromCharCode(33 + random.below(64))).join('');
  const full = Array.from({ length: 4 + random.below(40) }, () => line(45));
  return ['', `begin 644 ${random.of(['photo.gif', 'notes.txt', 'data.tar']) ?? ''}`, ...full, line(20), '`', 'end'];
}

function code(random: Random): readonly string[] {
  const rows =
    "--- a/src/list.c|+++ b/src/list.c|@@ -10,7 +10,7 @@|-  if (n > 0)|+  if (n >= 0)|   return head;|for (i = 0; i < n; i++) {|}|#!/bin/sh|cd /tmp && make install|ERROR 42: no such file or directory|def main(args):|    return sorted(args)|SELECT name FROM people WHERE id = 7;|<?xml version='1.0'?>|0123456789 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ !\"#$%&'()*+,-./".split(
      '|',
    );
  return ['', ...Array.from({ length: 3 + random.below(12) }, () => random.of(rows) ?? '')];
}

function headerOf(tongue: Tongue, name: string, random: Random): string {
  const local = name.toLowerCase().replaceAll(/[^a-z]+/g, random.of(['.', '_', '']) ?? '');
  const domain = random.of(domains) ?? '';
  const subject = random.of(tongue.subjects) ?? '';
  const mayLack = (share: number, ...lines: readonly string[]): readonly string[] =>
    random.fraction() < share ? [] : lines;
  const reply = subject.startsWith('Re') || subject.startsWith('AW') || subject.startsWith('Odp');
  const lines = [
    `From: ${random.fraction() < 0.85 ? `${word(name)} ` : ''}<${local === '' ? 'me' : local}@${domain}>`,
    ...mayLack(
      0.06,
      random.of([
        'To: bob@corp.example',
        'To: Bob Reader <bob@corp.example>',
        'To: "Bob" <bob@corp.example>, Ann <ann@corp.example>',
        'To: team@corp.example',
      ]) ?? '',
    ),
    ...(random.fraction() < 0.15 ? ['Cc: Carla <carla@corp.example>'] : []),
    ...mayLack(0.04, `Subject: ${word(subject)}`),
    ...mayLack(
      0.08,
      `Date: Tue, ${1 + random.below(28)} May ${2000 + random.below(27)} 1${random.below(9)}:${10 + random.below(49)}:00 +0${random.below(9)}00`,
    ),
    ...mayLack(
      0.1,
      `Message-ID: <${random.of(['', 'CA+', '00', 'op.'])}${random.below(1e9).toString(36)}.${random.below(1e6)}@${random.of([domain, 'mail.gmail.com', 'desktop', domain]) ?? ''}>`,
    ),
    ...(reply && random.fraction() < 0.8
      ? [`In-Reply-To: <${random.below(1e9)}@corp.example>`, `References: <${random.below(1e9)}@corp.example>`]
      : []),
    ...(random.fraction() < 0.1 ? [`Organization: ${random.of(['Home', 'University', 'Example Ltd'])}`] : []),
    ...mailerFields(random),
    ...mayLack(0.12, 'MIME-Version: 1.0'),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

type Encode = (text: string) => Buffer;

function bodyOf(text: string, charset: string, encode: Encode, random: Random): Buffer {
  const plain = (): Buffer => part('text/plain', text, charset, encode, random);
  const page = (image: string): Buffer =>
    part(
      'text/html',
      `<html><head><title></title></head><body bgcolor="#ffffff">${text
        .split('\r\n')
        .map((line) => (random.fraction() < 0.5 ? `<div>${line}&nbsp;</div>` : `<p class=MsoNormal>${line}</p>`))
        .join('\r\n')}${image}</body></html>`,
      charset,
      encode,
      random,
    );
  const form = random.fraction();
  if (form < 0.45) return plain();
  if (form < 0.5) return page('');
  if (form < 0.68) return multipart('alternative', [plain(), page('')], random);
  if (form < 0.78) {
    const related = multipart('related', [page('<img src="cid:1@x">'), inline(random)], random);
    return random.fraction() < 0.6 ? multipart('alternative', [plain(), related], random) : related;
  }
  const count = 1 + random.below(3);
  const first = random.fraction() < 0.7 ? [plain()] : random.fraction() < 0.7 ? [page('')] : [];
  return multipart('mixed', [...first, ...Array.from({ length: count }, () => file(random))], random);
}

function part(type: string, text: string, charset: string, encode: Encode, random: Random): Buffer {
  const parameters = random.fraction() < 0.08 ? '' : `; charset=${random.fraction() < 0.5 ? `"${charset}"` : charset}`;
  const octets = encode(`${text}\r\n`);
  if (random.fraction() < 0.25)
    return Buffer.from(
      `Content-Type: ${type}${parameters}\r\nContent-Transfer-Encoding: base64\r\n\r\n${octets.toString('base64').replaceAll(/.{76}/g, '$&\r\n')}\r\n`,
    );
  if (random.fraction() < 0.4)
    return Buffer.from(
      `Content-Type: ${type}${parameters}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quoted(octets)}`,
    );
  const encoding = random.fraction() < 0.3 ? '' : `Content-Transfer-Encoding: ${random.of(['7bit', '8bit']) ?? ''}\r\n`;
  return Buffer.concat([Buffer.from(`Content-Type: ${type}${parameters}\r\n${encoding}\r\n`), octets]);
}

/** RFC 2045 §6.7, with soft breaks where a line grows long. */
function quoted(octets: Buffer): string {
  let text = '';
  let column = 0;
  for (const octet of octets) {
    const plain = (octet >= 0x20 && octet < 0x7f && octet !== 0x3d) || octet === 0x0d || octet === 0x0a;
    const piece = plain ? String.fromCharCode(octet) : `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
    if (octet === 0x0a) column = 0;
    else if (column + piece.length > 72) {
      text += '=\r\n';
      column = piece.length;
    } else column += piece.length;
    text += piece;
  }
  return text;
}

function file(random: Random): Buffer {
  const [name = '', type = ''] = (random.of(files) ?? '').split(' ');
  const content = type.startsWith('text/')
    ? Buffer.from('One line.\r\nAnother line.\r\n')
    : Buffer.from(Array.from({ length: 60 + random.below(400) }, () => random.below(256)));
  const disposition = random.fraction() < 0.85 ? `Content-Disposition: attachment; filename="${name}"\r\n` : '';
  return Buffer.from(
    `Content-Type: ${type}; name="${name}"\r\n${disposition}Content-Transfer-Encoding: base64\r\n\r\n${content.toString('base64').replaceAll(/.{76}/g, '$&\r\n')}\r\n`,
  );
}

function inline(random: Random): Buffer {
  const content = Buffer.from(Array.from({ length: 80 + random.below(300) }, () => random.below(256)));
  return Buffer.from(
    `Content-Type: image/gif; name="image001.gif"\r\nContent-ID: <1@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n${content.toString('base64').replaceAll(/.{76}/g, '$&\r\n')}\r\n`,
  );
}

function multipart(kind: string, parts: readonly Buffer[], random: Random): Buffer {
  const boundary = `${random.of(['----=_NextPart_000_', '--------------', 'Apple-Mail-', '000000000000', '=_', '']) ?? ''}${random.below(1e9).toString(16)}`;
  const preamble = random.fraction() < 0.5 ? 'This is a multi-part message in MIME format.\r\n\r\n' : '';
  return Buffer.concat([
    Buffer.from(`Content-Type: multipart/${kind};\r\n boundary="${boundary}"\r\n\r\n${preamble}`),
    ...parts.flatMap((one) => [Buffer.from(`--${boundary}\r\n`), one, Buffer.from('\r\n')]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
}

/** RFC 2047 §5 where there are characters outside ASCII. */
function word(text: string): string {
  const plain = Array.from(text).every((character) => character.charCodeAt(0) < 0x80);
  return plain ? text : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
}
