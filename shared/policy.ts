/**
 * The policy: one document that says who the organisation is and what follows from what the filters see.
 *
 * Read strictly (an unknown key is an error, never ignored), completed with every default, compiled
 * to canonical JSON whose hash names it. The filters' part is assembled from the registry.
 */

import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Filter, AllowBlock as Lists, OnMatch, Organisation } from './filters/filter.ts';
import type { Action as FlowAction } from './mail/disposition.ts';
import { contradictionsIn } from './policy-contradictions.ts';
import { defaultFilterPolicy, FilterPolicies, type FilterPolicy, MailboxOnMatch } from './policy-filters.ts';
import { Journal, type JournalPolicy } from './policy-journal.ts';
import { Learning, type LearningPolicy } from './policy-learning.ts';
import { type LinkPolicy, Links } from './policy-links.ts';
import { listsForObjects, type Problem, pathOf, problemsOf, say } from './policy-problems.ts';
import { Replies } from './policy-replies.ts';
import { Retention, type RetentionPolicy } from './policy-retention.ts';
import { Action, Address, AllowBlock, Domain, line, Mode, normaliseAddress } from './policy-values.ts';
import type { ReplyPolicy } from './reply/reply-rule.ts';

export type { FilterPolicy } from './policy-filters.ts';
export type { Problem } from './policy-problems.ts';

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

export type ParsedPolicy =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const entries = {
  version: v.literal(1),
  mode: v.optional(Mode, 'enforce'),
  domains: v.pipe(v.array(Domain), v.minLength(1, say('is empty', 'Name at least one domain of the organisation.'))),
  directory: v.optional(
    v.strictObject({
      people: v.optional(
        v.array(v.strictObject({ name: line(200), addresses: v.pipe(v.array(Address), v.minLength(1)) })),
        [],
      ),
      groups: v.optional(v.array(v.strictObject({ address: Address, members: v.array(Address) })), []),
      partners: v.optional(
        v.array(v.strictObject({ name: line(200), domains: v.pipe(v.array(Domain), v.minLength(1)) })),
        [],
      ),
    }),
    {},
  ),
  lists: v.optional(AllowBlock, {}),
  mailboxes: v.optional(mailboxesSchema(), {}),
  filters: v.optional(FilterPolicies, {}),
  links: v.optional(Links, {}),
  onUnjudged: v.optional(Action, { disposition: 'MOVE_TO_JUNK' }),
  onContentGone: v.optional(Action, { disposition: 'MOVE_TO_JUNK' }),
  replies: v.optional(Replies, {}),
  journal: v.optional(Journal, {}),
  learning: v.optional(Learning, {}),
  retention: v.optional(Retention, {}),
};

const Document: v.GenericSchema<unknown, Policy> = v.strictObject(entries);

/** What a source works by where no policy can be read: every filter with its defaults, nobody's domain, no lists. */
export const safeDefaultPolicy: Policy = v.parse(v.strictObject({ ...entries, domains: v.array(Domain) }), {
  version: 1,
  domains: [],
});

/** Reads a document from outside (YAML or JSON already taken apart) and completes it. */
export function parsePolicy(data: unknown): ParsedPolicy {
  const misplaced = listsForObjects(Document, data);
  if (misplaced.length > 0) return { ok: false, problems: misplaced };
  const result = v.safeParse(Document, data);
  if (!result.success) return { ok: false, problems: problemsOf(Document, result.issues) };
  const problems = contradictionsIn(result.output);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, policy: result.output };
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

/** Reads what `compilePolicy` wrote, as strictly as any document: a policy half understood is not applied. */
export function parseCompiled(json: string): ParsedPolicy {
  const data = parsedJson(json);
  if (data.ok) return parsePolicy(data.value);
  return { ok: false, problems: [{ path: pathOf([]), problem: 'is not JSON', remedy: 'Publish the policy again.' }] };
}

/** A filter's part of the policy; its defaults where the policy is older than the filter. */
export function filterPolicyOf(policy: Policy, filter: Filter): FilterPolicy {
  return policy.filters[filter.name] ?? defaultFilterPolicy(filter);
}

/** Settings to hand to `filter.evaluate`. */
export function settingsOf(policy: Policy, filter: Filter): Readonly<Record<string, unknown>> {
  return filterPolicyOf(policy, filter).settings;
}

/** What follows from a reason for everybody; what a mailbox says instead stands in `policy.mailboxes`. */
export function onMatchOf(policy: Policy, filter: Filter, reason: string): OnMatch | undefined {
  return filterPolicyOf(policy, filter).onMatch[reason];
}

/** The policy as the filters see it. */
export function organisationOf({ domains, directory, lists, mailboxes }: Policy): Organisation {
  const mailboxLists = Object.fromEntries(Object.entries(mailboxes).map(([address, { lists }]) => [address, lists]));
  return { domains, directory, lists, mailboxLists };
}

function mailboxesSchema() {
  const Mailbox = v.strictObject({
    lists: v.optional(AllowBlock, {}),
    onMatch: v.optional(MailboxOnMatch, {}),
  });
  return v.pipe(
    v.record(v.string(), Mailbox),
    v.rawTransform(({ dataset: { value: input }, addIssue }) => {
      const mailboxes = new Map<string, v.InferOutput<typeof Mailbox>>();
      for (const [key, value] of Object.entries(input)) {
        const path: [v.ObjectPathItem] = [{ type: 'object', origin: 'key', input, key, value }];
        const address = normaliseAddress(key);
        if (address === null) {
          addIssue({ message: say('is not a mail address', 'Write an address such as bob@corp.example.'), path });
        } else if (mailboxes.has(address)) {
          addIssue({ message: say(`${address} is here twice`, 'Keep one of the two.'), path });
        } else mailboxes.set(address, value);
      }
      return Object.fromEntries(mailboxes);
    }),
  );
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function parsedJson(json: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(json) };
  } catch (fault) {
    if (fault instanceof SyntaxError) return { ok: false };
    throw fault;
  }
}
