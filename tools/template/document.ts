/** A CloudFormation template as the checks see it: resources, and the texts their values can become. */

import * as v from 'valibot';

export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: unknown;
  readonly deletionPolicy: string | undefined;
  readonly updateReplacePolicy: string | undefined;
}

export interface Template {
  readonly resources: readonly Resource[];
}

/** What is wrong: the thing, the value it has, and what to do. */
export interface Problem {
  readonly thing: string;
  readonly value: string;
  readonly remedy: string;
}

/** One property that a template must have, and how to see that it has not. */
export type Rule = (template: Template) => readonly Problem[];

const Document = v.object({
  Resources: v.record(
    v.string(),
    v.object({
      Type: v.string(),
      Properties: v.optional(v.unknown()),
      DeletionPolicy: v.optional(v.string()),
      UpdateReplacePolicy: v.optional(v.string()),
    }),
  ),
});

export function readTemplate(json: unknown): Template {
  const { Resources } = v.parse(Document, json);
  const resources = Object.entries(Resources).map(([id, resource]) => ({
    id,
    type: resource.Type,
    properties: resource.Properties,
    deletionPolicy: resource.DeletionPolicy,
    updateReplacePolicy: resource.UpdateReplacePolicy,
  }));
  return { resources };
}

export function ofType({ resources }: Template, type: string): readonly Resource[] {
  return resources.filter((resource) => resource.type === type);
}

/** The value at a path of member names; undefined where there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  return isObject(value) && Object.hasOwn(value, name) ? at(value[name], ...rest) : undefined;
}

/** A list as its members, one thing as a list of one, nothing as none; both branches of a condition. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap(listOf);
  const branches = at(value, 'Fn::If');
  if (Array.isArray(branches)) return branches.slice(1).flatMap(listOf);
  return at(value, 'Ref') === 'AWS::NoValue' ? [] : [value];
}

/**
 * Every text a value can become. What only AWS knows stays in the form of Fn::Sub: a reference is
 * `${Id}`, an attribute `${Id.Arn}`.
 */
export function textsOf(value: unknown): readonly string[] {
  return listOf(value).flatMap((item) => {
    if (typeof item === 'string') return [item];
    if (typeof item === 'number' || typeof item === 'boolean') return [String(item)];
    const reference = at(item, 'Ref');
    if (typeof reference === 'string') return [`\${${reference}}`];
    const attribute = at(item, 'Fn::GetAtt');
    if (Array.isArray(attribute)) return [`\${${attribute.join('.')}}`];
    if (typeof attribute === 'string') return [`\${${attribute}}`];
    const join = at(item, 'Fn::Join');
    if (Array.isArray(join)) return joined(join[0], join[1]);
    const pattern = at(item, 'Fn::Sub');
    if (pattern !== undefined) return substituted(pattern);
    return [JSON.stringify(item)];
  });
}

function joined(separator: unknown, parts: unknown): readonly string[] {
  const members: readonly unknown[] = Array.isArray(parts) ? parts : [];
  const texts = members.map(textsOf);
  const all = texts.reduce<readonly string[][]>(
    (begun, next) => begun.flatMap((before) => next.map((text) => [...before, text])),
    [[]],
  );
  return all.map((text) => text.join(String(separator)));
}

function substituted(pattern: unknown): readonly string[] {
  if (typeof pattern === 'string') return [pattern];
  const parts: readonly unknown[] = Array.isArray(pattern) ? pattern : [];
  const [text, values] = parts;
  if (typeof text !== 'string' || !isObject(values)) return [JSON.stringify(pattern)];
  return Object.entries(values).reduce<readonly string[]>(
    (texts, [name, value]) =>
      texts.flatMap((begun) => textsOf(value).map((inserted) => begun.replaceAll(`\${${name}}`, inserted))),
    [text],
  );
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
