/** `mailweir policy check`: what is wrong with a policy document, or what it says. */

import { filters } from '../../shared/filters/index.ts';
import { compilePolicy, filterPolicyOf, type Policy } from '../../shared/policy.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../fault.ts';
import { oneOperand } from '../operands.ts';
import { printable } from '../printable.ts';
import { print } from '../terminal.ts';
import { readPolicy } from './read.ts';

export const policyCheckCommand = defineCommand({
  name: 'policy check',
  operands: 'FILE',
  summary: 'Checks a policy document and says what it sets.',
  notes: 'Each problem is one line: FILE:LINE:COLUMN: key: what is wrong. What to write instead.',
  options: {},

  async run({ operands }, terminal) {
    const path = oneOperand(operands, 'a policy document');
    const read = await readPolicy(path, terminal);
    if (!read.ok) {
      await print(terminal, ...read.problems);
      return exitCodes.found;
    }
    await print(terminal, `${printable(path)} is a valid policy.`, ...summaryOf(read.policy));
    return exitCodes.fine;
  },
});

function summaryOf(policy: Policy): readonly string[] {
  const { people, groups, partners } = policy.directory;
  const configured = filters.map((filter) => ({ name: filter.name, ...filterPolicyOf(policy, filter) }));
  const named = (names: readonly { readonly name: string }[]): string =>
    names.map(({ name }) => name).join(', ') || 'none';
  return [
    `  mode       ${policy.mode}${policy.mode === 'shadow' ? ': everything is recorded, nothing is done' : ''}`,
    `  domains    ${policy.domains.join(', ')}`,
    `  directory  people: ${people.length}, groups: ${groups.length}, partners: ${partners.length}`,
    `  lists      allow: ${policy.lists.allow.length}, block: ${policy.lists.block.length}`,
    `  mailboxes  ${Object.keys(policy.mailboxes).length} with rules of their own`,
    `  filters    on: ${named(configured.filter(({ enabled }) => enabled))}`,
    `             off: ${named(configured.filter(({ enabled }) => !enabled))}`,
    `             in shadow: ${named(configured.filter(({ enabled, mode }) => enabled && mode === 'shadow'))}`,
    `  links      ${linksOf(policy)}`,
    `  replies    ${named(policy.replies.responders.map(({ id, enabled }) => ({ name: enabled ? id : `${id} (off)` })))}`,
    `  retention  ${policy.retention.floorDays} days, ${policy.retention.mode}`,
    `  sha256     ${compilePolicy(policy).sha256}`,
  ];
}

/** A prefix alone does nothing: the findings that use it are named. */
function linksOf({ links: { prefix, except }, filters: configured }: Policy): string {
  const asking = Object.entries(configured).flatMap(([filter, { enabled, onMatch }]) =>
    Object.entries(onMatch)
      .filter(([, { edits }]) => enabled && edits.some(({ kind }) => kind === 'rewrite-links'))
      .map(([reason]) => `${filter} / ${reason}`),
  );
  if (prefix === undefined || asking.length === 0) return 'stay as they are';
  return `through ${prefix} for ${asking.join(', ')}; excepted: ${except.length}`;
}
