/** The statements of a packaged template that allow or deny something, and the template without one of them. */

import { accountId, region } from '../../local/org.ts';
import { at, isObject } from '../../tools/template/document.ts';

/** Where the template is deployed. */
export const place = { partition: 'aws', region, accountId, stackName: 'mailweir' };

export interface TemplateStatement {
  /** `InboundRole.ReadAndWritePlans`; a Lambda permission has the id of its resource. */
  readonly name: string;
  readonly effect: string;
  readonly actions: readonly string[];
}

/** Those of a resource, wherever they stand in it; both branches of a condition. */
function statementsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (!isObject(value)) return [];
  if (typeof value['Effect'] === 'string') return [value];
  return Object.values(value).flatMap(statementsIn);
}

const textsOf = (value: unknown): readonly string[] => [value].flat().map(String);

export function statementsOf(template: unknown): readonly TemplateStatement[] {
  const resources = at(template, 'Resources');
  return Object.entries(isObject(resources) ? resources : {}).flatMap(([id, resource]) => {
    if (at(resource, 'Type') === 'AWS::Lambda::Permission') {
      return [{ name: id, effect: 'Allow', actions: textsOf(at(resource, 'Properties', 'Action')) }];
    }
    return statementsIn(resource).map((statement) => ({
      name: `${id}.${String(statement['Sid'])}`,
      effect: String(statement['Effect']),
      actions: textsOf(statement['Action']),
    }));
  });
}

/** The template without the statement, or without one action of it. */
export function without(template: unknown, name: string, action?: string): unknown {
  const [id = '', sid] = name.split('.');
  const resources = at(template, 'Resources');
  if (!isObject(template) || !isObject(resources)) throw new Error('the template has no resources');
  const { [id]: resource, ...others } = resources;
  if (sid === undefined) return { ...template, Resources: others };
  return { ...template, Resources: { ...others, [id]: cut(resource, sid, action) } };
}

/** The template in which nobody but this follower is told of records and takes them from a queue. */
export function telling(template: unknown, follower: string | undefined): unknown {
  const tells = ['AWS::SNS::Subscription', 'AWS::Lambda::EventSourceMapping'];
  return keeping(template, (id, type) => !tells.includes(type) || (follower !== undefined && id.startsWith(follower)));
}

/** The template in which nobody is told anything and no hour brings work, for a story about the function of the rule alone. */
export function inboundAlone(template: unknown): unknown {
  return keeping(
    telling(template, undefined),
    (id, type) => type !== 'AWS::Events::Rule' && !id.endsWith('CalledBySchedule'),
  );
}

function keeping(template: unknown, isKept: (id: string, type: string) => boolean): unknown {
  const resources = at(template, 'Resources');
  if (!isObject(template) || !isObject(resources)) throw new Error('the template has no resources');
  const kept = Object.entries(resources).filter(([id, resource]) => isKept(id, String(at(resource, 'Type'))));
  return { ...template, Resources: Object.fromEntries(kept) };
}

function cut(value: unknown, sid: string, action: string | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => cut(item, sid, action)).filter((item) => item !== gone);
  if (!isObject(value)) return value;
  if (value['Sid'] !== sid) {
    const members = Object.entries(value).map(([name, member]) => [name, cut(member, sid, action)] as const);
    // A branch of a condition cannot be empty.
    if (members.some(([name, member]) => name === 'Fn::If' && Array.isArray(member) && member.length < 3)) return gone;
    return Object.fromEntries(members);
  }
  const actions = textsOf(value['Action']).filter((one) => one !== action);
  return action === undefined || actions.length === 0 ? gone : { ...value, Action: actions };
}

const gone = Symbol('a statement that is taken away');
