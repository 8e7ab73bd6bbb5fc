/** What a policy document says twice or against itself: each value is fine alone, together they are not. */

import type { OnMatch } from './filters/filter.ts';
import { filters } from './filters/index.ts';
import type { Action } from './mail/disposition.ts';
import type { Policy } from './policy.ts';
import { journalContradictionsIn } from './policy-journal-contradictions.ts';
import { type Problem, pathOf } from './policy-problems.ts';
import { replyContradictionsIn } from './policy-reply-contradictions.ts';
import { retentionContradictionsIn } from './policy-retention-contradictions.ts';

type Keys = readonly (string | number)[];

export function contradictionsIn(policy: Policy): readonly Problem[] {
  return [
    ...repeated(policy.domains.map((value, index) => ({ value, keys: ['domains', index] }))),
    ...repeated(directoryAddresses(policy)),
    ...bothListed(policy.lists, ['lists']),
    ...Object.entries(policy.mailboxes).flatMap(([address, { lists, onMatch }]) => [
      ...foreign(policy, address),
      ...bothListed(lists, ['mailboxes', address, 'lists']),
      ...Object.entries(onMatch).flatMap(([filter, reasons]) =>
        Object.entries(reasons ?? {}).flatMap(([reason, action]) =>
          idleText(action, ['mailboxes', address, 'onMatch', filter, reason]),
        ),
      ),
    ]),
    ...Object.entries(policy.filters).flatMap(([filter, { onMatch }]) =>
      Object.entries(onMatch).flatMap(([reason, rule]) => [
        ...idleText(rule, ['filters', filter, 'onMatch', reason]),
        ...idleRemoval(filter, reason, rule),
        ...linksToNowhere(policy, filter, reason, rule),
      ]),
    ),
    ...idleText(policy.onUnjudged, ['onUnjudged']),
    ...idleText(policy.onContentGone, ['onContentGone']),
    ...replyContradictionsIn(policy),
    ...retentionContradictionsIn(policy),
    ...journalContradictionsIn(policy),
  ];
}

interface Placed {
  readonly value: string;
  readonly keys: Keys;
}

function directoryAddresses({ directory }: Policy): readonly Placed[] {
  return [
    ...directory.people.flatMap(({ addresses }, person) =>
      addresses.map((value, index) => ({ value, keys: ['directory', 'people', person, 'addresses', index] })),
    ),
    ...directory.groups.map(({ address }, group) => ({
      value: address,
      keys: ['directory', 'groups', group, 'address'],
    })),
  ];
}

function repeated(values: readonly Placed[]): readonly Problem[] {
  const first = new Map<string, Keys>();
  const problems: Problem[] = [];
  for (const { value, keys } of values) {
    const earlier = first.get(value);
    if (earlier === undefined) first.set(value, keys);
    else {
      problems.push({
        path: pathOf(keys),
        problem: `${value} stands at ${pathOf(earlier)} already`,
        remedy: 'Keep one of the two.',
      });
    }
  }
  return problems;
}

function bothListed({ allow, block }: Policy['lists'], keys: Keys): readonly Problem[] {
  const blocked = new Set(block);
  return allow.flatMap((entry, index) =>
    blocked.has(entry)
      ? [
          {
            path: pathOf([...keys, 'allow', index]),
            problem: `${entry} is also in block`,
            remedy: 'Keep one of the two.',
          },
        ]
      : [],
  );
}

function foreign({ domains }: Policy, address: string): readonly Problem[] {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  if (domains.includes(domain)) return [];
  const remedy = `Add ${domain} to domains, or remove the mailbox.`;
  return [{ path: pathOf(['mailboxes', address]), problem: `${domain} is not one of domains`, remedy }];
}

/** A text that no bounce will ever show is a misunderstanding about what the rule does. */
function idleText(rule: Action | OnMatch | undefined, keys: Keys): readonly Problem[] {
  if (rule?.bounceMessage === undefined || rule.disposition === 'BOUNCE') return [];
  if ('edits' in rule && rule.edits.some(({ ifImpossible }) => ifImpossible === 'BOUNCE')) return [];
  return [
    {
      path: pathOf([...keys, 'bounceMessage']),
      problem: `is given, but the disposition is ${rule.disposition}`,
      remedy: 'Set disposition: BOUNCE, or remove the text.',
    },
  ];
}

/** An attachment can only be replaced or taken out for a reason that is about attachments. */
function idleRemoval(filter: string, reason: string, { edits }: OnMatch): readonly Problem[] {
  const at = edits.findIndex(({ kind }) => kind === 'replace-attachment' || kind === 'remove-attachment');
  if (at < 0 || filters.find(({ name }) => name === filter)?.reasons[reason]?.namesParts === true) return [];
  return [
    {
      path: pathOf(['filters', filter, 'onMatch', reason, 'edits', at]),
      problem: `${reason} names no attachments that could be taken out`,
      remedy: 'Remove this edit.',
    },
  ];
}

function linksToNowhere({ links }: Policy, filter: string, reason: string, { edits }: OnMatch): readonly Problem[] {
  const at = edits.findIndex(({ kind }) => kind === 'rewrite-links');
  if (at < 0 || links.prefix !== undefined) return [];
  return [
    {
      path: pathOf(['filters', filter, 'onMatch', reason, 'edits', at]),
      problem: 'no address is given that links shall lead through',
      remedy: 'Give links.prefix, or remove this edit.',
    },
  ];
}
