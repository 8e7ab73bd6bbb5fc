/** What stands in a link that says something about who made it (RFC 3986 §3), without fetching anything. */

import { fold } from './fold.ts';
import type { Link } from './links.ts';
import { tokensOf } from './tokens.ts';

/** Hosts that anybody may put a page on, and services that lead elsewhere. */
const sharedHosting: readonly string[] = (
  'web.app firebaseapp.com appspot.com blogspot.com weebly.com wixsite.com r2.dev pages.dev workers.dev netlify.app ' +
  'vercel.app github.io glitch.me herokuapp.com azurewebsites.net windows.net amazonaws.com cloudfront.net ' +
  'googleapis.com sites.google.com docs.google.com forms.gle dropbox.com notion.site webflow.io square.site ' +
  'myshopify.com ipfs.io dweb.link repl.co surge.sh translate.goog sharepoint.com page.link jotform.com typeform.com'
).split(' ');
const shorteners: ReadonlySet<string> = new Set(
  'bit.ly t.co tinyurl.com goo.gl ow.ly is.gd cutt.ly rebrand.ly t.ly rb.gy lnkd.in shorturl.at s.id tiny.cc qrco.de'.split(
    ' ',
  ),
);

/** Scheme, host and the rest, as software that follows links takes them; host in lower case. */
export interface LinkPlace {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly port: boolean;
  readonly userinfo: boolean;
}

export function placeOfLink(target: string): LinkPlace {
  const colon = target.indexOf(':');
  const scheme = colon > 0 && colon < 12 ? target.slice(0, colon).toLowerCase() : '';
  if (!target.startsWith('//', colon + 1)) return { scheme, host: '', path: '', port: false, userinfo: false };
  const from = colon + 3;
  let end = from;
  while (end < target.length && !'/?#\\'.includes(target.charAt(end))) end += 1;
  const authority = target.slice(from, Math.min(end, from + 300)).toLowerCase();
  const at = authority.lastIndexOf('@');
  const [host = '', port] = authority.slice(at + 1).split(':');
  return { scheme, host, path: target.slice(end), port: port !== undefined && port !== '', userinfo: at >= 0 };
}

/** The part of a host name that somebody registered: by rule of thumb, since the content model only compares. */
export function registered(host: string): string {
  const labels = host.split('.');
  const second = labels.at(-2) ?? '';
  const size = labels.length > 2 && (labels.at(-1) ?? '').length === 2 && second.length <= 3 ? 3 : 2;
  return labels.slice(-size).join('.');
}

export function* linkTokens(links: readonly Link[], fromDomain: string): Generator<string> {
  const own = registered(fromDomain);
  let foreign = 0;
  for (const { target, shown } of links) {
    const place = placeOfLink(target);
    if (place.scheme !== 'http' && place.scheme !== 'https') {
      yield `scheme:${place.scheme.slice(0, 12)}`;
      continue;
    }
    const domain = registered(place.host);
    if (domain !== own) foreign += 1;
    yield* hostTokens(place, domain);
    yield* pathTokens(place.path);
    yield domain === own ? 'link-to-sender' : 'link-elsewhere';
    if (namesAnotherDomain(shown, domain)) yield 'shows-another-domain';
  }
  if (links.length > 0)
    yield foreign === links.length ? 'all-elsewhere' : foreign === 0 ? 'all-to-sender' : 'some-elsewhere';
}

function* hostTokens({ scheme, host, port, userinfo }: LinkPlace, domain: string): Generator<string> {
  yield scheme;
  if (isAddress(host)) yield 'ip-address';
  else yield* [`host:${host}`, `domain:${domain}`, `tld:${host.slice(host.lastIndexOf('.') + 1)}`];
  if (sharedHosting.some((suffix) => host === suffix || host.endsWith(`.${suffix}`))) yield 'shared-hosting';
  if (shorteners.has(host)) yield 'shortener';
  if (port) yield 'port';
  if (userinfo) yield 'userinfo';
  if (host.includes('xn--')) yield 'punycode';
  const labels = host.split('.');
  if (labels.length > 3) yield 'deep-host';
  if (digitsIn(host) > 3) yield 'digits-in-host';
  if (domain.includes('-')) yield 'hyphen-in-domain';
  if (labels.some((label) => label.length > 20)) yield 'long-label';
}

function* pathTokens(path: string): Generator<string> {
  yield `length:${Math.min(Math.ceil(path.length / 25), 12)}`;
  if (path.includes('@')) yield 'address-in-path';
  if (path.includes('?')) yield 'query';
  if (path.includes('%')) yield 'escapes';
  if (path.includes('#')) yield 'fragment';
  for (const token of tokensOf(fold(path.slice(0, 200)).text, 8)) yield `path:${token}`;
}

function namesAnotherDomain(shown: string, domain: string): boolean {
  if (!shown.includes('.') || shown.includes(' ') || shown.includes('@')) return false;
  const text = shown.toLowerCase();
  const { host } = placeOfLink(text.includes('://') ? text : `https://${text}`);
  return host.includes('.') && registered(host) !== domain;
}

function isAddress(host: string): boolean {
  return host.startsWith('[') || (host !== '' && digitsIn(host) + host.split('.').length - 1 === host.length);
}

function digitsIn(text: string): number {
  let digits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) digits += 1;
  }
  return digits;
}
