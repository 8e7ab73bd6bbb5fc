/**
 * The file of `--org`: who the organisation is, its mailboxes and groups, flow rules, clock and limits.
 *
 * Read strictly, as the policy is: a name that is not known is an error with its place and a remedy.
 * docs/local.md shows a whole one.
 */

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { parse, YAMLParseError } from 'yaml';
import type { Policy } from '../shared/policy.ts';
import { parsePolicy } from '../shared/policy-document.ts';
import { listsForObjects, type Problem, problemsOf, say } from '../shared/policy-problems.ts';
import { Address, Domain, line } from '../shared/policy-values.ts';
import { parseFault } from './faults/spec.ts';
import { Limits } from './limits.ts';
import { Rules } from './org-file-rules.ts';

const Fault = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    try {
      parseFault(dataset.value);
    } catch (fault) {
      addIssue({ message: say('is no fault', fault instanceof Error ? fault.message : String(fault)) });
    }
  }),
);

const Moment = v.pipe(
  v.string(),
  v.isoTimestamp(say('is no moment', 'Write date, time and zone: "2026-12-24T09:00:00Z".')),
  v.transform((text) => new Date(text)),
);

const SenderDomain = v.strictObject({
  domain: Domain,
  spf: v.optional(v.picklist(['pass', 'fail', 'softfail', 'neutral']), 'neutral'),
  signs: v.optional(v.boolean(), false),
  dmarc: v.exactOptional(v.picklist(['none', 'quarantine', 'reject'])),
});

/** Of the organisation, in `ALIAS.awsapps.com`. */
const Alias = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]{0,61}$/, say('is no alias', 'Use lower-case letters, digits and hyphens.')),
);

const whole = v.pipe(v.number(), v.integer(), v.minValue(1));

const OrgDocument = v.strictObject({
  version: v.literal(1),
  domains: v.pipe(v.array(Domain), v.minLength(1, say('is empty', 'Name at least one domain of the organisation.'))),
  mailboxes: v.pipe(
    v.array(
      v.strictObject({
        name: line(200),
        address: Address,
        aliases: v.optional(v.array(Address), []),
        redirectTo: v.exactOptional(Address),
      }),
    ),
    v.minLength(1, say('is empty', 'Give the organisation at least one mailbox.')),
  ),
  groups: v.optional(v.array(v.strictObject({ address: Address, members: v.array(Address) })), []),
  /** A file, beside this one unless its path says otherwise. */
  policy: v.exactOptional(v.string()),
  rules: v.exactOptional(Rules),
  dmarcEnforcement: v.optional(v.boolean(), true),
  journaling: v.exactOptional(v.strictObject({ to: Address, reportsTo: Address, alias: v.optional(Alias, 'corp') })),
  /** In place of the DNS. */
  senders: v.exactOptional(v.array(SenderDomain)),
  ses: v.optional(
    v.strictObject({
      verified: v.optional(v.array(v.union([Address, Domain])), []),
      sandbox: v.exactOptional(v.boolean()),
      dailyQuota: v.exactOptional(whole),
      sendingRate: v.exactOptional(whole),
      suppressed: v.optional(v.array(Address), []),
    }),
    {},
  ),
  /** Field names that PutRawMessageContent insists on; WorkMail publishes none. */
  messageFlow: v.optional(
    v.strictObject({
      immutable: v.exactOptional(v.array(v.string())),
      required: v.exactOptional(v.array(v.string())),
    }),
    {},
  ),
  clock: v.exactOptional(Moment),
  limits: v.optional(Limits, {}),
  faults: v.optional(v.array(Fault), []),
});

type OrgDocument = v.InferOutput<typeof OrgDocument>;

/** The document with its policy in place of the policy's file. */
export interface OrgFile extends Omit<OrgDocument, 'policy'> {
  readonly policy: Policy;
}

/** Throws an error that names the file and each problem in it, with its place and remedy. */
export async function readOrgFile(path: string): Promise<OrgFile> {
  const document = await readYaml(path, '--org');
  const parsed = v.safeParse(OrgDocument, document);
  const problems = [
    ...listsForObjects(OrgDocument, document),
    ...(parsed.success ? contradictions(parsed.output) : problemsOf(OrgDocument, parsed.issues)),
  ];
  if (!parsed.success || problems.length > 0) throw unusable(path, problems);
  const { policy: policyFile, ...rest } = parsed.output;
  return { ...rest, policy: await readPolicy(parsed.output, policyFile && resolve(dirname(path), policyFile), path) };
}

/** A policy of its own may leave out domains and people: they are those of the organisation. */
async function readPolicy(document: OrgDocument, policyFile: string | undefined, orgFile: string): Promise<Policy> {
  const written = policyFile === undefined ? { version: 1 } : await readYaml(policyFile, '`policy`');
  const parsed = parsePolicy(
    typeof written === 'object' && written !== null && !Array.isArray(written)
      ? { domains: document.domains, directory: directoryOf(document), ...written }
      : written,
  );
  if (parsed.ok) return parsed.policy;
  throw unusable(policyFile ?? orgFile, parsed.problems);
}

const directoryOf = ({ mailboxes, groups }: OrgDocument) => ({
  people: mailboxes.map(({ name, address, aliases }) => ({ name, addresses: [address, ...aliases] })),
  groups,
});

function contradictions({ domains, mailboxes, groups }: OrgDocument): readonly Problem[] {
  const problems: Problem[] = [];
  const owners = new Map<string, string>();
  const claim = (address: string, path: string): void => {
    const before = owners.get(address);
    if (before !== undefined) {
      problems.push({
        path,
        problem: `${address} is ${before} as well`,
        remedy: 'Give each address to one mailbox or group.',
      });
    }
    owners.set(address, path);
    if (!domains.includes(address.slice(address.lastIndexOf('@') + 1))) {
      problems.push({
        path,
        problem: `${address} is in no domain of the organisation`,
        remedy: `Add its domain to domains.`,
      });
    }
  };
  for (const [at, { address, aliases }] of mailboxes.entries()) {
    claim(address, `mailboxes[${at}].address`);
    for (const [nth, alias] of aliases.entries()) claim(alias, `mailboxes[${at}].aliases[${nth}]`);
  }
  for (const [at, { address }] of groups.entries()) claim(address, `groups[${at}].address`);
  for (const [at, { members }] of groups.entries()) {
    for (const [nth, member] of members.entries()) {
      if (owners.get(member)?.startsWith('mailboxes')) continue;
      problems.push({
        path: `groups[${at}].members[${nth}]`,
        problem: `${member} is no mailbox`,
        remedy: 'Name an address or an alias of a mailbox.',
      });
    }
  }
  return problems;
}

function unusable(path: string, problems: readonly Problem[]): Error {
  const lines = problems.map(({ path: place, problem, remedy }) => `\n  ${place}: ${problem}. ${remedy}`);
  return new Error(`${path} cannot be used:${lines.join('')}`);
}

async function readYaml(path: string, what: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The file of ${what}, ${path}, cannot be read: ${message}`, { cause });
  }
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof YAMLParseError)) throw cause;
    throw new Error(`${path} is no YAML: ${cause.message}`, { cause });
  }
}
