/** The mailboxes, and what is in each. */

import type { MailFolder } from '../../maildir.ts';
import { bdi, type Html, html } from '../html.ts';
import { crumbs, page } from '../layout.ts';
import type { StoredMailSummary } from '../source.ts';
import { table } from '../table.ts';
import { parameter, pathOf, type View } from '../visit.ts';
import { bytes, time } from '../words.ts';
import { subjectText } from './messages.ts';

export const mailboxesView: View = async (visit) => {
  const mailboxes = await visit.source.mailboxes();
  return page(visit, {
    title: 'Mailboxes',
    live: 'messages',
    content: html`<h1>Mailboxes</h1>
      <p>Each is a Maildir on the disk; any mail reader can open it.</p>
      ${table({
        caption: 'Mailboxes',
        columns: [
          { title: 'Address', kind: 'row' },
          { title: 'Inbox', kind: 'number' },
          { title: 'Junk', kind: 'number' },
        ],
        rows: mailboxes.map(({ address, inbox, junk }) => [
          bdi(address),
          folderLink(address, 'inbox', inbox),
          folderLink(address, 'junk', junk),
        ]),
        empty: 'The organisation has no mailbox.',
      })}`,
  });
};

const folderLink = (address: string, folder: MailFolder, count: number): Html =>
  html`<a href="${pathOf('mailboxes', address, folder)}" aria-label="${folder} of ${address}: ${count}">${count}</a>`;

export const mailboxView: View = async (visit) => {
  const [address, folder] = [parameter(visit, 'address'), parameter(visit, 'folder')];
  if (folder !== 'inbox' && folder !== 'junk') return undefined;
  const mails = await visit.source.mailbox(address, folder);
  if (!mails) return undefined;
  const other = folder === 'inbox' ? 'junk' : 'inbox';
  return page(visit, {
    title: `${address}: ${folder}`,
    live: 'messages',
    content: html`${crumbs(['/mailboxes', 'Mailboxes'])}
      <h1><bdi>${address}</bdi>: ${folder}</h1>
      <p><a href="${pathOf('mailboxes', address, other)}">To its ${other}</a></p>
      ${mailTable(`Mail in the ${folder}`, mails, (name) => pathOf('mail', 'mailbox', address, folder, name))}`,
  });
};

function mailTable(caption: string, mails: readonly StoredMailSummary[], path: (name: string) => string): Html {
  return table({
    caption,
    columns: [
      { title: 'Date' },
      { title: 'Mail', kind: 'row' },
      { title: 'From', kind: 'wide' },
      { title: 'Size', kind: 'number' },
    ],
    rows: mails.map(({ name, subject, from, at, sizeBytes }) => [
      at === undefined ? 'none' : time(at),
      html`<a class="subject" href="${path(name)}"><bdi>${subjectText(subject)}</bdi></a>`,
      bdi(from),
      bytes(sizeBytes),
    ]),
    empty: 'No mail here.',
  });
}
