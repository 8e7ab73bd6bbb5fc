/**
 * CloudFormation's intrinsic functions (Template Reference, "Intrinsic function reference"), as far as a packaged
 * template of ours uses them. Any other is refused by its name.
 */

import { isObject } from '../../tools/template/document.ts';

/** What the functions look things up in. Each throws where there is no such thing. */
export interface Scope {
  /** A parameter, a pseudo parameter or a resource. */
  ref(name: string): unknown;
  attribute(id: string, name: string): unknown;
  condition(name: string): boolean;
}

/** What `!Ref AWS::NoValue` gives: the member or the item that holds it goes. */
export const noValue = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const intrinsics: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['Ref', (name, scope) => scope.ref(text(name, 'Ref'))],
  ['Fn::GetAtt', (argument, scope) => scope.attribute(...attributePath(argument, scope))],
  ['Fn::Sub', substitute],
  ['Fn::Join', join],
  ['Fn::Split', split],
  ['Fn::Select', select],
  ['Fn::If', choose],
  ['Fn::Equals', (argument, scope) => equal(argument, scope)],
  ['Fn::And', (argument, scope) => truths(argument, scope).every(Boolean)],
  ['Fn::Or', (argument, scope) => truths(argument, scope).some(Boolean)],
  ['Fn::Not', (argument, scope) => !truths(argument, scope)[0]],
]);

/** The value with all functions in it carried out. */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return withoutDynamicReference(value);
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope)).filter((item) => item !== noValue);
  if (!isObject(value)) return value;
  const [name, ...more] = Object.keys(value);
  if (name !== undefined && more.length === 0 && isIntrinsic(name)) {
    const intrinsic = intrinsics.get(name);
    if (intrinsic) return intrinsic(value[name], scope);
    throw new Error(`${name} is not known to the local organisation. Teach it to local/deployment/intrinsics.ts.`);
  }
  const members = Object.entries(value).map(([key, member]) => [key, evaluate(member, scope)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== noValue));
}

const isIntrinsic = (name: string): boolean => name === 'Ref' || name.startsWith('Fn::');

/** An expression in the section Conditions, where `Condition` names another of them. */
export function evaluateCondition(expression: unknown, scope: Scope): boolean {
  if (isObject(expression) && typeof expression['Condition'] === 'string') {
    return scope.condition(expression['Condition']);
  }
  const result = evaluate(expression, scope);
  if (typeof result === 'boolean') return result;
  throw new Error(`A condition is ${JSON.stringify(expression)}, which is neither true nor false.`);
}

function truths(argument: unknown, scope: Scope): readonly boolean[] {
  return list(argument, 'a condition').map((expression) => evaluateCondition(expression, scope));
}

function equal(argument: unknown, scope: Scope): boolean {
  const [left, right] = list(argument, 'Fn::Equals').map((side) => evaluate(side, scope));
  return text(left, 'Fn::Equals') === text(right, 'Fn::Equals');
}

/** Only the branch that is taken is looked at: the other one may refer to what is not there. */
function choose(argument: unknown, scope: Scope): unknown {
  const [condition, yes, no] = list(argument, 'Fn::If');
  return evaluate(scope.condition(text(condition, 'Fn::If')) ? yes : no, scope);
}

/** `${!Literal}` stays `${Literal}`. */
function substitute(argument: unknown, scope: Scope): string {
  const [pattern, variables] = typeof argument === 'string' ? [argument, {}] : list(argument, 'Fn::Sub');
  const own = new Map(isObject(variables) ? Object.entries(variables) : []);
  return text(pattern, 'Fn::Sub').replaceAll(/\$\{([^{}]*)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (own.has(name)) return text(evaluate(own.get(name), scope), `Fn::Sub \${${name}}`);
    const dot = name.indexOf('.');
    const value = dot < 0 ? scope.ref(name) : scope.attribute(name.slice(0, dot), name.slice(dot + 1));
    return text(value, `Fn::Sub \${${name}}`);
  });
}

function join(argument: unknown, scope: Scope): string {
  const [separator, parts] = list(argument, 'Fn::Join');
  const values = list(evaluate(parts, scope), 'Fn::Join');
  return values.map((value) => text(value, 'Fn::Join')).join(text(separator, 'Fn::Join'));
}

function split(argument: unknown, scope: Scope): readonly string[] {
  const [separator, source] = list(argument, 'Fn::Split');
  return text(evaluate(source, scope), 'Fn::Split').split(text(separator, 'Fn::Split'));
}

function select(argument: unknown, scope: Scope): unknown {
  const [index, values] = list(argument, 'Fn::Select');
  const chosen: unknown = list(evaluate(values, scope), 'Fn::Select')[Number(evaluate(index, scope))];
  if (chosen !== undefined) return chosen;
  throw new Error(`Fn::Select ${JSON.stringify(argument)} chooses an item that is not there.`);
}

function attributePath(argument: unknown, scope: Scope): [string, string] {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    return [argument.slice(0, dot), argument.slice(dot + 1)];
  }
  const [id, name] = list(argument, 'Fn::GetAtt');
  return [text(id, 'Fn::GetAtt'), text(evaluate(name, scope), 'Fn::GetAtt')];
}

function list(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${what} has ${JSON.stringify(value)} where a list belongs.`);
}

function text(value: unknown, what: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${what} has ${JSON.stringify(value)} where a text belongs.`);
}

/** `{{resolve:ssm:…}}` is looked up by CloudFormation in other services. */
function withoutDynamicReference(value: string): string {
  if (!value.includes('{{resolve:')) return value;
  throw new Error(`The dynamic reference ${value} is not known to the local organisation.`);
}
