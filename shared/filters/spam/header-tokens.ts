/**
 * How the header is made: which fields there are, and the signs of a forged or automatic one.
 *
 * Left out on purpose: fields of mailing lists, names of recipients, dates, and whatever the servers on the
 * way have written. They say where a message was collected, not what it is.
 */

import { type Mailbox, parseAddressList } from '../../mail/address.ts';
import { fieldsNamed, rawValue, textValue } from '../../mail/header.ts';
import type { ParsedMessage } from '../../mail/message.ts';
import { fold } from './fold.ts';
import { registered } from './link-tokens.ts';
import { tokensOf } from './tokens.ts';

const noticed: readonly string[] = (
  'message-id date to cc bcc reply-to in-reply-to references mime-version content-type content-transfer-encoding ' +
  'x-mailer user-agent x-priority importance x-msmail-priority organization auto-submitted errors-to thread-index ' +
  'thread-topic content-language x-originating-ip x-mimeole dkim-signature feedback-id comments priority'
).split(' ');

const freemail: ReadonlySet<string> = new Set(
  (
    'gmail.com googlemail.com yahoo.com hotmail.com outlook.com live.com msn.com aol.com icloud.com gmx.de gmx.net web.de ' +
    'mail.ru yandex.ru qq.com 163.com 126.com proton.me protonmail.com yahoo.co.uk yahoo.fr orange.fr libero.it'
  ).split(' '),
);

export interface Author {
  readonly name: string;
  readonly localPart: string;
  readonly domain: string;
}

export function authorOf(message: ParsedMessage): Author {
  const [mailbox] = mailboxesOf(message, 'from');
  return {
    name: fold(mailbox?.displayName.slice(0, 200) ?? '').text,
    localPart: mailbox?.localPart.toLowerCase() ?? '',
    domain: mailbox?.domain ?? '',
  };
}

/** Words that name the recipients: the models must not learn whose mailbox it was. */
export function recipientWords(message: ParsedMessage): ReadonlySet<string> {
  const words = new Set<string>();
  for (const name of ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to'] as const) {
    for (const { displayName, localPart, domain } of mailboxesOf(message, name)) {
      for (const word of tokensOf(fold(`${displayName} ${localPart} ${domain}`.slice(0, 300)).text, 20)) {
        if (word.length > 2 && word !== 'com' && word !== 'org' && word !== 'net') words.add(word);
      }
    }
  }
  return words;
}

const mostMailboxes = 50;
const longestList = 8_000;

function mailboxesOf(message: ParsedMessage, name: string): readonly Mailbox[] {
  const [field] = fieldsNamed(message.root.header, name);
  if (!field) return [];
  return parseAddressList(rawValue(message.bytes, field).slice(0, longestList)).slice(0, mostMailboxes);
}

export function* headerTokens(message: ParsedMessage, author: Author, rawSubject: string): Generator<string> {
  const counts = new Map<string, number>();
  for (const { name } of message.root.header.fields) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const name of noticed) if (counts.has(name)) yield `has:${name}`;
  for (const name of ['message-id', 'date', 'to', 'from', 'subject', 'mime-version']) {
    if (!counts.has(name)) yield `no:${name}`;
    if ((counts.get(name) ?? 0) > 1) yield `repeated:${name}`;
  }
  yield* authorTokens(author);
  yield* recipientTokens(message, author);
  yield* subjectTokens(rawSubject, counts);
  yield* softwareTokens(message);
  yield* messageIdTokens(message, author.domain);
}

