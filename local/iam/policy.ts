/**
 * Policy documents (IAM User Guide, "IAM JSON policy elements reference"), read as strictly as a guard must: what is not
 * understood is refused by name, never skipped.
 */

import { isObject } from '../../tools/template/document.ts';
import { isKnownConditionKey } from './condition-keys.ts';
import { type Condition, isKnownOperator } from './conditions.ts';

export type PolicyKind =
  /** What a role may do. */
  | 'identity'
  /** Who may use what it is attached to. */
  | 'resource'
  /** Who may become a role: names no resource. */
  | 'trust';

export type StatementPrincipal =
  | { readonly kind: 'everybody' }
  /** An account id or its root's ARN, a role's or user's ARN, an assumed role's. */
  | { readonly kind: 'aws'; readonly value: string }
  | { readonly kind: 'service'; readonly value: string };

export interface Statement {
  /** For people: `InboundRole.inbound`, `EvidenceBucketPolicy`. */
  readonly place: string;
  readonly kind: PolicyKind;
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly StatementPrincipal[];
  readonly conditions: readonly Condition[];
}

const documentMembers = ['Version', 'Id', 'Statement'];
const members = ['Sid', 'Effect', 'Action', 'Resource', 'Principal', 'Condition'];

/** Throws an error that names the place, the statement and the remedy. */
export function readPolicy(document: unknown, place: string, kind: PolicyKind): readonly Statement[] {
  if (!isObject(document)) throw new Error(`${place}: the policy is not an object.`);
  const stranger = Object.keys(document).find((name) => !documentMembers.includes(name));
  if (stranger !== undefined) throw new Error(`${place}: ${stranger} is no element of a policy. Remove it.`);
  const statements = Array.isArray(document['Statement']) ? document['Statement'] : [document['Statement']];
  return statements.map((statement: unknown, index) => readStatement(statement, index, place, kind));
}

function readStatement(statement: unknown, index: number, place: string, kind: PolicyKind): Statement {
  if (!isObject(statement)) throw new Error(`${place}: statement ${index + 1} is not an object.`);
  const sid = typeof statement['Sid'] === 'string' ? statement['Sid'] : undefined;
  const name = `${place}, statement ${sid ?? index + 1}`;
  const refuse = (problem: string): never => {
    throw new Error(`${name}: ${problem}`);
  };

  for (const member of Object.keys(statement)) {
    if (member.startsWith('Not')) refuse(`${member} is not supported. Name what is meant with ${member.slice(3)}.`);
    if (!members.includes(member)) refuse(`${member} is no element of a statement. Remove it.`);
  }
  const texts = (member: 'Action' | 'Resource'): readonly string[] => {
    const value = textsOf(statement[member]);
    return value ?? refuse(`${member} is ${JSON.stringify(statement[member])}. Give it a text or a list of texts.`);
  };
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') {
    return refuse(`Effect is ${JSON.stringify(effect)}. It must be Allow or Deny.`);
  }
  if (kind === 'identity' && 'Principal' in statement) refuse('a policy of a role has no Principal. Remove it.');
  if (kind !== 'identity' && !('Principal' in statement)) refuse('it has no Principal. Say who is meant.');
  if (kind === 'trust' && 'Resource' in statement) refuse('a trust policy has no Resource. Remove it.');

  const actions = texts('Action');
  for (const action of actions) {
    if (!/^(\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/i.test(action)) {
      refuse(`the action ${JSON.stringify(action)} does not have the form service:Action.`);
    }
  }
  const resources = kind === 'trust' ? [] : texts('Resource');
  for (const resource of resources) withoutVariables(resource, refuse);
  return {
    place,
    kind,
    sid,
    effect,
    actions,
    resources,
    principals: kind === 'identity' ? [] : readPrincipals(statement['Principal'], refuse),
    conditions: readConditions(statement['Condition'] ?? {}, refuse),
  };
}

type Refuse = (problem: string) => never;

function readPrincipals(principal: unknown, refuse: Refuse): readonly StatementPrincipal[] {
  if (principal === '*') return [{ kind: 'everybody' }];
  if (!isObject(principal)) return refuse(`Principal is ${JSON.stringify(principal)}. Write '*', AWS or Service.`);
  return Object.entries(principal).flatMap(([type, value]) => {
    const values = textsOf(value) ?? refuse(`Principal.${type} is ${JSON.stringify(value)}, not a text.`);
    if (type !== 'AWS' && type !== 'Service') return refuse(`Principal.${type} is not supported. Use AWS or Service.`);
    return values.map((one): StatementPrincipal => {
      if (type === 'AWS' && one === '*') return { kind: 'everybody' };
      // IAM User Guide, "Principal": a part of a name or of an ARN cannot be a wildcard.
      if (/[*?]/.test(one)) return refuse(`Principal.${type} ${one} has a wildcard, which AWS refuses.`);
      return { kind: type === 'AWS' ? 'aws' : 'service', value: one };
    });
  });
}

function readConditions(block: unknown, refuse: Refuse): readonly Condition[] {
  if (!isObject(block)) return refuse(`Condition is ${JSON.stringify(block)}, not an object.`);
  return Object.entries(block).flatMap(([operator, keys]) => {
    if (!isKnownOperator(operator)) refuse(`the condition operator ${operator} is not supported.`);
    if (!isObject(keys)) return refuse(`Condition.${operator} is ${JSON.stringify(keys)}, not an object.`);
    return Object.entries(keys).map(([key, value]): Condition => {
      if (!isKnownConditionKey(key)) refuse(`the condition key ${key} is not known to the local organisation.`);
      const values = textsOf(value) ?? refuse(`the condition ${operator} ${key} is ${JSON.stringify(value)}.`);
      for (const text of values) withoutVariables(text, refuse);
      return { operator, key, values };
    });
  });
}

function withoutVariables(text: string, refuse: Refuse): void {
  const variable = /\$\{[^}]*\}?/.exec(text)?.[0];
  if (variable !== undefined) refuse(`the policy variable ${variable} in ${text} is not supported. Write its value.`);
}

/** One text or a list of them; CloudFormation gives numbers and booleans as they stand in YAML. */
function textsOf(value: unknown): readonly string[] | undefined {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = items.flatMap((item) =>
    typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean' ? [String(item)] : [],
  );
  return texts.length === items.length && texts.length > 0 ? texts : undefined;
}
