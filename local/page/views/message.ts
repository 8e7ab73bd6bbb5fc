/** One message's way, from its receipt to the mailboxes. */

import { bdi, type Content, type Html, html } from '../html.ts';
import { crumbs, page } from '../layout.ts';
import type { MessageWay } from '../source.ts';
import { facts, table } from '../table.ts';
import { parameter, pathOf, type View } from '../visit.ts';
import { bytes, exactTime, time } from '../words.ts';
import { mailDiff } from './diff.ts';
import { followedSection } from './followed.ts';
import { chip, subjectText } from './messages.ts';
import { wayOf } from './way.ts';

export const messageView: View = async (visit) => {
  const way = await visit.source.message(parameter(visit, 'id'));
  if (!way) return undefined;
  const { summary, record } = way;
  const title = subjectText(summary.subject);
  return page(visit, {
    title,
    live: 'messages',
    content: html`${crumbs(['/', 'Messages'])}
      <h1><bdi>${title}</bdi></h1>
      ${head(way)}
      <section aria-labelledby="way"><h2 id="way">Its way</h2><ol class="way">${wayOf(way)}</ol></section>
      ${changes(way)}
      ${followedSection(way.followed)}
      ${calls(way)}
      ${
        record &&
        html`<section aria-labelledby="record"><h2 id="record">Record</h2>
        <details><summary>What the function recorded, as JSON</summary>
        <pre class="code" tabindex="0"><code>${JSON.stringify(record, null, 2)}</code></pre></details></section>`
      }`,
  });
};

function head({ summary, original, delivered }: MessageWay): Html {
  const mail = (which: string): string => pathOf('mail', 'message', summary.id, which);
  return html`${facts([
    ['From', bdi(summary.mailFrom ?? '<> (a notification)')],
    ['To', html`${summary.recipients.map((recipient, at) => html`${at > 0 && ', '}<bdi>${recipient}</bdi>`)}`],
    [
      'Received',
      html`${time(summary.receivedAt)} UTC, ${bytes(summary.sizeBytes)}, ${summary.direction.toLowerCase()}`,
    ],
    ['Id', html`<code>${summary.id}</code>`],
    ['Now', summary.state === 'done' ? 'done' : 'under way'],
  ])}
  <p class="actions">
    ${original && html`<a class="button" href="${mail('original')}">Open as it came</a>`}
    ${delivered && html`<a class="button" href="${mail('delivered')}">Open as delivered</a>`}
  </p>
  <ul class="plain outcome">${summary.explanations.map(
    ({ recipient, what, why }) => html`<li>${chip(what)} <bdi>${recipient}</bdi> <span class="why">${why}</span></li>`,
  )}</ul>`;
}

function changes({ original, delivered }: MessageWay): Content {
  if (!original || !delivered) return undefined;
  return html`<section aria-labelledby="changes"><h2 id="changes">What was changed</h2>${mailDiff(original, delivered)}</section>`;
}

function calls({ calls: made }: MessageWay): Html {
  return html`<section aria-labelledby="calls"><h2 id="calls">Calls about it</h2>
    <p>What the servers were asked that names this message. They remember their last thousand calls each.</p>
    ${callTable(made, 'Calls about this message')}</section>`;
}

export function callTable(made: MessageWay['calls'], caption: string): Html {
  return table({
    caption,
    columns: [
      { title: 'Time' },
      { title: 'Call', kind: 'row' },
      { title: 'About', kind: 'wide' },
      { title: 'By' },
      { title: 'Answer' },
    ],
    rows: made.map(({ at, service, operation, bucket, key, messageId, principal, status, code }) => [
      exactTime(at),
      `${service} ${operation}`,
      html`<span class="key">${[bucket, key, messageId].filter(Boolean).join(' ')}</span>`,
      principal,
      status === undefined ? 'under way' : `${status}${code === undefined ? '' : ` ${code}`}`,
    ]),
    empty: 'None.',
  });
}
