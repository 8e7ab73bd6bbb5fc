/**
 * From findings to what happens to the message for each recipient.
 *
 * The strictest finding wins, whatever the order. Edits are the union over all recipients, since
 * they share one content; a mailbox may loosen its own disposition and removes no edit
 * (architecture.md, section 3).
 */

import type { Finding } from './evaluate.ts';
import type { EditRule, MailObject } from './filters/filter.ts';
import { ofMailbox } from './filters/mailbox.ts';
import { domainOf } from './mail/address.ts';
import type { Authentication } from './mail/authentication.ts';
import { type Action, type Disposition, stricter, strictness } from './mail/disposition.ts';
import type { Edit } from './mail/edit.ts';
import type { Envelope, FlowDirection } from './mail/envelope.ts';
import type { Policy } from './policy.ts';
import type { LinkPolicy } from './policy-links.ts';
import type { Answer, Capabilities } from './sources/source.ts';

/** An edit that policy asks for, and what follows for the message where it cannot be done. */
export interface WantedEdit {
  readonly edit: Edit;
  /** Done where the edit is refused; `ifImpossible` follows where this one cannot be done, either. */
  readonly instead?: Edit;
  readonly ifImpossible: Disposition;
  /** True where the alternative spares whoever trusts the author. */
  readonly yieldsToAllow: boolean;
}

/** What follows from an edit that could not be done. */
export interface Alternative {
  readonly disposition: Disposition;
  /** True: not for whom an allow entry holds. */
  readonly yieldsToAllow: boolean;
}

export interface Decision extends Answer {
  /** Where the answer is milder or other than policy said, and why: stable codes for the record. */
  readonly downgrades: readonly Downgrade[];
}

export type Downgrade =
  | 'bounce-without-reverse-path'
  | 'bounce-to-unauthenticated-reverse-path'
  | `${Disposition}-not-offered-by-source`;

/** What of the mail a decision depends on. */
export interface Circumstances {
  readonly direction: FlowDirection;
  readonly envelope: Envelope;
  readonly authentication: Authentication;
  readonly can: Capabilities;
}

/**
 * The edits of all findings that are enforced, but for warnings of an author whom the whole organisation trusts; the same edit asked for
 * twice is done once, with the stricter alternative.
 */
export function wantedEdits(
  findings: readonly Finding[],
  links: LinkPolicy,
  envelope: Envelope,
  noticeFor: (finding: Finding, part: string) => string,
): readonly WantedEdit[] {
  const wanted = new Map<string, WantedEdit>();
  const relevant = applicable(findings, envelope);
  const allAllow = relevant.some(({ allows, recipients }) => allows && recipients === undefined);
  for (const finding of relevant) {
    for (const rule of finding.onMatch.edits) {
      const yieldsToAllow = finding.yieldsToAllow && warns(rule.kind);
      if (yieldsToAllow && allAllow) continue;
      for (const edit of editsOf(rule, finding, links, noticeFor)) {
        const ifImpossible = rule.ifImpossible ?? defaultIfImpossible(rule.kind);
        const one = { edit, ...insteadOf(rule), ifImpossible, yieldsToAllow };
        const key = 'part' in edit ? `part ${edit.part}` : JSON.stringify([edit, one.instead]);
        const before = wanted.get(key);
        wanted.set(key, before ? both(before, one) : one);
      }
    }
  }
  return [...wanted.values()];
}

/**
 * Decides. `impossible` are the alternatives of edits that could not be done: they hold for every
 * recipient, since the content that was not changed is everybody's. But who trusts the author needs no warning.
 */
export function decide(
  findings: readonly Finding[],
  policy: Policy,
  circumstances: Circumstances,
  impossible: readonly Alternative[] = [],
): Decision {
  const relevant = applicable(findings, circumstances.envelope);
  const downgrades = new Set<Downgrade>();
  const settle = (recipient: string | null): Action => {
    const wished = wish(relevant, policy, recipient);
    const protectedWish = impossible
      .filter(({ yieldsToAllow }) => !(wished.allowed && yieldsToAllow))
      .reduce<Action>((action, { disposition }) => stricter(action, { disposition }), wished.action);
    return offered(
      withoutBystander(protectedWish, wished.insteadOfBounce, circumstances, downgrades),
      circumstances.can,
      downgrades,
    );
  };
  const rest = settle(null);
  // A shortened recipient list: organisation policy only, one disposition for all.
  const named = circumstances.envelope.complete ? circumstances.envelope.recipients : [];
  const recipients = named.map((address) => ({ address, action: settle(address) }));
  return { recipients, rest, downgrades: [...downgrades].sort() };
}

