/**
 * Addresses in header fields and envelopes (RFC 5322 §3.4, §4.4; RFC 5321 §4.1.2; RFC 6531, 6532).
 *
 * Header lists are read leniently: whatever a client would show as an author is in the result. An
 * envelope address is read strictly.
 */

import { domainToASCII } from 'node:url';
import { type AddressToken, addressTokens } from './address-tokens.ts';
import { isAscii } from './ascii.ts';
import { textOfOctets } from './charset.ts';
import { decodeEncodedWords } from './encoded-word.ts';

/** One author or recipient of a header field. */
export interface Mailbox {
  /** What a client shows instead of the address (RFC 2047 decoded); empty where there is none. */
  readonly displayName: string;
  /** As written, quotes removed. Empty, like `domain` and `address`, where there is no valid address. */
  readonly localPart: string;
  /** In lower case, as A-labels (RFC 5890), or a domain literal. */
  readonly domain: string;
  /** `localPart@domain`, quoted where it must be. The case of the local part is kept (RFC 5321 §2.4). */
  readonly address: string;
}

/**
 * The mailboxes of a From, To, Reply-To, … value: unfolded, not yet RFC 2047 decoded (`rawValue`), so
 * that an encoded comma or angle bracket cannot pass for a real one.
 *
 * Groups give their members. Text without an address gives a mailbox with a display name only, because
 * a client shows it; an empty list or group gives nothing.
 */
export function parseAddressList(value: string): readonly Mailbox[] {
  const mailboxes: Mailbox[] = [];
  // The name of a group is no author (RFC 5322 §3.4): `friends:` is dropped, its members follow.
  for (const { element, isGroup } of elementsOf(value)) if (!isGroup) mailboxes.push(...readElement(element));
  return mailboxes;
}

/** The names of the groups among them: no authors, but clients show them in front of the members. */
export function groupNames(value: string): readonly string[] {
  const groups = [...elementsOf(value)].filter(({ isGroup }) => isGroup);
  return groups.map(({ element }) => phraseText(element)).filter((name) => name !== '');
}

interface Element {
  readonly element: readonly AddressToken[];
  /** What stands in front of the colon of a group. */
  readonly isGroup: boolean;
}

function* elementsOf(value: string): Generator<Element> {
  let place: Place = 'outside';
  let element: AddressToken[] = [];
  for (const token of addressTokens(value)) {
    if (isSeparator(token, place)) {
      yield { element, isGroup: token.text === ':' };
      element = [];
      place = 'outside';
    } else {
      element.push(token);
      place = placeAfter(token, place);
    }
  }
  yield { element, isGroup: false };
}

/** Where in angle brackets we are: just after `<`, in the route of RFC 5322 §4.4, or in the addr-spec. */
type Place = 'outside' | 'opened' | 'route' | 'addr-spec';

function placeAfter({ kind, text }: AddressToken, place: Place): Place {
  if (kind === 'special' && text === '<') return 'opened';
  if (kind === 'special' && text === '>') return 'outside';
  if (place === 'opened') return kind === 'special' && text === '@' ? 'route' : 'addr-spec';
  return place === 'route' && kind === 'special' && text === ':' ? 'addr-spec' : place;
}

/** QUIRK: `;` also separates mailboxes, as Outlook writes it; a comma does where `>` is missing. */
function isSeparator({ kind, text }: AddressToken, place: Place): boolean {
  if (kind !== 'special') return false;
  return text === ';' || (text === ',' && place !== 'route') || (text === ':' && place === 'outside');
}

/** One `address` production; more than one mailbox where a comma is missing. */
function readElement(tokens: readonly AddressToken[]): Mailbox[] {
  const found: Mailbox[] = [];
  let name: AddressToken[] = [];
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at];
    if (token?.kind === 'special' && token.text === '<') {
      const close = closingBracket(tokens, at);
      found.push(angleMailbox(name, tokens.slice(at + 1, close)));
      name = [];
      at = close + 1;
    } else {
      if (token) name.push(token);
      at += 1;
    }
  }
  // After `<address>` only another address is of interest, not trailing words.
  if (found.length === 0 || name.some(isAtSign)) found.push(...bareMailboxes(name));
  return found;
}

function closingBracket(tokens: readonly AddressToken[], open: number): number {
  for (let at = open + 1; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token?.kind === 'special' && token.text === '>') return at;
  }
  return tokens.length;
}

function angleMailbox(name: readonly AddressToken[], inside: readonly AddressToken[]): Mailbox {
  const words = inside.filter((token) => token.kind !== 'comment');
  const addrSpec = readAddrSpec(withoutRoute(words));
  const displayName = phraseText(name) || commentText([...name, ...inside]);
  if (addrSpec) return { displayName, ...addrSpec };
  return nameOnly(displayName || phraseText(words));
}

/** RFC 5322 §4.4 obs-route: `@a.example,@b.example:user@c.example`. */
function withoutRoute(words: readonly AddressToken[]): readonly AddressToken[] {
  if (words[0] === undefined || !isAtSign(words[0])) return words;
  let colon = -1;
  for (const [at, token] of words.entries()) if (token.kind === 'special' && token.text === ':') colon = at;
  return colon < 0 ? words : words.slice(colon + 1);
}

