/** Roles as the packaged template sets them up, with every policy that is attached to them. */

import * as v from 'valibot';
import type { ResolvedTemplate } from './resolve.ts';

export interface DeployedRole {
  /** Logical. */
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** Who may become this role. */
  readonly trust: unknown;
  readonly policies: readonly { readonly name: string; readonly document: unknown }[];
}

const InlinePolicy = v.object({ PolicyName: v.string(), PolicyDocument: v.unknown() });
const RoleProperties = v.object({
  AssumeRolePolicyDocument: v.unknown(),
  Policies: v.optional(v.array(InlinePolicy), []),
  ManagedPolicyArns: v.optional(v.array(v.string()), []),
  PermissionsBoundary: v.optional(v.unknown()),
});
const AttachedPolicy = v.object({ ...InlinePolicy.entries, Roles: v.optional(v.array(v.string()), []) });

/** Throws where a role's permissions stand in something that is not in the template. */
export function readRoles(template: ResolvedTemplate): readonly DeployedRole[] {
  const resources = [...template.values()];
  const attached = resources
    .filter(({ type }) => type === 'AWS::IAM::Policy')
    .map(({ properties }) => v.parse(AttachedPolicy, properties));
  return resources
    .filter(({ type }) => type === 'AWS::IAM::Role')
    .map(({ id, properties, ref: name = '', arn = '' }) => {
      const role = v.parse(RoleProperties, properties);
      refuse(id, 'ManagedPolicyArns', role.ManagedPolicyArns[0]);
      refuse(id, 'PermissionsBoundary', role.PermissionsBoundary);
      const policies = [...role.Policies, ...attached.filter(({ Roles }) => Roles.includes(name))];
      return {
        id,
        name,
        arn,
        trust: role.AssumeRolePolicyDocument,
        policies: policies.map(({ PolicyName, PolicyDocument }) => ({ name: PolicyName, document: PolicyDocument })),
      };
    });
}

function refuse(id: string, property: string, value: unknown): void {
  if (value === undefined) return;
  throw new Error(
    `${id}: ${property} ${JSON.stringify(value)} is not known to the local organisation. Write its statements under Policies.`,
  );
}
