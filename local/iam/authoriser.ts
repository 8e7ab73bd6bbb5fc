/**
 * Whether a call may be made, by the policies of the packaged template: the role of the function whose key signed it,
 * and the policy of what it is about. Remembers what it refused.
 */

import type { Deployment } from '../deployment/deployment.ts';
import type { RequestKeys } from './conditions.ts';
import { type DeployedPolicies, type ResourcePolicy, type RolePolicies, readPolicies } from './deployed-policies.ts';
import { type Access, type Decision, decide } from './evaluate.ts';
import { readPolicy, type Statement } from './policy.ts';
import { arnOf, type Principal } from './principal.ts';
import { messageOf, type Refusal, statementFor, type TemplateNames } from './refusal.ts';

export interface AuthoriserOptions {
  readonly clock: () => Date;
  readonly onRefusal?: ((refusal: Refusal) => void) | undefined;
}

/** A service of AWS, and on whose behalf it acts. */
export interface ServiceCaller {
  readonly name: string;
  readonly sourceArn: string;
}

/** The caller who may do everything that no Deny forbids. */
export const administrator = 'admin';

const everything = readPolicy(
  { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
  'AdministratorAccess',
  'identity',
);

/** The latest ones are kept. */
const maxRefusals = 1000;

export class Authoriser {
  readonly #deployment: Deployment;
  readonly #policies: DeployedPolicies;
  readonly #options: AuthoriserOptions;
  readonly #names: TemplateNames;
  readonly #refusals: Refusal[] = [];

  /** Throws where a statement cannot be enforced as it is written, or a function cannot become its role. */
  constructor(deployment: Deployment, options: AuthoriserOptions) {
    this.#deployment = deployment;
    this.#policies = readPolicies(deployment);
    this.#options = options;
    this.#names = templateNames(deployment);
    for (const { name, roleArn } of deployment.functions.values()) this.#assertAssumable(name, roleArn);
  }

  /** Oldest first. */
  refusals(): readonly Refusal[] {
    return [...this.#refusals];
  }

  /**
   * Undefined where the caller may; else what AWS says, and the refusal is noted. `caller` is the owner of an access
   * key.
   */
  refusal(caller: string, access: Access, effect: Refusal['effect'] = 'refused'): string | undefined {
    const { principal, statements } = this.#identityOf(caller);
    return this.#check(caller, principal, statements, access, effect);
  }

  /** For a service there is only the policy of the resource. */
  serviceRefusal({ name, sourceArn }: ServiceCaller, access: Access): string | undefined {
    const sourceAccount = this.#deployment.place.accountId;
    return this.#check(name, { kind: 'service', name, sourceArn, sourceAccount }, [], access, 'refused');
  }

  #check(
    caller: string,
    principal: Principal,
    identity: readonly Statement[],
    { action, resource, keys = {} }: Access,
    effect: Refusal['effect'],
  ): string | undefined {
    const policies = this.#policies.resources.filter(({ owner }) => isOf(resource, owner));
    const decision = decide(
      { principal, action, resource, keys: this.#keysOf(principal, keys) },
      {
        identity,
        resource: policies.flatMap(({ statements }) => statements),
        resourceRules: policies.some(({ rules }) => rules),
      },
    );
    if (decision.allowed) return undefined;
    const message = messageOf(principal, action, resource, decision);
    this.#note({
      at: this.#options.clock(),
      caller,
      action,
      resource,
      deniedBy: decision.deniedBy && { place: decision.deniedBy.place, sid: decision.deniedBy.sid },
      effect,
      message,
      remedy: decision.deniedBy ? undefined : statementFor(principal, action, resource, this.#names),
    });
    return message;
  }

  #note(refusal: Refusal): void {
    this.#refusals.push(refusal);
    if (this.#refusals.length > maxRefusals) this.#refusals.shift();
    this.#options.onRefusal?.(refusal);
  }

  #identityOf(caller: string): { principal: Principal; statements: readonly Statement[] } {
    const { partition, accountId } = this.#deployment.place;
    if (caller === administrator) {
      const arn = `arn:${partition}:iam::${accountId}:user/${administrator}`;
      return { principal: { kind: 'user', arn, accountId }, statements: everything };
    }
    const roleArn = this.#deployment.functions.get(caller)?.roleArn;
    const role = roleArn === undefined ? undefined : this.#deployment.roles.get(roleArn);
    if (!role) throw new Error(`The owner of an access key, ${caller}, is neither a function with a role nor admin.`);
    const arn = `arn:${partition}:sts::${accountId}:assumed-role/${role.name}/${caller}`;
    return {
      principal: { kind: 'role', roleArn: role.arn, arn, accountId },
      statements: this.#rolePolicies(role.arn).identity,
    };
  }

  #rolePolicies(roleArn: string): RolePolicies {
    const found = this.#policies.roles.get(roleArn);
    if (found) return found;
    throw new Error(`The role ${roleArn} is not in the template.`);
  }

  /** Lambda refuses a function whose role it cannot take on. */
  #assertAssumable(functionName: string, roleArn: string): void {
    const name = 'lambda.amazonaws.com';
    const { accountId } = this.#deployment.place;
    const principal: Principal = { kind: 'service', name, sourceArn: roleArn, sourceAccount: accountId };
    const { trust } = this.#rolePolicies(roleArn);
    const question = { principal, action: 'sts:AssumeRole', resource: roleArn, keys: this.#keysOf(principal, {}) };
    const decision: Decision = decide(question, { identity: [], resource: trust, resourceRules: true });
    if (decision.allowed) return;
    const id = this.#deployment.roles.get(roleArn)?.id ?? roleArn;
    throw new Error(
      `${functionName} cannot start: the role ${id} does not let ${name} perform sts:AssumeRole. ` +
        `Add to its AssumeRolePolicyDocument: { Effect: Allow, Principal: { Service: ${name} }, Action: sts:AssumeRole }`,
    );
  }

  /** IAM User Guide, "AWS global condition context keys". */
  #keysOf(principal: Principal, own: NonNullable<Access['keys']>): RequestKeys {
    const { region, accountId } = this.#deployment.place;
    const now = this.#options.clock();
    const isService = principal.kind === 'service';
    const all: NonNullable<Access['keys']> = {
      ...own,
      'aws:CurrentTime': now.toISOString(),
      'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
      // The one place where HTTP on loopback counts as TLS: nothing here leaves the machine.
      'aws:SecureTransport': 'true',
      'aws:RequestedRegion': region,
      'aws:ResourceAccount': accountId,
      'aws:PrincipalIsAWSService': String(isService),
      ...(isService
        ? {
            'aws:PrincipalServiceName': principal.name,
            'aws:SourceArn': principal.sourceArn,
            'aws:SourceAccount': principal.sourceAccount,
          }
        : {
            'aws:PrincipalArn': arnOf(principal),
            'aws:PrincipalAccount': principal.accountId,
            'aws:PrincipalType': principal.kind === 'role' ? 'AssumedRole' : 'User',
          }),
    };
    return new Map(
      Object.entries(all).flatMap(([key, value]) =>
        value === undefined ? [] : [[key.toLowerCase(), typeof value === 'string' ? [value] : value] as const],
      ),
    );
  }
}

/** Whether a resource is what the policy is attached to, or an object in it. */
const isOf = (resource: string, owner: ResourcePolicy['owner']): boolean =>
  resource === owner || resource.startsWith(`${owner}/`);

/** Resources of the template by their logical ids, then the account and its region. */
function templateNames({ template, place }: Deployment): TemplateNames {
  const own = [...template.values()]
    .flatMap(({ id, arn, ref }): [string, string][] =>
      arn === undefined ? [] : [[arn, arn === ref ? `\${${id}}` : `\${${id}.Arn}`]],
    )
    .sort(([one], [other]) => other.length - one.length);
  const regional = ['workmailmessageflow', 'ses', 'kms', 'sns', 'sqs', 'lambda', 'logs'].map(
    (service): [string, string] => [
      `arn:${place.partition}:${service}:${place.region}:${place.accountId}:`,
      `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:`,
    ],
  );
  return [...own, ...regional];
}
