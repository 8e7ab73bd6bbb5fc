/** The frame of every page: landmarks, the way to each view, what a reader of the screen is told. */

import { htmlAnswer, type PageAnswer } from './answer.ts';
import { type Content, type Html, html } from './html.ts';
import type { PageSource, Topic } from './source.ts';
import type { Visit } from './visit.ts';

export interface Page {
  readonly title: string;
  /**
   * What the page shows, so that a change of it is fetched; none: the page stays as it is. So does one with a status of its own:
   * it answers a form, and a fresh one would not say what was wrong.
   */
  readonly live?: Topic;
  readonly content: Content;
  readonly status?: number;
}

interface Place {
  readonly path: string;
  readonly title: string;
  readonly shown?: (source: PageSource) => boolean;
}

const places: readonly Place[] = [
  { path: '/', title: 'Messages' },
  { path: '/send', title: 'Send' },
  { path: '/mailboxes', title: 'Mailboxes' },
  { path: '/outbox', title: 'Outbox' },
  { path: '/buckets', title: 'Buckets' },
  { path: '/functions', title: 'Functions' },
  { path: '/queues', title: 'Queues', shown: ({ queues }) => queues !== undefined },
  { path: '/refusals', title: 'Refusals', shown: ({ refusals }) => refusals !== undefined },
  { path: '/faults', title: 'Faults', shown: ({ faults }) => faults !== undefined },
  { path: '/clock', title: 'Clock', shown: ({ clock }) => clock !== undefined },
];

export function page({ source, path }: Visit, { title, live, content, status }: Page): PageAnswer {
  return htmlAnswer(
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · mailweir</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/page.css">
<script type="module" src="/assets/page.js"></script>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header class="top">
  <p class="brand"><a href="/">mailweir</a> <span>local organisation</span></p>
  <nav aria-label="Views"><ul>${places
    .filter(({ shown }) => shown?.(source) ?? true)
    .map((place) => html`<li>${navLink(place, path)}</li>`)}</ul></nav>
</header>
<main id="content" tabindex="-1" data-live="${status === undefined ? live : undefined}">
${content}
</main>
<p id="news" class="unseen" role="status" aria-live="polite"></p>
<footer class="bottom"><p>An emulation of WorkMail’s mail flow on this machine. Nothing here leaves it.</p></footer>
</body>
</html>
`,
    status,
  );
}

/** A place is current on its own page and on the pages below it. */
function navLink({ path, title }: Place, here: string): Html {
  const below = path === '/' ? '/messages/' : `${path}/`;
  if (here === path) return html`<a href="${path}" aria-current="page">${title}</a>`;
  if (here.startsWith(below)) return html`<a href="${path}" aria-current="true">${title}</a>`;
  return html`<a href="${path}">${title}</a>`;
}

/** The way up, above the heading. */
export const crumbs = (...steps: readonly (readonly [string, string])[]): Html =>
  html`<nav class="crumbs" aria-label="Where you are"><ol>${steps.map(([path, title]) => html`<li><a href="${path}"><bdi>${title}</bdi></a></li>`)}</ol></nav>`;

/** Stands in every form: see guard.ts. */
export const tokenField = ({ token }: Visit): Html => html`<input type="hidden" name="token" value="${token}">`;

/** What went wrong with a form, before it. */
export const problem = (text: string | undefined): Content =>
  text !== undefined && html`<p class="problem" role="alert"><strong>Not done.</strong> ${text}</p>`;
