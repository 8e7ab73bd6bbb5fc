/**
 * The policy as a document: read strictly (an unknown key is an error, never ignored) and completed with every default.
 *
 * The filters' part is assembled from the registry. Who only goes by a policy needs none of this (`policy.ts`).
 */

import * as v from 'valibot';
import type { Policy } from './policy.ts';
import { trustInEverybody } from './policy-allow-problems.ts';
import { contradictionsIn } from './policy-contradictions.ts';
import { FilterPolicies, MailboxOnMatch } from './policy-filters.ts';
import { Journal } from './policy-journal.ts';
import { Learning } from './policy-learning.ts';
import { Links } from './policy-links.ts';
import { listsForObjects, type Problem, pathOf, problemsOf, say } from './policy-problems.ts';
import { Replies } from './policy-replies.ts';
import { Retention } from './policy-retention.ts';
import { Action, Address, AllowBlock, Domain, line, Mode, normaliseAddress } from './policy-values.ts';
import { once } from './tables/once.ts';

export type { Problem } from './policy-problems.ts';

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
export const safeDefaultPolicy = once(
  (): Policy => v.parse(v.strictObject({ ...entries, domains: v.array(Domain) }), { version: 1, domains: [] }),
);

/** Reads a document from outside (YAML or JSON already taken apart) and completes it. */
export function parsePolicy(data: unknown): ParsedPolicy {
  const parsed = parsedStrictly(data);
  const problems = parsed.ok ? trustInEverybody(parsed.policy) : [];
  return problems.length > 0 ? { ok: false, problems } : parsed;
}

function parsedStrictly(data: unknown): ParsedPolicy {
  const misplaced = listsForObjects(Document, data);
  if (misplaced.length > 0) return { ok: false, problems: misplaced };
  const result = v.safeParse(Document, data);
  if (!result.success) return { ok: false, problems: problemsOf(Document, result.issues) };
  const problems = contradictionsIn(result.output);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, policy: result.output };
}

/** Reads what `compilePolicy` wrote, as strictly as any document: a policy half understood is not applied. */
export function parseCompiled(json: string): ParsedPolicy {
  const data = parsedJson(json);
  if (data.ok) return parsedStrictly(data.value);
  return { ok: false, problems: [{ path: pathOf([]), problem: 'is not JSON', remedy: 'Publish the policy again.' }] };
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

function parsedJson(json: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(json) };
  } catch (fault) {
    if (fault instanceof SyntaxError) return { ok: false };
    throw fault;
  }
}
