/**
 * The contract of a filter: it says what it saw; policy says what follows.
 *
 * A filter is a pure function of its arguments: no clock, no network, no settings from outside.
 */

import type * as v from 'valibot';
import type { Authentication } from '../mail/authentication.ts';
import type { Disposition } from '../mail/disposition.ts';
import type { Envelope, FlowDirection } from '../mail/envelope.ts';
import type { ParsedMessage } from '../mail/message.ts';
import type { Relation } from './relation.ts';
import type { Model } from './spam/model-file.ts';

/** A message with its envelope (RFC 5321 §2.3.1) and what is known about it from outside. */
export interface MailObject {
  readonly envelope: Envelope;
  readonly direction: FlowDirection;
  readonly message: ParsedMessage;
  readonly authentication: Authentication;
  readonly relation: Relation;
  readonly organisation: Organisation;
  /** What the organisation has taught about unwanted mail; null where it has taught nothing yet. */
  readonly organisationModel: Model | null;
}

/** What the policy says about the organisation itself. Domains and addresses are in lower case, domains as A-labels. */
export interface Organisation {
  readonly domains: readonly string[];
  readonly directory: {
    readonly people: readonly { readonly name: string; readonly addresses: readonly string[] }[];
    readonly groups: readonly { readonly address: string; readonly members: readonly string[] }[];
    readonly partners: readonly { readonly name: string; readonly domains: readonly string[] }[];
  };
  readonly lists: AllowBlock;
  /** By main address of the mailbox. */
  readonly mailboxLists: Readonly<Record<string, AllowBlock>>;
}

/** Entries: `user@example.org`, `example.org`, `*.example.org` (the domain and all below it). */
export interface AllowBlock {
  readonly allow: readonly string[];
  readonly block: readonly string[];
}

export type Verdict = Pass | Match;

export interface Pass {
  readonly outcome: 'pass';
}

/** What a filter saw. */
export interface Match {
  readonly outcome: 'match';
  /** One of the filter's `reasons`. */
  readonly reason: string;
  /** Codes, counts, domains for record and explanation; never a local part, a subject or a file name. */
  readonly evidence: Readonly<Record<string, string | number | boolean>>;
  /** Paths of the parts it is about. */
  readonly parts?: readonly string[];
  /** Only for these recipients; absent = for all. */
  readonly recipients?: readonly string[];
}

export const pass: Pass = { outcome: 'pass' };

export function match(
  reason: string,
  evidence: Match['evidence'] = {},
  about: Pick<Match, 'parts' | 'recipients'> = {},
): Match {
  return { outcome: 'match', reason, evidence, ...about };
}

/** An edit as policy asks for it; `ifImpossible` is what follows for the message where it cannot be done. */
export type EditRule = (
  | { readonly kind: 'add-field'; readonly name: string; readonly value: string }
  | { readonly kind: 'tag-subject'; readonly tag: string }
  | {
      readonly kind: 'insert-banner';
      readonly text: string;
      readonly html?: string | undefined;
      /** Put before the subject where the text cannot take the banner; only where that fails as well, `ifImpossible` follows. */
      readonly tagIfImpossible?: string | undefined;
    }
  /** Replaces every part that the match names. */
  | { readonly kind: 'replace-attachment' }
  /** Takes every part out that the match names; one that the message cannot be without is replaced. */
  | { readonly kind: 'remove-attachment' }
  /** Makes the links lead where the policy's `links` say. */
  | { readonly kind: 'rewrite-links' }
) & { readonly ifImpossible?: Disposition | undefined };

/** What policy lets follow from a match. */
export interface OnMatch {
  readonly disposition: Disposition;
  readonly bounceMessage?: string | undefined;
  /** Where BOUNCE could hit a bystander or the source cannot bounce. */
  readonly insteadOfBounce?: Exclude<Disposition, 'BOUNCE'> | undefined;
  readonly edits: readonly EditRule[];
}

/** A reason a filter can give, and what follows from it unless policy says otherwise. */
export interface Reason {
  /** In words a user of mail understands; for `mailweir check` and the record's reader. */
  readonly text: string;
  readonly onMatch: OnMatch;
  /** True: an allow-list entry with aligned authentication takes its disposition away, and the organisation's also its warnings. */
  readonly yieldsToAllow?: boolean;
  /** True where its matches name parts, so that there is something to replace or to take out. */
  readonly namesParts?: boolean;
  /** True on the allow-list's own reasons: it makes the others yield. */
  readonly allows?: boolean;
}

/** What another filter matched, for one that weighs all evidence. */
export interface Seen extends Match {
  readonly filter: string;
}

type Schema = v.GenericSchema<unknown, Readonly<Record<string, unknown>>>;

export interface FilterDefinition<S extends Schema> {
  /** Kebab-case, the key in policy. */
  readonly name: string;
  /** What a fault inside the filter counts as: `closed` (danger is its matter) as a match, `open` as a pass. */
  readonly onFault: 'open' | 'closed';
  /** The directions it judges. */
  readonly directions: readonly FlowDirection[];
  readonly reasons: Readonly<Record<string, Reason>>;
  /** Its own settings; unknown keys are refused. */
  readonly settings: S;
  /** True: it is asked last and told what the others saw; of those that weigh, none is told of another. */
  readonly weighs?: true;
  evaluate(mail: MailObject, settings: v.InferOutput<S>, seen?: readonly Seen[]): Verdict | readonly Verdict[];
}

/** A filter as the registry holds it, the type of its settings forgotten. */
export interface Filter {
  readonly name: string;
  readonly onFault: 'open' | 'closed';
  readonly directions: readonly FlowDirection[];
  readonly reasons: Readonly<Record<string, Reason>>;
  readonly settings: Schema;
  readonly weighs?: true;
  /** `settings` must be the output of the filter's own schema; `seen` counts for a filter that weighs. */
  evaluate(mail: MailObject, settings: unknown, seen?: readonly Seen[]): Verdict | readonly Verdict[];
}

/** Checks the definition's types where it stands; the registry takes the result as a `Filter`. */
export function defineFilter<S extends Schema>(definition: FilterDefinition<S>): FilterDefinition<S> {
  return definition;
}