function* authorTokens({ name, localPart, domain }: Author): Generator<string> {
  if (domain === '') yield 'from-unreadable';
  yield `from-tld:${domain.slice(domain.lastIndexOf('.') + 1)}`;
  yield `from-domain:${registered(domain)}`;
  yield `from-labels:${Math.min(domain.split('.').length, 5)}`;
  yield name === '' ? 'name-missing' : `name-words:${Math.min(name.split(' ').length, 6)}`;
  if (name.includes('@')) yield 'name-holds-address';
  if (freemail.has(domain)) yield 'freemail';
  const digits = Array.from(localPart).filter((character) => character >= '0' && character <= '9').length;
  if (digits > 0) yield `from-digits:${Math.min(digits, 5)}`;
  if (localPart.length > 24) yield 'from-long';
  for (const word of tokensOf(name, 6)) yield `name:${word}`;
  for (const word of tokensOf(fold(localPart.slice(0, 64)).text, 4)) yield `local:${word}`;
  const bare = domain.replaceAll(/[^a-z0-9]/g, '');
  const named = tokensOf(name, 6).filter((word) => word.length > 3);
  if (named.length > 0) yield named.some((word) => bare.includes(word)) ? 'name-in-domain' : 'name-not-in-domain';
}

function* recipientTokens(message: ParsedMessage, author: Author): Generator<string> {
  const to = mailboxesOf(message, 'to');
  const addressed = to.filter(({ address }) => address !== '');
  yield `recipients:${Math.min(addressed.length, 5)}`;
  if (
    addressed.some(({ localPart, domain }) => domain === author.domain && localPart.toLowerCase() === author.localPart)
  ) {
    yield 'to-itself';
  }
  if (to.some(({ displayName, localPart }) => displayName !== '' && displayName !== localPart)) yield 'recipient-named';
  const [replyTo] = mailboxesOf(message, 'reply-to');
  if (replyTo) {
    yield registered(replyTo.domain) === registered(author.domain) ? 'reply-same' : 'reply-elsewhere';
    if (freemail.has(replyTo.domain) && !freemail.has(author.domain)) yield 'reply-to-freemail';
  }
}

function* subjectTokens(subject: string, counts: ReadonlyMap<string, number>): Generator<string> {
  yield `subject-length:${Math.min(Math.ceil(subject.length / 15), 8)}`;
  const letters = Array.from(subject).filter((character) => character.toLowerCase() !== character.toUpperCase());
  if (letters.length > 5 && letters.every((letter) => letter === letter.toUpperCase())) yield 'subject-capitals';
  for (const mark of ['!', '?', '$', '%', '*']) if (subject.includes(mark)) yield `subject-has:${mark}`;
  if (subject.includes('   ')) yield 'subject-gap';
  const reply = ['re:', 'aw:', 'fw:', 'fwd', 'sv:'].includes(subject.slice(0, 3).toLowerCase());
  if (reply) yield counts.has('in-reply-to') || counts.has('references') ? 'reply' : 'reply-to-nothing';
  if (Array.from(subject).some((character) => (character.codePointAt(0) ?? 0) > 0x2600)) yield 'subject-picture';
}

function* softwareTokens(message: ParsedMessage): Generator<string> {
  for (const name of ['x-mailer', 'user-agent', 'x-priority', 'x-msmail-priority', 'auto-submitted'] as const) {
    const [field] = fieldsNamed(message.root.header, name);
    if (!field) continue;
    for (const word of tokensOf(fold(textValue(message.bytes, field).slice(0, 80)).text, 3)) yield `${name}:${word}`;
  }
}

function* messageIdTokens(message: ParsedMessage, fromDomain: string): Generator<string> {
  const [field] = fieldsNamed(message.root.header, 'message-id');
  if (!field) return;
  const id = rawValue(message.bytes, field).slice(0, 300).toLowerCase();
  const at = id.lastIndexOf('@');
  if (at < 0) yield 'id-without-domain';
  const domain = id.slice(at + 1).split('>')[0] ?? '';
  yield registered(domain) === registered(fromDomain) ? 'id-of-author' : 'id-of-another';
  if (!domain.includes('.')) yield 'id-unqualified';
  yield `id-shape:${shapeOf(id.slice(0, Math.max(0, at)))}`;
}

/** Letters, digits and what stands between them, without the repetitions. */
export function shapeOf(text: string): string {
  let shape = '';
  for (const character of text.slice(0, 60)) {
    const kind =
      character >= '0' && character <= '9'
        ? '0'
        : character.toLowerCase() === character.toUpperCase()
          ? character
          : 'a';
    if (!shape.endsWith(kind)) shape += kind;
  }
  return shape.slice(0, 16);
}
