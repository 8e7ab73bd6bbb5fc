/** The statements of all policies in a template, wherever they stand. */

import { at, isObject, listOf, type Template, textsOf } from './document.ts';

export type PolicyKind =
  /** What a role may do. */
  | 'identity'
  /** Who may become a role. */
  | 'trust'
  /** Who may use a bucket, a topic, a queue. */
  | 'resource'
  /** Who may use a KMS key; its resource is always the key itself. */
  | 'key';

export interface Statement {
  /** Where it stands, for people: `InboundRole.WriteLog`. */
  readonly place: string;
  /** Resource and property that hold the policy: names are unique within it. */
  readonly policy: string;
  readonly kind: PolicyKind;
  readonly sid: string | undefined;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly string[];
  readonly conditions: readonly Condition[];
  /** `NotAction`, `NotResource` or `NotPrincipal`, where it uses them. */
  readonly negations: readonly string[];
}

export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export function statementsOf(template: Template): readonly Statement[] {
  return template.resources.flatMap(({ id, type, properties }) =>
    policiesIn(properties).flatMap(({ path, document }) => {
      const kind = kindOf(type, path);
      const policy = [id, ...path].join('.');
      return listOf(at(document, 'Statement')).map((statement, index) => readStatement(statement, index, policy, kind));
    }),
  );
}

interface Policy {
  readonly path: readonly string[];
  readonly document: unknown;
}

/** Whatever has statements is a policy: a new type of resource needs no line here. */
function policiesIn(value: unknown, path: readonly string[] = []): readonly Policy[] {
  if (isObject(value) && 'Statement' in value) return [{ path, document: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => policiesIn(item, [...path, String(index)]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => policiesIn(member, [...path, name]));
}

function kindOf(type: string, path: readonly string[]): PolicyKind {
  if (path.at(-1) === 'AssumeRolePolicyDocument') return 'trust';
  if (type === 'AWS::KMS::Key') return 'key';
  return type.startsWith('AWS::IAM::') ? 'identity' : 'resource';
}

function readStatement(statement: unknown, index: number, policy: string, kind: PolicyKind): Statement {
  const [sid] = textsOf(at(statement, 'Sid'));
  const conditions = Object.entries(objectAt(statement, 'Condition')).flatMap(([operator, keys]) =>
    isObject(keys) ? Object.entries(keys).map(([key, value]) => ({ operator, key, values: textsOf(value) })) : [],
  );
  return {
    place: `${policy}: ${sid ?? `statement ${index + 1}`}`,
    policy,
    kind,
    sid,
    effect: textsOf(at(statement, 'Effect')).join(),
    actions: textsOf(at(statement, 'Action')),
    resources: textsOf(at(statement, 'Resource')),
    principals: principalsOf(at(statement, 'Principal')),
    conditions,
    negations: ['NotAction', 'NotResource', 'NotPrincipal'].filter((name) => at(statement, name) !== undefined),
  };
}

function principalsOf(principal: unknown): readonly string[] {
  if (typeof principal === 'string') return [principal];
  return isObject(principal) ? Object.values(principal).flatMap(textsOf) : [];
}

function objectAt(value: unknown, name: string): Readonly<Record<string, unknown>> {
  const member = at(value, name);
  return isObject(member) ? member : {};
}
