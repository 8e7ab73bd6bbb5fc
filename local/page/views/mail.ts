/** A mail itself: as text, as HTML in a frame that can do nothing, its header, its source, its attachments. */

import { downloadAnswer, frameAnswer, textAnswer } from '../answer.ts';
import { type Content, type Html, html } from '../html.ts';
import { crumbs, page } from '../layout.ts';
import { type ReadMail, readMail } from '../mail/read-mail.ts';
import { safeHtml } from '../mail/safe-html.ts';
import type { MailReference } from '../source.ts';
import { facts, table } from '../table.ts';
import { parameter, pathOf, type View, type Visit, withQuery } from '../visit.ts';
import { bytes, plural, time } from '../words.ts';
import { subjectText } from './messages.ts';

/** Who refers to a mail by which pieces of a path. */
export type ReferenceOf = (visit: Visit) => MailReference | undefined;

export const messageMail: ReferenceOf = (visit) => {
  const which = parameter(visit, 'which');
  if (which !== 'original' && which !== 'delivered') return undefined;
  return { of: 'message', id: parameter(visit, 'id'), which };
};

export const mailboxMail: ReferenceOf = (visit) => {
  const folder = parameter(visit, 'folder');
  if (folder !== 'inbox' && folder !== 'junk') return undefined;
  return { of: 'mailbox', address: parameter(visit, 'address'), folder, name: parameter(visit, 'name') };
};

export const outboxMail: ReferenceOf = (visit) => ({
  of: 'outbox',
  box: parameter(visit, 'box'),
  name: parameter(visit, 'name'),
});

/** The views of one mail, under the path of its reference. */
export const mailView =
  (referenceOf: ReferenceOf): View =>
  async (visit) => {
    const reference = referenceOf(visit);
    const raw = reference && (await visit.source.mail(reference));
    if (!raw) return undefined;
    const mail = await readMail(raw);
    const shown = ['text', 'html', 'header'].find((name) => name === visit.query.get('view')) ?? defaultView(mail);
    const back = visit.query.get('back') ?? undefined;
    return page(visit, {
      title: subjectText(mail.subject),
      content: html`${crumbs(...wayTo(reference, back))}
        <h1><bdi>${subjectText(mail.subject)}</bdi></h1>
        ${facts([
          ['From', html`<bdi>${mail.from}</bdi>`],
          ['Date', mail.date ? time(mail.date) : 'none that can be read'],
          ['Copy', copyName(reference)],
          ['Size', bytes(raw.length)],
        ])}
        <nav class="tabs" aria-label="Views of this mail"><ul>
          ${(['text', 'html', 'header'] as const).map((name) => tab(visit.path, name, shown, back))}
          <li><a href="${visit.path}/source">Source</a></li>
        </ul></nav>
        ${shown === 'text' ? textOf(mail) : shown === 'html' ? frameFor(mail, visit.path) : headerOf(mail)}
        ${attachments(mail, visit.path)}`,
    });
  };

const defaultView = (mail: ReadMail): string => (mail.text === undefined && mail.html !== undefined ? 'html' : 'text');

type Crumb = readonly [path: string, title: string];

function wayTo(reference: MailReference, back: string | undefined): readonly Crumb[] {
  const messages: Crumb = ['/', 'Messages'];
  if (reference.of === 'outbox') return [['/outbox', 'Outbox']];
  if (reference.of === 'message') return [messages, [pathOf('messages', reference.id), 'Its way']];
  const { address, folder } = reference;
  const box: Crumb = [pathOf('mailboxes', address, folder), `${address} ${folder}`];
  return back === undefined
    ? [['/mailboxes', 'Mailboxes'], box]
    : [messages, [pathOf('messages', back), 'Its way'], box];
}

function copyName(reference: MailReference): string {
  if (reference.of === 'outbox') return `in the outbox (${reference.box})`;
  if (reference.of === 'mailbox') return `in the ${reference.folder} of ${reference.address}`;
  return reference.which === 'original' ? 'as it came' : 'as delivered';
}

const tabTitles = { text: 'Text', html: 'HTML', header: 'Header' } as const;

function tab(path: string, name: keyof typeof tabTitles, shown: string, back: string | undefined): Html {
  const href = withQuery(path, { view: name, back });
  return name === shown
    ? html`<li><a href="${href}" aria-current="page">${tabTitles[name]}</a></li>`
    : html`<li><a href="${href}">${tabTitles[name]}</a></li>`;
}

const textOf = ({ text }: ReadMail): Html =>
  text === undefined
    ? html`<p class="empty">It has no text part.</p>`
    : html`<pre class="mail" tabindex="0" dir="auto">${text}</pre>`;

function frameFor(mail: ReadMail, path: string): Html {
  if (mail.html === undefined) return html`<p class="empty">It has no HTML part.</p>`;
  const { heldBack, removed } = safeHtml(mail.html, mail.attachments);
  return html`<p class="held">${heldBack === 0 ? 'It asks for nothing from elsewhere.' : `${plural(heldBack, 'thing')} to load from elsewhere held back.`}
    ${removed > 0 && `${plural(removed, 'active or unknown element')} taken out.`} Links lead nowhere from here.</p>
    <iframe class="mail" title="The mail’s HTML" sandbox="" referrerpolicy="no-referrer" src="${path}/frame"></iframe>`;
}

function headerOf({ fields }: ReadMail): Html {
  return table({
    caption: 'Header fields',
    columns: [
      { title: 'Field', kind: 'row' },
      { title: 'Value', kind: 'wide' },
    ],
    rows: fields.map(({ name, value }) => [name, html`<span class="key">${value}</span>`]),
    empty: 'It has no header.',
  });
}

function attachments(mail: ReadMail, path: string): Content {
  if (mail.attachments.length === 0) return undefined;
  return html`<section aria-labelledby="files"><h2 id="files">Attachments</h2>${table({
    caption: 'Attachments',
    columns: [
      { title: 'Name', kind: 'row' },
      { title: 'Declared as', kind: 'wide' },
      { title: 'Size', kind: 'number' },
      { title: 'Save' },
    ],
    rows: mail.attachments.map(({ name, type, content }, at) => [
      html`<bdi>${name === '' ? '(no name)' : name}</bdi>`,
      type,
      bytes(content.length),
      html`<a href="${path}/attachments/${at}" download>Save<span class="unseen"> ${name}</span></a>`,
    ]),
    empty: '',
  })}</section>`;
}

export const mailFrame =
  (referenceOf: ReferenceOf): View =>
  async (visit) => {
    const reference = referenceOf(visit);
    const raw = reference && (await visit.source.mail(reference));
    if (!raw) return undefined;
    const mail = await readMail(raw);
    const { content } = safeHtml(mail.html ?? '', mail.attachments);
    return frameAnswer(html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A mail</title>
      <style>html { background: white; color: black; font-family: sans-serif } img { max-width: 100% }</style></head>
      <body>${content}</body></html>`);
  };

export const mailSource =
  (referenceOf: ReferenceOf): View =>
  async (visit) => {
    const reference = referenceOf(visit);
    const raw = reference && (await visit.source.mail(reference));
    return raw && textAnswer(raw);
  };

export const mailAttachment =
  (referenceOf: ReferenceOf): View =>
  async (visit) => {
    const reference = referenceOf(visit);
    const number = parameter(visit, 'number');
    const raw = reference && /^\d{1,4}$/.test(number) ? await visit.source.mail(reference) : undefined;
    const attachment = raw && (await readMail(raw)).attachments[Number(number)];
    return attachment && downloadAnswer(attachment.name, attachment.content);
  };
