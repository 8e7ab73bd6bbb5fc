/**
 * The policy: one document that says who the organisation is and what follows from what the filters see.
 *
 * As the functions hold it: `policy-document.ts` reads and completes one; canonical JSON of it has the hash that names it.
 */

import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Filter, AllowBlock as Lists, Organisation } from './filters/filter.ts';
import type { Action as FlowAction } from './mail/disposition.ts';
import type { FilterPolicy } from './policy-filters.ts';
import type { JournalPolicy } from './policy-journal.ts';
import type { LearningPolicy } from './policy-learning.ts';
import type { LinkPolicy } from './policy-links.ts';
import type { RetentionPolicy } from './policy-retention.ts';
import type { ReplyPolicy } from './reply/reply-rule.ts';
import { onceFor } from './tables/once.ts';

export type { FilterPolicy } from './policy-filters.ts';

export interface MailboxPolicy {
  readonly lists: Lists;
  /** By filter and reason: instead of the organisation's disposition; its edits stay. */
  readonly onMatch: Readonly<Record<string, Readonly<Record<string, FlowAction | undefined>> | undefined>>;
}

/** A complete policy: plain JSON, every default filled in, names and domains in one spelling. */
export interface Policy {
  readonly version: 1;
  /** `shadow`: everything is computed and recorded, nothing is done. */
  readonly mode: 'enforce' | 'shadow';
  /** The organisation's own, each exactly: a domain below one of them is another organisation's until it is listed. */
  readonly domains: readonly string[];
  readonly directory: Organisation['directory'];
  readonly lists: Lists;
  /** By address of the mailbox. */
  readonly mailboxes: Readonly<Record<string, MailboxPolicy>>;
  /** By name of the filter; every registered filter has its entry. */
  readonly filters: Readonly<Record<string, FilterPolicy>>;
  /** What the edit `rewrite-links` does. */
  readonly links: LinkPolicy;
  /** What follows where a message could not be judged in time or at all. */
  readonly onUnjudged: FlowAction;
  /** What follows where the source no longer has the message. */
  readonly onContentGone: FlowAction;
  /** Who is answered automatically, when and with what. */
  readonly replies: ReplyPolicy;
  /** Who gets copies of which mail. */
  readonly journal: JournalPolicy;
  /** Where people send what was judged wrong. */
  readonly learning: LearningPolicy;
  /** How long the archive keeps what. */
  readonly retention: RetentionPolicy;
}

export interface CompiledPolicy {
  /** Keys sorted, no white space: the same policy gives the same text. */
  readonly json: string;
  /** Of the text, in hex; the policy's name. */
  readonly sha256: string;
}

export function compilePolicy(policy: Policy): CompiledPolicy {
  const json = JSON.stringify(policy, (_, value: unknown) => sorted(value));
  return { json, sha256: createHash('sha256').update(json).digest('hex') };
}

/** A filter's part of the policy; its defaults where the policy is older than the filter. */
export function filterPolicyOf(policy: Policy, filter: Filter): FilterPolicy {
  return policy.filters[filter.name] ?? defaultFilterPolicy(filter);
}

function defaultFilterPolicy({ settings, reasons }: Filter): FilterPolicy {
  const onMatch = Object.fromEntries(Object.entries(reasons).map(([reason, { onMatch }]) => [reason, onMatch]));
  return { enabled: true, mode: 'enforce', settings: v.parse(settings, {}), onMatch };
}

/** The policy as the filters see it; the same for the same policy, so that they can keep what they make of it. */
export const organisationOf = onceFor(({ domains, directory, lists, mailboxes }: Policy): Organisation => {
  const mailboxLists = Object.fromEntries(Object.entries(mailboxes).map(([address, { lists }]) => [address, lists]));
  return { domains, directory, lists, mailboxLists };
});

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