/** The same action for everybody, within what the source offers and the bounce rule allows. */
export function decideForAll(action: Action, circumstances: Circumstances): Decision {
  const downgrades = new Set<Downgrade>();
  const rest = offered(withoutBystander(action, undefined, circumstances, downgrades), circumstances.can, downgrades);
  return { recipients: [], rest, downgrades: [...downgrades].sort() };
}

/** True where somebody gets the content: only then is there a point in changing it. */
export function isDelivered({ recipients, rest }: Answer, { complete }: Envelope): boolean {
  const actions = complete && recipients.length > 0 ? recipients.map(({ action }) => action) : [rest];
  return actions.some(({ disposition }) => disposition !== 'BOUNCE' && disposition !== 'DROP');
}

function applicable(findings: readonly Finding[], { complete }: Envelope): readonly Finding[] {
  return findings.filter(({ mode, recipients }) => mode === 'enforce' && (complete || recipients === undefined));
}

interface Wish {
  readonly action: Action;
  /** Whether an allow entry holds for the recipient. */
  readonly allowed: boolean;
  readonly insteadOfBounce: Disposition | undefined;
}

/** What policy wants for one recipient; for `null`, for whoever is not named. */
function wish(findings: readonly Finding[], policy: Policy, recipient: string | null): Wish {
  const mine = findings.filter(({ recipients }) => concerns(recipients, recipient));
  const allowed = mine.some(({ allows }) => allows);
  let chosen: Wish = { action: { disposition: 'DEFAULT' }, allowed, insteadOfBounce: undefined };
  for (const finding of mine) {
    if (allowed && finding.yieldsToAllow) continue;
    const action = actionFor(finding, policy, recipient);
    if (stricter(chosen.action, action) === action)
      chosen = { action, allowed, insteadOfBounce: finding.onMatch.insteadOfBounce };
  }
  return chosen;
}

function concerns(recipients: readonly string[] | undefined, recipient: string | null): boolean {
  if (recipients === undefined) return true;
  return recipient !== null && recipients.some((one) => one.toLowerCase() === recipient.toLowerCase());
}

function actionFor(finding: Finding, policy: Policy, recipient: string | null): Action {
  const own =
    recipient === null
      ? undefined
      : ofMailbox(policy.directory, policy.mailboxes, recipient)?.onMatch[finding.filter]?.[finding.reason];
  const { disposition, bounceMessage } = own ?? finding.onMatch;
  return bounceMessage === undefined ? { disposition } : { disposition, bounceMessage };
}

function* editsOf(
  rule: EditRule,
  finding: Finding,
  { prefix, except }: LinkPolicy,
  noticeFor: (finding: Finding, part: string) => string,
): Iterable<Edit> {
  switch (rule.kind) {
    case 'add-field':
      yield { kind: rule.kind, name: rule.name, value: rule.value };
      return;
    case 'tag-subject':
      yield { kind: rule.kind, tag: rule.tag };
      return;
    case 'insert-banner':
      yield {
        kind: rule.kind,
        text: filled(rule.text, finding),
        html: filled(rule.html ?? asHtml(rule.text), finding),
      };
      return;
    case 'replace-attachment':
    case 'remove-attachment':
      for (const part of finding.parts) yield { kind: rule.kind, part, notice: noticeFor(finding, part) };
      return;
    case 'rewrite-links':
      // No policy asks for it without a prefix; if one did, the edit would be refused and its `ifImpossible` hold.
      yield { kind: rule.kind, prefix: prefix ?? '', except };
  }
}

function insteadOf(rule: EditRule): Pick<WantedEdit, 'instead'> {
  if (rule.kind !== 'insert-banner' || rule.tagIfImpossible === undefined) return {};
  return { instead: { kind: 'tag-subject', tag: rule.tagIfImpossible } };
}

