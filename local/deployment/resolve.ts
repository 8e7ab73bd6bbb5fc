/** A CloudFormation template as the account would have it: conditions decided, functions carried out. */

import * as v from 'valibot';
import { evaluate, evaluateCondition, noValue, type Scope } from './intrinsics.ts';
import { type Naming, type Place, type ReferenceForm, referenceForms } from './references.ts';

export type { Place } from './references.ts';

export interface ResolvedResource {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** What `Ref` gives; undefined for a type that nothing refers to here. */
  readonly ref: string | undefined;
  /** Undefined for a type that has none, or none that is known here. */
  readonly arn: string | undefined;
}

/** By logical id; resources whose condition is false are not there. */
export type ResolvedTemplate = ReadonlyMap<string, ResolvedResource>;

const Template = v.object({
  Parameters: v.optional(v.record(v.string(), v.object({ Default: v.exactOptional(v.unknown()) })), {}),
  Conditions: v.optional(v.record(v.string(), v.unknown()), {}),
  Resources: v.record(
    v.string(),
    v.object({
      Type: v.string(),
      Condition: v.exactOptional(v.string()),
      Properties: v.optional(v.record(v.string(), v.unknown()), {}),
    }),
  ),
});

/** Throws an error that names the resource and what in it is not known here. */
export function resolveTemplate(json: unknown, place: Place): ResolvedTemplate {
  const { Parameters, Conditions, Resources } = v.parse(Template, json);
  const pseudo = pseudoParameters(place);
  const parameters = new Map(Object.entries(Parameters));
  const conditions = new Map(Object.entries(Conditions));
  const resources = new Map(Object.entries(Resources));
  /** Names that are being worked out: one that needs itself would never end. */
  const open = new Set<string>();

  const once = <T>(name: string, work: () => T): T => {
    if (open.has(name)) throw new Error(`${name} refers to itself.`);
    open.add(name);
    try {
      return work();
    } finally {
      open.delete(name);
    }
  };

  const present = (id: string) => {
    const resource = resources.get(id);
    if (resource && (resource.Condition === undefined || scope.condition(resource.Condition))) return resource;
    throw new Error(`${id} is ${resource ? 'left out by its condition' : 'no resource of the template'}.`);
  };

  const naming = (id: string): { form: ReferenceForm; naming: Naming } => {
    const { Type, Properties } = present(id);
    const form = referenceForms.get(Type);
    if (!form)
      throw new Error(`A reference to ${id} (${Type}) is not known. Teach it to local/deployment/references.ts.`);
    const textOf = (property: string): string | undefined => {
      const value = once(`${id}.${property}`, () => evaluate(Properties[property], scope));
      if (value === undefined || value === noValue || typeof value === 'string') {
        return typeof value === 'string' ? value : undefined;
      }
      throw new Error(`${id}.${property} is ${JSON.stringify(value)}, not a text.`);
    };
    const given = form.nameProperty === undefined ? undefined : textOf(form.nameProperty);
    return { form, naming: { id, given, path: textOf('Path') ?? '/' } };
  };

  const scope: Scope = {
    ref(name) {
      if (pseudo.has(name)) return pseudo.get(name);
      const parameter = parameters.get(name);
      if (parameter?.Default !== undefined) return parameter.Default;
      if (parameter) throw new Error(`The parameter ${name} has no Default.`);
      const found = naming(name);
      return found.form.ref(found.naming, place);
    },
    attribute(id, name) {
      const found = naming(id);
      const attribute = new Map(Object.entries(found.form.attributes)).get(name);
      if (attribute) return attribute(found.naming, place);
      throw new Error(`The attribute ${id}.${name} is not known. Teach it to local/deployment/references.ts.`);
    },
    condition(name) {
      if (!conditions.has(name)) throw new Error(`The condition ${name} is not in the template.`);
      return once(`The condition ${name}`, () => evaluateCondition(conditions.get(name), scope));
    },
  };

  const resolved = new Map<string, ResolvedResource>();
  for (const [id, { Type, Condition, Properties }] of resources) {
    try {
      if (Condition !== undefined && !scope.condition(Condition)) continue;
      const properties = v.parse(Members, evaluate(Properties, scope));
      const found = referenceForms.has(Type) ? naming(id) : undefined;
      const arnOf = found?.form.attributes['Arn'] ?? found?.form.attributes['TopicArn'];
      resolved.set(id, {
        id,
        type: Type,
        properties,
        ref: found?.form.ref(found.naming, place),
        arn: found && arnOf?.(found.naming, place),
      });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${id} (${Type}): ${reason}`, { cause });
    }
  }
  return resolved;
}

const Members = v.record(v.string(), v.unknown());

function pseudoParameters({ partition, region, accountId, stackName }: Place): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    ['AWS::Partition', partition],
    ['AWS::Region', region],
    ['AWS::AccountId', accountId],
    ['AWS::StackName', stackName],
    ['AWS::StackId', `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/local`],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['AWS::NotificationARNs', []],
    ['AWS::NoValue', noValue],
  ]);
}
