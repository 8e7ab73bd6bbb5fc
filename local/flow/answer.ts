/**
 * Reads what the function answered as strictly as WorkMail does, or more so where the guide is silent
 * (WorkMail Admin Guide, "Configuring AWS Lambda for Amazon WorkMail"; facts sheet, section 2).
 *
 * ASSUMED, on the strict side: unknown keys, `parameters` with anything but BOUNCE, a recipient named
 * twice, a stranger as new recipient, and an action for nobody each make the whole answer invalid.
 */

import * as v from 'valibot';
import { dispositions } from '../../shared/mail/disposition.ts';
import type { Direction } from '../message-flow/transit.ts';
import type { FlowAction } from './rule.ts';

export interface Answer {
  /** What recipients were given by name; `fallback` where it was past the tenth unique action. */
  readonly named: ReadonlyMap<string, FlowAction | 'fallback'>;
  /** The action with `allRecipients`; absent = nobody said anything about the rest. */
  readonly rest?: FlowAction | 'fallback';
}

export type ReadAnswer =
  | { readonly valid: true; readonly answer: Answer }
  | { readonly valid: false; readonly problem: string };

const maxAnswerBytes = 256 * 1024;
const maxUniqueActions = 10;

const plainTypes = dispositions.filter((type) => type !== 'BOUNCE');

const ActionElement = v.strictObject({
  action: v.variant('type', [
    v.strictObject({
      type: v.literal('BOUNCE'),
      parameters: v.exactOptional(v.strictObject({ bounceMessage: v.exactOptional(v.string()) })),
    }),
    v.strictObject({ type: v.picklist(plainTypes) }),
  ]),
  recipients: v.exactOptional(v.array(v.pipe(v.string(), v.regex(/^\S+@\S+$/, 'is not a mail address')))),
  allRecipients: v.exactOptional(v.boolean()),
});

const AnswerDocument = v.strictObject({ actions: v.pipe(v.array(ActionElement), v.minLength(1, 'is empty')) });

type Elements = v.InferOutput<typeof AnswerDocument>['actions'];

export interface AnswerLimits {
  readonly direction: Direction;
  /** Inbound, an answer may name new recipients in these domains only. */
  readonly ownDomains: readonly string[];
}

/** What an answer may say of a message that goes out. */
const outboundTypes: readonly FlowAction['type'][] = ['BOUNCE', 'DROP', 'DEFAULT'];

export function readAnswer(payload: unknown, { direction, ownDomains }: AnswerLimits): ReadAnswer {
  const sizeBytes = Buffer.byteLength(JSON.stringify(payload ?? null));
  if (sizeBytes > maxAnswerBytes) return invalid(`the answer has ${sizeBytes} bytes; ${maxAnswerBytes} are allowed`);
  const parsed = v.safeParse(AnswerDocument, payload);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return invalid(`${v.getDotPath(issue) ?? 'the answer'}: ${issue.message}`);
  }
  const { actions } = parsed.output;
  const refused = direction === 'INBOUND' ? stranger(actions, ownDomains) : inboundAction(actions);
  const problem = emptyAction(actions) ?? repeatedRecipient(actions) ?? refused;
  return problem === undefined ? { valid: true, answer: assembled(actions) } : invalid(problem);
}

const invalid = (problem: string): ReadAnswer => ({ valid: false, problem });

function emptyAction(actions: Elements): string | undefined {
  const at = actions.findIndex(({ recipients = [], allRecipients }) => recipients.length === 0 && !allRecipients);
  return at < 0 ? undefined : `actions.${at}: is for nobody`;
}

function repeatedRecipient(actions: Elements): string | undefined {
  const seen = new Set<string>();
  for (const address of actions.flatMap(({ recipients = [] }) => recipients)) {
    if (seen.has(address.toLowerCase())) return `${address} is in two actions`;
    seen.add(address.toLowerCase());
  }
  const closing = actions.filter(({ allRecipients }) => allRecipients);
  return closing.length > 1 ? 'allRecipients is in two actions' : undefined;
}

function inboundAction(actions: Elements): string | undefined {
  const at = actions.findIndex(({ action }) => !outboundTypes.includes(action.type));
  return at < 0 ? undefined : `actions.${at}: ${actions[at]?.action.type} is not an action of outbound mail`;
}

function stranger(actions: Elements, ownDomains: readonly string[]): string | undefined {
  const isOwn = (address: string) => ownDomains.includes(address.slice(address.lastIndexOf('@') + 1).toLowerCase());
  const found = actions.flatMap(({ recipients = [] }) => recipients).find((address) => !isOwn(address));
  return found && `${found} is not in the organisation`;
}

/** "A maximum of 10 unique actions": what is over gets the rule's fallback action (guide). */
function assembled(actions: Elements): Answer {
  const unique = new Set<string>();
  const named = new Map<string, FlowAction | 'fallback'>();
  let rest: FlowAction | 'fallback' | undefined;
  for (const { action, recipients = [], allRecipients } of actions) {
    unique.add(JSON.stringify(action));
    const given = unique.size > maxUniqueActions ? 'fallback' : flowAction(action);
    for (const address of recipients) named.set(address.toLowerCase(), given);
    if (allRecipients) rest = given;
  }
  return { named, ...(rest === undefined ? {} : { rest }) };
}

function flowAction(action: Elements[number]['action']): FlowAction {
  if (action.type !== 'BOUNCE') return action;
  const bounceMessage = action.parameters?.bounceMessage;
  return { type: 'BOUNCE', ...(bounceMessage === undefined ? {} : { bounceMessage }) };
}