/** Of a file taken out and replaced, the one that tells the reader. */
function both(one: WantedEdit, other: WantedEdit): WantedEdit {
  return {
    ...one,
    edit: one.edit.kind === 'remove-attachment' ? other.edit : one.edit,
    yieldsToAllow: one.yieldsToAllow && other.yieldsToAllow,
    ifImpossible: strictness(other.ifImpossible) > strictness(one.ifImpossible) ? other.ifImpossible : one.ifImpossible,
  };
}

/** Said to the reader, and worth nothing to one who trusts the author. The others protect, or are for machines. */
function warns(kind: EditRule['kind']): boolean {
  return kind === 'insert-banner' || kind === 'tag-subject';
}

/** Banners and tags inform; the others protect, and what they were to protect from is not waved through. */
function defaultIfImpossible(kind: EditRule['kind']): Disposition {
  const protects = kind === 'replace-attachment' || kind === 'remove-attachment' || kind === 'rewrite-links';
  return protects ? 'MOVE_TO_JUNK' : 'DEFAULT';
}

/** `{{list}}` is what the finding has under this name: a domain, a code or a number, which text and HTML read alike. */
function filled(text: string, { evidence }: Finding): string {
  const seen = new Map(Object.entries(evidence).map(([name, value]) => [name, String(value)]));
  return text.replaceAll(/\{\{([a-zA-Z]{1,40})\}\}/g, (whole, name: string) => {
    const value = seen.get(name);
    return value !== undefined && /^[a-zA-Z0-9_.-]{1,253}$/.test(value) ? value : whole;
  });
}

function asHtml(text: string): string {
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return `<div style="border:1px solid #b58900;background:#fff8e1;color:#333;padding:8px;margin:0 0 12px 0;font-family:sans-serif;font-size:14px">${escaped}</div>`;
}

/**
 * RFC 5321 §6.1, RFC 3834 §2: a notice goes to the reverse-path and to nobody a forger chose. Each
 * address that the source could take for the reverse-path must be authenticated.
 */
function withoutBystander(
  action: Action,
  insteadOfBounce: Disposition | undefined,
  { direction, envelope, authentication }: Circumstances,
  downgrades: Set<Downgrade>,
): Action {
  if (action.disposition !== 'BOUNCE' || direction === 'OUTBOUND') return action;
  const candidates = [
    envelope.reversePath,
    authentication.reversePath ?? (authentication.reversePath === null ? null : envelope.reversePath),
  ];
  if (candidates.includes(null)) downgrades.add('bounce-without-reverse-path');
  else if (candidates.every((path) => path !== null && isAuthenticated(path, authentication))) return action;
  else downgrades.add('bounce-to-unauthenticated-reverse-path');
  return { disposition: insteadOfBounce ?? 'MOVE_TO_JUNK' };
}

/**
 * The reverse-path's domain passed SPF itself, or DMARC passed for it or a domain above it. Not for one
 * below: who owns a name under a shared domain does not own the shared domain.
 */
function isAuthenticated(reversePath: string, { spf, dmarc }: Authentication): boolean {
  const domain = domainOf(reversePath);
  if (domain === undefined) return false;
  if (spf?.result === 'pass' && spf.domain === domain) return true;
  return dmarc?.result === 'pass' && (domain === dmarc.domain || domain.endsWith(`.${dmarc.domain}`));
}

const refusedOutbound =
  'This message could not be sent: it breaks a rule of your organisation. Your administrator can tell you which.';

function offered(action: Action, can: Capabilities, downgrades: Set<Downgrade>): Action {
  const instead = can.instead[action.disposition];
  if (instead === undefined) return action;
  downgrades.add(`${action.disposition}-not-offered-by-source`);
  return instead === 'BOUNCE' ? { disposition: instead, bounceMessage: refusedOutbound } : { disposition: instead };
}

/** The part of a mail object a decision needs. */
export function circumstancesOf(mail: MailObject, can: Capabilities): Circumstances {
  return { direction: mail.direction, envelope: mail.envelope, authentication: mail.authentication, can };
}
