/** Mail that left the organisation, or would have: bounces and what was sent through SES. */

import { bdi, html } from '../html.ts';
import { page } from '../layout.ts';
import { table } from '../table.ts';
import { pathOf, type View } from '../visit.ts';
import { bytes, time } from '../words.ts';
import { subjectText } from './messages.ts';

export const outboxView: View = async (visit) => {
  const mails = await visit.source.outbox();
  return page(visit, {
    title: 'Outbox',
    live: 'messages',
    content: html`<h1>Outbox</h1>
      <p>Nothing leaves this machine: what would go out is kept here.</p>
      ${table({
        caption: 'Mail that would have gone out, newest first',
        columns: [
          { title: 'Date' },
          { title: 'Mail', kind: 'row' },
          { title: 'To', kind: 'wide' },
          { title: 'By' },
          { title: 'State' },
          { title: 'Size', kind: 'number' },
        ],
        rows: mails.map(({ box, name, subject, from, recipients, state, at, sizeBytes }) => [
          at === undefined ? 'none' : time(at),
          html`<a class="subject" href="${pathOf('mail', 'outbox', box, name)}"><bdi>${subjectText(subject)}</bdi></a>
            <span class="from">from ${bdi(from)}</span>`,
          recipients.map((recipient, place) => html`${place > 0 && ', '}<bdi>${recipient}</bdi>`),
          box,
          state ?? 'kept',
          bytes(sizeBytes),
        ]),
        empty: 'Nothing has gone out.',
      })}`,
  });
};
