/** Who asks: a function under its role, somebody of the account, or a service of AWS. */

import type { StatementPrincipal } from './policy.ts';

export type Principal =
  | {
      /** The session of a function; its role's policies are its own. */
      readonly kind: 'role';
      readonly roleArn: string;
      /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. */
      readonly arn: string;
      readonly accountId: string;
    }
  | { readonly kind: 'user'; readonly arn: string; readonly accountId: string }
  | {
      readonly kind: 'service';
      /** `workmail.us-east-1.amazonaws.com`. */
      readonly name: string;
      /** On whose behalf. */
      readonly sourceArn: string;
      readonly sourceAccount: string;
    };

/** How error messages call it. */
export const nameOf = (principal: Principal): string => (principal.kind === 'service' ? principal.name : principal.arn);

/** `aws:PrincipalArn` is the role of a session. */
export const arnOf = (principal: Exclude<Principal, { kind: 'service' }>): string =>
  principal.kind === 'role' ? principal.roleArn : principal.arn;

/**
 * How far a statement's principal is this one. `account` means everybody whom the account lets: enough to forbid, but
 * to allow, the account's own policies must agree (IAM User Guide, "Principal", account principals).
 */
export function fitOf(wanted: StatementPrincipal, principal: Principal): 'this' | 'account' | 'none' {
  if (wanted.kind === 'everybody') return 'this';
  if (principal.kind === 'service' || wanted.kind === 'service') {
    return principal.kind === wanted.kind && principal.name === wanted.value ? 'this' : 'none';
  }
  if (wanted.value === principal.arn || wanted.value === arnOf(principal)) return 'this';
  const account = /^(\d{12})$|^arn:[a-z-]+:iam::(\d{12}):root$/.exec(wanted.value);
  return (account?.[1] ?? account?.[2]) === principal.accountId ? 'account' : 'none';
}
