/** What followed a hand-over: locks, replies and why there was none. */

import * as v from 'valibot';
import { refusals } from '../../../shared/reply/reason.ts';
import { reasonWords } from '../../../shared/reply/reason-words.ts';
import { bdi, type Content, type Html, html } from '../html.ts';
import type { FollowedBy } from '../source.ts';
import { exactTime } from '../words.ts';
import { chip } from './messages.ts';

export function followedSection(followed: readonly FollowedBy[]): Content {
  if (followed.length === 0) return undefined;
  return html`<section aria-labelledby="followed"><h2 id="followed">What followed</h2>
    <ul class="plain outcome">${followed.map(followedItem)}</ul></section>`;
}

function followedItem({ follower, mark }: FollowedBy): Html {
  if (mark === undefined)
    return html`<li>${chip('waiting')} <bdi>${follower}</bdi> <span class="why">has not been here yet</span></li>`;
  const { outcome, detail, markedAt } = mark;
  const lines = follower === 'reply' ? repliesIn(detail) : [retainWords(detail)];
  return html`<li>${chip(outcome)} <bdi>${follower}</bdi> <span class="why">${exactTime(new Date(markedAt))}</span>
    ${lines.map((line) => line && html`<br><span class="why">${bdi(line)}</span>`)}</li>`;
}

const Replies = v.object({
  replies: v.array(
    v.object({
      responder: v.string(),
      outcome: v.string(),
      reasons: v.optional(v.array(v.string()), []),
      code: v.optional(v.string()),
    }),
  ),
});

/** A mailbox each. */
function repliesIn(detail: unknown): readonly string[] {
  const result = v.safeParse(Replies, detail);
  if (!result.success) return [];
  return result.output.replies.map(({ responder, outcome, reasons, code }) => {
    const why = [...reasons.map(inWords), ...(code === undefined ? [] : [`SES: ${code}.`])];
    return [`${responder}: ${outcome}.`, ...why].join(' ');
  });
}

function inWords(reason: string): string {
  const known = refusals.find((one) => one === reason);
  return known === undefined ? reason : `${reasonWords[known]} (${known})`;
}

const Retained = v.object({ class: v.string(), mode: v.string(), until: v.string() });

function retainWords(detail: unknown): string | undefined {
  const result = v.safeParse(Retained, detail);
  if (!result.success) return undefined;
  const { class: name, mode, until } = result.output;
  return `class ${name}: locked until ${until.slice(0, 10)}, ${mode}`;
}
