/**
 * Policy evaluation within one account (IAM User Guide, "Policy evaluation logic"): an explicit Deny beats every Allow,
 * an Allow of the identity or of the resource suffices, and without one the answer is no. Pure.
 */

import { holds, type RequestKeys } from './conditions.ts';
import type { Statement } from './policy.ts';
import { fitOf, type Principal } from './principal.ts';
import { matchesWildcard } from './wildcard.ts';

/** One permission that a call needs. */
export interface Access {
  /** `s3:GetObject`. */
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  /** Condition keys of the service; what is undefined is not there. */
  readonly keys?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface Question {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly keys: RequestKeys;
}

export interface Policies {
  readonly identity: readonly Statement[];
  readonly resource: readonly Statement[];
  /**
   * KMS Developer Guide, "Key policies": policies of roles count only as far as the key's policy hands the key to the
   * account.
   */
  readonly resourceRules: boolean;
}

export type Decision =
  | { readonly allowed: true; readonly by: Statement }
  | { readonly allowed: false; readonly deniedBy: Statement | undefined };

export function decide(question: Question, { identity, resource, resourceRules }: Policies): Decision {
  const ofIdentity = identity.filter((statement) => isAbout(statement, question));
  const ofResource = resource
    .filter((statement) => isAbout(statement, question))
    .map((statement) => ({ statement, fit: bestFit(statement, question.principal) }))
    .filter(({ fit }) => fit !== 'none');
  const applying = [...ofIdentity, ...ofResource.map(({ statement }) => statement)];
  const deniedBy = applying.find(({ effect }) => effect === 'Deny');
  if (deniedBy) return { allowed: false, deniedBy };

  const handedToAccount = ofResource.some(({ statement }) => statement.effect === 'Allow');
  const own = resourceRules && !handedToAccount ? undefined : ofIdentity.find(({ effect }) => effect === 'Allow');
  const granted = ofResource.find(({ statement, fit }) => statement.effect === 'Allow' && fit === 'this');
  const by = own ?? granted?.statement;
  return by ? { allowed: true, by } : { allowed: false, deniedBy: undefined };
}

/** Actions are read without regard to capitals, resources as they are. */
function isAbout({ actions, resources, conditions, kind }: Statement, { action, resource, keys }: Question): boolean {
  return (
    actions.some((pattern) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase())) &&
    (kind === 'trust' || resources.some((pattern) => matchesWildcard(pattern, resource))) &&
    conditions.every((condition) => holds(condition, keys))
  );
}

function bestFit({ principals }: Statement, principal: Principal): 'this' | 'account' | 'none' {
  const fits = principals.map((wanted) => fitOf(wanted, principal));
  if (fits.includes('this')) return 'this';
  return fits.includes('account') ? 'account' : 'none';
}
