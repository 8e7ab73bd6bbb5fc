/** What the page answers, and the header fields that keep each kind of answer in its place. */

import type { Html } from './html.ts';

export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Everything the page needs comes from itself; its script is a file. */
const pageContentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A mail in its frame: its own styles and the images it carries, and no way out. */
const frameContentPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  'sandbox',
].join('; ');

/** A file is saved or shown as plain text; it is no page of ours. */
const fileContentPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";

const common = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  // A browser may look up the names of links before anybody follows them.
  'X-DNS-Prefetch-Control': 'off',
  'Cache-Control': 'no-store',
};

export const pageHeaders = { ...common, 'Content-Security-Policy': pageContentPolicy };
export const frameHeaders = { ...common, 'Content-Security-Policy': frameContentPolicy };
export const fileHeaders = { ...common, 'Content-Security-Policy': fileContentPolicy };

export function htmlAnswer(content: Html, status = 200): PageAnswer {
  return { status, headers: { ...pageHeaders, 'Content-Type': 'text/html; charset=utf-8' }, body: content.toString() };
}

export function frameAnswer(content: Html): PageAnswer {
  return {
    status: 200,
    headers: { ...frameHeaders, 'Content-Type': 'text/html; charset=utf-8' },
    body: content.toString(),
  };
}

export function textAnswer(body: Buffer | string, status = 200): PageAnswer {
  return { status, headers: { ...fileHeaders, 'Content-Type': 'text/plain; charset=utf-8' }, body };
}

/** After a form: a reload must not send it again. `path` is one of ours. */
export function seeOther(path: string): PageAnswer {
  return { status: 303, headers: { ...pageHeaders, Location: path }, body: '' };
}

/** A file to save: no browser takes this type for something it shows. */
export function downloadAnswer(name: string, body: Buffer): PageAnswer {
  const headers = {
    ...fileHeaders,
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': dispositionOf(name),
  };
  return { status: 200, headers, body };
}

const maxNameLength = 120;

/** RFC 6266 §4 with the encoding of RFC 8187 §3.2, and a plain name for those that do not know it. */
export function dispositionOf(name: string): string {
  const safe = safeFileName(name);
  const plain = safe.replaceAll(/[^\w .()+-]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeExtended(safe)}`;
}

/** A name that leads nowhere on any system: no path, no control or direction character, no leading or closing dot. */
export function safeFileName(name: string): string {
  const cleaned = Array.from(name.toWellFormed())
    .filter((one) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(one))
    .map((one) => ('/\\:*?"<>|'.includes(one) ? '_' : one))
    .slice(0, maxNameLength);
  while (cleaned[0] === '.' || cleaned[0] === ' ') cleaned.shift();
  while (cleaned.at(-1) === '.' || cleaned.at(-1) === ' ') cleaned.pop();
  return cleaned.length === 0 ? 'attachment' : cleaned.join('');
}

/** RFC 8187 §3.2.1: `encodeURIComponent` leaves four characters that are no attr-char. */
const encodeExtended = (text: string): string =>
  encodeURIComponent(text).replaceAll(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
