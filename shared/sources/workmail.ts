/**
 * WorkMail's synchronous Run Lambda rule: its event in, its answer out.
 *
 * Admin guide, "Configuring AWS Lambda for Amazon WorkMail". The event is read tolerantly where the
 * guide leaves a value open, and refused where acting on it would be a guess.
 */

import { PermanentError } from '../errors.ts';
import type { Action } from '../mail/disposition.ts';
import type { FlowDirection, ReversePath } from '../mail/envelope.ts';
import type { Answer, Capabilities, Transaction } from './source.ts';

export interface FlowResponse {
  readonly actions: readonly FlowAction[];
}

export interface FlowAction {
  readonly action: { readonly type: Action['disposition']; readonly parameters?: { readonly bounceMessage: string } };
  readonly recipients?: readonly string[];
  readonly allRecipients?: true;
}

/** WorkMail gives its fallback action to what comes after the tenth unique action. */
const maxActions = 10;

const knownVersions = ['2018-10-10', '2019-07-28'];

const can: Record<FlowDirection, Capabilities> = {
  INBOUND: { rewrite: true, verdicts: true, instead: {} },
  // The author is our own user: telling them beats sending what may not leave.
  OUTBOUND: { rewrite: true, verdicts: false, instead: { MOVE_TO_JUNK: 'BOUNCE', BYPASS_SPAM_CHECK: 'DEFAULT' } },
};

/**
 * Reads WorkMail's event. Raises `PermanentError` `malformed-event` where the message cannot be
 * named or the direction is unknown: a retry would bring the same event.
 */
export function decodeEvent(event: unknown): Transaction {
  if (!isObject(event)) throw malformed('event', event, 'an object as in WorkMail’s guide');
  const flowMessageId = event['messageId'];
  if (typeof flowMessageId !== 'string' || !isFlowMessageId(flowMessageId)) {
    throw malformed('messageId', flowMessageId, '1 to 120 of a-z, 0-9 and "-"');
  }
  const dedupeKey = event['invocationId'];
  if (typeof dedupeKey !== 'string' || dedupeKey === '' || dedupeKey.length > 1024) {
    throw malformed('invocationId', dedupeKey, 'the non-empty id of the invocation');
  }
  const direction = event['flowDirection'];
  if (direction !== 'INBOUND' && direction !== 'OUTBOUND') {
    throw malformed('flowDirection', direction, 'INBOUND or OUTBOUND');
  }

  const oddities: string[] = [];
  const version = event['summaryVersion'];
  if (typeof version !== 'string' || !knownVersions.includes(version)) oddities.push('unknown-summary-version');

  const envelope = isObject(event['envelope']) ? event['envelope'] : {};
  const recipients = readRecipients(envelope['recipients'], oddities);
  if (recipients.length === 0) oddities.push('no-recipients');
  const actingSender = addressOf(event['sender']);

  return {
    source: 'workmail',
    direction,
    dedupeKey,
    flowMessageId,
    envelope: {
      reversePath: reversePathOf(envelope['mailFrom']),
      ...(actingSender ? { actingSender } : {}),
      recipients,
      complete: event['truncated'] !== true,
    },
    can: can[direction],
    oddities,
  };
}

/** The direction of an event that could not be decoded, as far as it says one. */
export function directionHint(event: unknown): FlowDirection | undefined {
  const direction = isObject(event) ? event['flowDirection'] : undefined;
  return direction === 'INBOUND' || direction === 'OUTBOUND' ? direction : undefined;
}

/**
 * Writes the answer: at most ten actions, no recipient twice, the last one for all who are not
 * named, because an omitted recipient gets the rule's fallback action.
 */
export function encodeAnswer(answer: Answer, complete = true): FlowResponse {
  const closing: FlowAction = { ...flowAction(answer.rest), allRecipients: true };
  // A shortened list names some recipients only; the guide promises nobody else but to allRecipients.
  if (!complete) return { actions: [closing] };

  const groups = grouped(answer, (action) => action);
  const few = groups.size < maxActions ? groups : grouped(answer, withoutText);
  const actions = [...few.values()].map(({ action, addresses }) => ({ ...flowAction(action), recipients: addresses }));
  return { actions: [...actions, closing] };
}

interface Group {
  readonly action: Action;
  readonly addresses: string[];
}

function grouped(answer: Answer, simplified: (action: Action) => Action): Map<string, Group> {
  const groups = new Map<string, Group>();
  const named = new Set<string>();
  const restKey = keyOf(answer.rest);
  for (const { address, action: given } of answer.recipients) {
    if (named.has(address.toLowerCase())) continue;
    named.add(address.toLowerCase());
    const action = simplified(given);
    const key = keyOf(action);
    if (key === restKey) continue;
    const group = groups.get(key);
    if (group) group.addresses.push(address);
    else groups.set(key, { action, addresses: [address] });
  }
  return groups;
}

const keyOf = ({ disposition, bounceMessage }: Action): string => `${disposition} ${bounceMessage ?? ''}`;

const withoutText = ({ disposition }: Action): Action => ({ disposition });

function flowAction({ disposition, bounceMessage }: Action): FlowAction {
  if (disposition !== 'BOUNCE' || bounceMessage === undefined) return { action: { type: disposition } };
  return { action: { type: disposition, parameters: { bounceMessage } } };
}

/** Missing and empty both stand for the null reverse-path: what WorkMail sends for one is not documented. */
function reversePathOf(mailFrom: unknown): ReversePath {
  const address = addressOf(mailFrom);
  return address === undefined || address === '<>' ? null : address;
}

function readRecipients(list: unknown, oddities: string[]): readonly string[] {
  if (!Array.isArray(list)) return [];
  const recipients = new Map<string, string>();
  for (const entry of list) {
    const address = typeof entry === 'string' ? entry.trim() : addressOf(entry);
    if (!address) oddities.push('unreadable-recipient');
    else if (!recipients.has(address.toLowerCase())) recipients.set(address.toLowerCase(), address);
  }
  return [...recipients.values()];
}

function addressOf(value: unknown): string | undefined {
  const address = isObject(value) ? value['address'] : undefined;
  return typeof address === 'string' && address.trim() !== '' ? address.trim() : undefined;
}

function isFlowMessageId(id: string): boolean {
  return id.length <= 120 && /^[a-z0-9-]+$/.test(id);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names the field and its type; the value only where it cannot be anybody's data. */
function malformed(field: string, value: unknown, remedy: string): PermanentError {
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : value === null ? 'null' : typeof value;
  return new PermanentError(
    'malformed-event',
    `WorkMail event: ${field} is ${shown}; expected ${remedy}. Check that a synchronous WorkMail rule calls this function.`,
  );
}