/** Addresses without angle brackets: `user@example.org (Name)`, QUIRK: `Name user@example.org`. */
function bareMailboxes(tokens: readonly AddressToken[]): Mailbox[] {
  const words = tokens.filter((token) => token.kind !== 'comment');
  const found: Mailbox[] = [];
  const comment = commentText(tokens);
  let nameFrom = 0;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (!word || !isAtSign(word)) continue;
    const from = startOfLocalPart(words, at, nameFrom);
    const to = endOfDomain(words, at);
    const addrSpec = readAddrSpec(words.slice(from, to));
    const displayName = phraseText(words.slice(nameFrom, from)) || comment;
    found.push(addrSpec ? { displayName, ...addrSpec } : nameOnly(phraseText(words.slice(nameFrom, to))));
    nameFrom = to;
    at = to - 1;
  }
  if (found.length === 0) {
    const displayName = phraseText(words);
    if (displayName !== '') found.push(nameOnly(displayName));
  }
  return found;
}

/** The words before the at sign that touch each other, dots counting as touching. */
function startOfLocalPart(words: readonly AddressToken[], sign: number, nameFrom: number): number {
  let from = sign;
  while (from > nameFrom) {
    const here = words[from];
    const before = words[from - 1];
    if (from < sign && here?.spaceBefore && !isDot(here) && !isDot(before)) break;
    from -= 1;
  }
  return from;
}

function endOfDomain(words: readonly AddressToken[], sign: number): number {
  let to = sign + 1;
  while (to < words.length) {
    const here = words[to];
    const before = words[to - 1];
    if (here?.spaceBefore && to > sign + 1 && !isDot(here) && !isDot(before)) break;
    to += 1;
  }
  return to;
}

type AddrSpec = Pick<Mailbox, 'localPart' | 'domain' | 'address'>;

/** RFC 5322 §3.4.1 addr-spec, with the white space of obs-local-part and obs-domain. */
function readAddrSpec(words: readonly AddressToken[]): AddrSpec | undefined {
  const sign = words.findIndex(isAtSign);
  if (sign <= 0) return undefined;
  const localPart = joinedWords(words.slice(0, sign));
  const domain = joinedDomain(words.slice(sign + 1));
  if (localPart === undefined || domain === undefined) return undefined;
  return { localPart, domain, address: `${quotedIfNeeded(localPart)}@${domain}` };
}

function joinedWords(words: readonly AddressToken[]): string | undefined {
  let text = '';
  for (const { kind, text: word } of words) {
    if (kind === 'literal' || (kind === 'special' && word !== '.')) return undefined;
    text += word;
  }
  return text === '' ? undefined : textOfOctets(text);
}

function joinedDomain(words: readonly AddressToken[]): string | undefined {
  let text = '';
  for (const { kind, text: word } of words) {
    const isLiteral = kind === 'literal' && words.length === 1;
    if (!isLiteral && kind !== 'atom' && !(kind === 'special' && word === '.')) return undefined;
    text += word;
  }
  return normalisedDomain(textOfOctets(text));
}

const longestDomain = 255; // RFC 5321 §4.5.3.1.2

/** In lower case, as A-labels, without a final dot; undefined where it is no domain. */
function normalisedDomain(text: string): string | undefined {
  if (text.length > longestDomain) return undefined;
  if (text.startsWith('[') && text.endsWith(']')) return text.toLowerCase();
  const ascii = isAscii(text) ? text.toLowerCase() : domainToASCII(text);
  const domain = ascii.endsWith('.') ? ascii.slice(0, -1) : ascii;
  return domain === '' || domain.startsWith('.') || domain.includes('..') ? undefined : domain;
}

/** RFC 5322 §3.4.1: a local part that is no dot-atom is a quoted-string. */
function quotedIfNeeded(localPart: string): string {
  const needsQuotes =
    /[^\w!#$%&'*+\-/=?^`{|}~.\u0080-\uffff]/.test(localPart) ||
    localPart.startsWith('.') ||
    localPart.endsWith('.') ||
    localPart.includes('..');
  return needsQuotes ? `"${localPart.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : localPart;
}

function nameOnly(displayName: string): Mailbox {
  return { displayName, localPart: '', domain: '', address: '' };
}

/** The words as a reader sees them: one space where there was white space, encoded-words decoded. */
function phraseText(words: readonly AddressToken[]): string {
  let text = '';
  for (const { kind, text: word, spaceBefore } of words) {
    if (kind === 'comment') continue;
    text += spaceBefore && text !== '' ? ` ${word}` : word;
  }
  return decodeEncodedWords(text).trim();
}

/** QUIRK: `user@example.org (Name)`: the name of mail from before RFC 822. */
function commentText(tokens: readonly AddressToken[]): string {
  const comments = tokens.filter((token) => token.kind === 'comment').map((token) => token.text);
  return decodeEncodedWords(comments.join(' ')).trim();
}

function isAtSign(token: AddressToken): boolean {
  return token.kind === 'special' && token.text === '@';
}

function isDot(token: AddressToken | undefined): boolean {
  return token?.kind === 'special' && token.text === '.';
}

/** One address of an envelope, with or without angle brackets (RFC 5321 §4.1.2); undefined for anything else. */
export function parseAddress(text: string): Mailbox | undefined {
  const trimmed = text.trim();
  const bracketed = trimmed.startsWith('<') && trimmed.endsWith('>');
  const words = [...addressTokens(bracketed ? trimmed.slice(1, -1) : trimmed)];
  if (words.some((word) => word.kind === 'comment' || word.spaceBefore)) return undefined;
  const addrSpec = readAddrSpec(withoutRoute(words));
  return addrSpec && { displayName: '', ...addrSpec };
}

/** The domain of an envelope or header address, in lower case as A-labels; empty where there is none. */
export function domainOf(address: string): string {
  return parseAddress(address)?.domain ?? '';
}

/**
 * The form in which two addresses are compared. RFC 5321 §2.4 lets a host tell `A@` from `a@`; QUIRK:
 * none does, WorkMail included.
 */
export function addressKey(address: string): string {
  return (parseAddress(address)?.address ?? address.trim()).toLowerCase();
}
