/** Which messages the list shows: what stands in the address of the page. */

import type { MessageSummary } from '../source.ts';

export const filterNames = ['q', 'direction', 'outcome', 'reason', 'state', 'from', 'to'] as const;
export type Filters = Readonly<Record<(typeof filterNames)[number], string>>;

const maxLength = 200;

/** Empty where nothing was asked. */
export function readFilters(query: URLSearchParams): Filters {
  const value = (name: string): string => (query.get(name) ?? '').trim().slice(0, maxLength);
  return {
    q: value('q'),
    direction: value('direction'),
    outcome: value('outcome'),
    reason: value('reason'),
    state: value('state'),
    from: day(value('from')),
    to: day(value('to')),
  };
}

const day = (text: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? text : '');

/** Every word of `q` must be somewhere in addresses, subject or id; the days are UTC and count whole. */
export function matches(message: MessageSummary, filters: Filters): boolean {
  const { id, mailFrom, recipients, subject, receivedAt } = message;
  const text = [id, mailFrom ?? '<>', ...recipients, subject].join('\n').toLowerCase();
  const date = receivedAt.slice(0, 10);
  return (
    words(filters.q).every((word) => text.includes(word)) &&
    (filters.direction === '' || message.direction === filters.direction) &&
    (filters.outcome === '' || message.outcomes.includes(filters.outcome)) &&
    (filters.reason === '' || message.reasons.includes(filters.reason)) &&
    (filters.state === '' || message.state === filters.state) &&
    (filters.from === '' || date >= filters.from) &&
    (filters.to === '' || date <= filters.to)
  );
}

const words = (text: string): readonly string[] => text.toLowerCase().split(/\s+/).filter(Boolean);
