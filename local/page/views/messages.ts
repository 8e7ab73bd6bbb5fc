/** The start page: the messages, newest first, and how to find one. */

import { bdi, type Content, type Html, html } from '../html.ts';
import { page } from '../layout.ts';
import type { MessageSummary, OrganisationFacts } from '../source.ts';
import { table } from '../table.ts';
import { pathOf, type View, withQuery } from '../visit.ts';
import { bytes, plural, time } from '../words.ts';
import { type Filters, filterNames, matches, readFilters } from './message-filters.ts';

const pageSize = 50;

export const messagesView: View = async (visit) => {
  const all = await visit.source.messages();
  const filters = readFilters(visit.query);
  const found = all.filter((message) => matches(message, filters));
  const pages = Math.max(1, Math.ceil(found.length / pageSize));
  const number = Math.min(Math.max(1, Number.parseInt(visit.query.get('page') ?? '1', 10) || 1), pages);
  const shown = found.slice((number - 1) * pageSize, number * pageSize);
  const filtered = filterNames.some((name) => filters[name] !== '');
  return page(visit, {
    title: 'Messages',
    live: 'messages',
    content: html`<h1>Messages</h1>
      ${all.length === 0 ? welcome(visit.source.facts) : intro(visit.source.facts)}
      ${filterForm(filters, all, filtered)}
      <p class="count" data-news="messages" data-count="${all.length}">${countText(found.length, all.length)}</p>
      ${list(shown, filtered)}
      ${pages > 1 && pager(filters, number, pages)}`,
  });
};

const countText = (found: number, all: number): string =>
  found === all ? plural(all, 'message') : `${plural(found, 'message')} of ${all.toLocaleString('en-US')}`;

const explanation = html`<p>This is a mail organisation on your machine. Mail comes in by SMTP, the function that
  <code>sls deploy</code> would upload judges it as in WorkMail, and it ends in a mailbox, in junk, or nowhere. Choose a
  message to see its way and the reasons.</p>`;

function howToSend({ smtp, mailboxes }: OrganisationFacts): Html {
  const to = mailboxes[0] ?? 'alice@corp.example';
  return html`<p>Send one from a terminal, or <a href="/send">from this page</a>:</p>
    <pre class="command" tabindex="0"><code>swaks --server ${smtp.host}:${smtp.port} --from you@stranger.example --to ${to}</code></pre>`;
}

const intro = (facts: OrganisationFacts): Html =>
  html`<details class="intro"><summary>What this is, and how to send a message</summary>${explanation}${howToSend(facts)}</details>`;

const welcome = (facts: OrganisationFacts): Html => html`<div class="intro">${explanation}${howToSend(facts)}</div>`;

function filterForm(filters: Filters, all: readonly MessageSummary[], filtered: boolean): Html {
  const every = (of: (message: MessageSummary) => readonly string[]) => [...new Set(all.flatMap(of))].sort();
  const more = filterNames.some((name) => name !== 'q' && filters[name] !== '');
  return html`<form class="filters" method="get" action="/" role="search" aria-label="Messages">
    <div class="search">
      <label for="q">Search addresses, subject, id</label>
      <input type="search" id="q" name="q" value="${filters.q}" maxlength="200">
      <button type="submit">Search</button>
      ${filtered && html`<a class="reset" href="/">Show all</a>`}
    </div>
    <details${more ? html` open` : ''}><summary>Filters</summary><div class="fields">
      ${choice('direction', 'Direction', filters.direction, ['INBOUND', 'OUTBOUND'])}
      ${choice(
        'outcome',
        'Went to',
        filters.outcome,
        every(({ outcomes }) => outcomes),
      )}
      ${choice(
        'reason',
        'Reason',
        filters.reason,
        every(({ reasons }) => reasons),
      )}
      ${choice('state', 'State', filters.state, ['done', 'under-way'])}
      <div><label for="from">From (UTC)</label><input type="date" id="from" name="from" value="${filters.from}"></div>
      <div><label for="to">To (UTC)</label><input type="date" id="to" name="to" value="${filters.to}"></div>
    </div></details>
  </form>`;
}

function choice(name: string, title: string, chosen: string, values: readonly string[]): Html {
  const all = values.includes(chosen) || chosen === '' ? values : [...values, chosen];
  return html`<div><label for="${name}">${title}</label><select id="${name}" name="${name}">
    <option value="">any</option>
    ${all.map((value) => html`<option value="${value}"${value === chosen ? html` selected` : ''}>${value}</option>`)}
  </select></div>`;
}

function list(messages: readonly MessageSummary[], filtered: boolean): Html {
  return table({
    caption: 'Messages, newest first',
    columns: [
      { title: 'Received' },
      { title: 'Message', kind: 'row' },
      { title: 'What happened', kind: 'wide' },
      { title: 'Size', kind: 'number' },
    ],
    rows: messages.map((message) => [
      time(message.receivedAt),
      nameOf(message),
      whatHappened(message),
      bytes(message.sizeBytes),
    ]),
    empty: filtered ? 'No message fits. Take a filter away, or show all.' : 'No message yet.',
  });
}

const nameOf = ({ id, subject, mailFrom }: MessageSummary): Html =>
  html`<a class="subject" href="${pathOf('messages', id)}" id="m-${id}"><bdi>${subjectText(subject)}</bdi></a>
    <span class="from">from ${bdi(mailFrom === null ? '<> (a notification)' : mailFrom)}</span>`;

export const subjectText = (subject: string): string => (subject.trim() === '' ? '(no subject)' : subject);

function whatHappened({ explanations, state }: MessageSummary): Content {
  if (state === 'under-way' && explanations.length === 0) return chip('waiting');
  return html`<ul class="plain">${explanations.map(
    ({ recipient, what, why }) => html`<li>${chip(what)} <bdi>${recipient}</bdi><span class="why">${why}</span></li>`,
  )}</ul>`;
}

/** The word says it; the colour only helps. */
export function chip(what: string): Html {
  const [kind = ''] = what.split(/[:, ]/, 1);
  const look = new Map([
    ['inbox', 'good'],
    ['junk', 'doubtful'],
    ['dropped', 'bad'],
    ['bounced', 'bad'],
    ['refused', 'bad'],
  ]);
  return html`<span class="chip ${look.get(kind) ?? 'neutral'}">${what}</span>`;
}

function pager(filters: Filters, number: number, pages: number): Html {
  const to = (target: number): string => withQuery('/', { ...filters, page: String(target) });
  return html`<nav class="pager" aria-label="Pages of the list">
    ${number > 1 && html`<a href="${to(number - 1)}" rel="prev">Newer</a>`}
    <span>Page ${number} of ${pages}</span>
    ${number < pages && html`<a href="${to(number + 1)}" rel="next">Older</a>`}
  </nav>`;
}
