/** Queues and what is stuck in them, and the calls that permissions refused. */

import { type Html, html } from '../html.ts';
import { page } from '../layout.ts';
import type { QueueSummary } from '../source.ts';
import { table } from '../table.ts';
import type { View } from '../visit.ts';
import { exactTime, plural, time } from '../words.ts';

export const queuesView: View = async (visit) => {
  const queues = await visit.source.queues?.list();
  if (!queues) return undefined;
  return page(visit, {
    title: 'Queues',
    live: 'functions',
    content: html`<h1>Queues</h1>${table({
      caption: 'Queues',
      columns: [
        { title: 'Name', kind: 'row' },
        { title: 'Waiting', kind: 'number' },
        { title: 'In flight', kind: 'number' },
        { title: 'Delayed', kind: 'number' },
        { title: 'Dead letters go to', kind: 'wide' },
      ],
      rows: queues.map(({ name, waiting, inFlight, delayed, deadLetterQueue }) => [
        name,
        waiting,
        inFlight,
        delayed,
        deadLetterQueue ?? 'nowhere',
      ]),
      empty: 'There is no queue.',
    })}
    ${queues.filter(({ messages }) => messages.length > 0).map(contentOf)}`,
  });
};

const contentOf = ({ name, messages }: QueueSummary): Html =>
  html`<h2>${name}</h2>${table({
    caption: `Messages in ${name}`,
    columns: [
      { title: 'Sent' },
      { title: 'Message', kind: 'row' },
      { title: 'Body', kind: 'wide' },
      { title: 'Received', kind: 'number' },
    ],
    rows: messages.map(({ id, sentAt, receiveCount, body }) => [
      time(sentAt),
      html`<code class="key">${id}</code>`,
      html`<span class="key">${body}</span>`,
      plural(receiveCount, 'time'),
    ]),
    empty: '',
  })}`;

export const refusalsView: View = async (visit) => {
  const refused = visit.source.refusals?.list();
  if (!refused) return undefined;
  return page(visit, {
    title: 'Refusals',
    live: 'functions',
    content: html`<h1>Refused by permissions</h1>
      <p>Calls that AWS would answer with AccessDenied, and what in the template would allow them.</p>
      ${table({
        caption: 'Refused calls, newest first',
        columns: [
          { title: 'Time' },
          { title: 'Action', kind: 'row' },
          { title: 'Resource', kind: 'wide' },
          { title: 'By' },
          { title: 'Would allow it', kind: 'wide' },
        ],
        rows: refused.map(({ at, action, resource, principal, remedy }) => [
          exactTime(at),
          action,
          html`<span class="key">${resource}</span>`,
          principal,
          html`<span class="key">${remedy}</span>`,
        ]),
        empty: 'No call was refused.',
      })}`,
  });
};
