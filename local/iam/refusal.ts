/** A call that its policies do not allow: AWS's words for the caller, and ours for who wrote the template. */

import type { Decision } from './evaluate.ts';
import type { Statement } from './policy.ts';
import { nameOf, type Principal } from './principal.ts';

export interface Refusal {
  readonly at: Date;
  /** The function's name, `admin`, or a service of AWS. */
  readonly caller: string;
  readonly action: string;
  readonly resource: string;
  /** The Deny; undefined where only an Allow is missing. */
  readonly deniedBy: Pick<Statement, 'place' | 'sid'> | undefined;
  /** What S3 leaves out of an answer without a word, such as an object's lock, is `withheld`. */
  readonly effect: 'refused' | 'withheld';
  /** As AWS tells the caller. */
  readonly message: string;
  /** The statement that would have allowed it, for the policy of the caller's role or of the resource; none against a Deny. */
  readonly remedy: string | undefined;
}

/** IAM User Guide, "Troubleshoot access denied error messages". */
export function messageOf(
  principal: Principal,
  action: string,
  resource: string,
  decision: Extract<Decision, { allowed: false }>,
): string {
  const policy = (kind: string) => (kind === 'identity' ? 'an identity-based policy' : 'a resource-based policy');
  const missing = principal.kind === 'service' ? 'resource-based' : 'identity-based';
  const reason = decision.deniedBy
    ? `with an explicit deny in ${policy(decision.deniedBy.kind)}`
    : `because no ${missing} policy allows the ${action} action`;
  return `User: ${nameOf(principal)} is not authorized to perform: ${action} on resource: "${resource}" ${reason}`;
}

/** For people, several lines. */
export function describeRefusal({ caller, action, resource, deniedBy, effect, remedy }: Refusal): string {
  const what =
    effect === 'refused'
      ? `${caller} may not ${action} on ${resource}`
      : `${caller} is not shown what ${action} on ${resource} would show`;
  if (deniedBy) return `${what}: ${deniedBy.place} denies it${deniedBy.sid === undefined ? '' : ` (${deniedBy.sid})`}.`;
  return `${what}. This statement would allow it:\n${remedy ?? ''}`;
}

/** What stands for an ARN in a template: `!Sub` text by the ARN's beginning, longest first. */
export type TemplateNames = readonly (readonly [arn: string, text: string])[];

/** YAML, to be pasted into a policy's list of statements. */
export function statementFor(principal: Principal, action: string, resource: string, names: TemplateNames): string {
  const [arn, text] = names.find(([beginning]) => startsLikeArn(resource, beginning)) ?? ['', ''];
  const lines = ['- Effect: Allow'];
  if (principal.kind === 'service') lines.push(`  Principal: { Service: ${quoted(principal.name)} }`);
  lines.push(`  Action: ${action}`, `  Resource: !Sub ${quoted(text + escaped(resource.slice(arn.length)))}`);
  if (principal.kind === 'service') {
    lines.push(
      '  Condition:',
      `    StringEquals: { aws:SourceAccount: ${quoted(principal.sourceAccount)} }`,
      `    ArnLike: { aws:SourceArn: ${quoted(principal.sourceArn)} }`,
    );
  }
  return lines.map((line) => `  ${line}`).join('\n');
}

const startsLikeArn = (resource: string, arn: string): boolean =>
  resource === arn || resource.startsWith(`${arn}/`) || (arn.endsWith(':') && resource.startsWith(arn));

/** CloudFormation User Guide, Fn::Sub: `${!` is a dollar and a brace. A star in a name would be a wildcard. */
const escaped = (text: string): string => text.replaceAll('${', '${!');

/** YAML 1.2 §7.3.2: single quotes know one escape; what they cannot hold is written as JSON. */
const quoted = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
