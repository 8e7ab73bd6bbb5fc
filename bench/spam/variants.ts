/** What senders do to a message so that a filter no longer knows it. */

import { readVisibleHtml } from '../../shared/filters/spam/visible-html.ts';
import { decodeText } from '../../shared/mail/decode.ts';
import { parseMessage } from '../../shared/mail/parse.ts';

export const variantNames = ['padding behind', 'padding on top', 'homoglyphs', 'zero-width', 'picture only'] as const;
export type VariantName = (typeof variantNames)[number];

/** The same header, and a body of one HTML part made from the visible text and its links. `padding` is good mail's text. */
export function variantOf(name: VariantName, bytes: Buffer, padding: string): Buffer {
  const message = parseMessage(bytes);
  const html = message.parts
    .filter(({ mediaType: { type } }) => type === 'text/html' || type === 'text/plain')
    .map((part) => decodeText(message.bytes, part, 100_000) ?? '')
    .join('\n');
  const { text, links } = readVisibleHtml(html);
  const anchors = links
    .slice(0, 10)
    .map(({ target }) => `<a href="${target.replaceAll('"', '&quot;')}">link</a>`)
    .join('\n');
  const body = bodyOf(name, escaped(text), anchors, escaped(padding));
  const fields = message.root.header.fields
    .filter((field) => !field.name.startsWith('content-') && field.name !== 'mime-version')
    .map(({ start, end }) => message.bytes.subarray(start, end));
  return Buffer.concat([
    ...fields,
    Buffer.from(
      `MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(body).toString('base64')}\r\n`,
    ),
  ]);
}

function bodyOf(name: VariantName, text: string, anchors: string, padding: string): string {
  switch (name) {
    case 'padding behind':
      return `<p>${text}</p>${anchors}<p>${padding}</p>`;
    case 'padding on top':
      return `<p>${padding}</p><p>${text}</p>${anchors}`;
    case 'homoglyphs':
      return `<p>${text.replaceAll('a', 'а').replaceAll('o', 'о').replaceAll('e', 'е')}</p>${anchors}`;
    case 'zero-width':
      return `<p>${text.replaceAll(/([a-z])([a-z])/g, '$1\u200b$2')}</p>${anchors}`;
    case 'picture only':
      return `<img src="cid:picture">${anchors}`;
    default:
      return name satisfies never;
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
