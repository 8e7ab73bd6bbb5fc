/**
 * WorkMail's e-mail events as CloudWatch Logs has them (WorkMail Admin Guide, "Monitoring Amazon WorkMail email
 * event logs" and "Using CloudWatch Insights with Amazon WorkMail"), made from the steps of a message.
 *
 * The guide names the fields of `event` and shows by its queries that `traceId` stands beside it. `messageId` in
 * it is the Message-ID field of the mail, as recipients see it: the same when our user sends to our user, where
 * each of the two messages has a `traceId` of its own. ASSUMED: `traceId` is the `messageId` of the function's
 * event, which joins this log with what a function recorded; the words for folders and actions; GRAY for
 * whatever is neither pass nor fail.
 */

import type { Assignment } from './assignment.ts';
import type { FlowStep, Step } from './flow-step.ts';

export interface WorkMailEvent {
  readonly eventName: string;
  readonly [field: string]: unknown;
}

/** The events of one step; `steps` are those of its message so far. */
export function eventsOf(step: FlowStep, steps: readonly FlowStep[]): readonly WorkMailEvent[] {
  const first = steps.find((one) => one.step === 'received' || one.step === 'submitted');
  if (first === undefined) return [];
  const outgoing = first.step === 'submitted';
  switch (step.step) {
    case 'received':
      return [received(step)];
    case 'submitted':
      return [
        { eventName: 'OUTGOING_EMAIL_SUBMITTED', recipients: step.recipients, ...author(step), subject: step.subject },
      ];
    case 'dmarc-applied':
      return [
        {
          eventName: 'DMARC_POLICY_APPLIED',
          from: first.from,
          recipients: step.recipients,
          policy: step.policy.toUpperCase(),
        },
      ];
    case 'decided':
      return rulesApplied(step.assignments, outgoing ? 'OUTBOUND_RULE' : 'INBOUND_RULE');
    case 'delivered':
      return [
        {
          eventName: 'MAILBOX_EMAIL_DELIVERED',
          recipient: step.mailbox,
          folder: step.folder === 'junk' ? 'Junk E-mail' : 'Inbox',
        },
      ];
    case 'redirected':
      return [mailboxRule(step)];
    case 'bounced':
      return [bounced(step, outgoing)];
    case 'sent':
    case 'handed-over':
      return [
        { eventName: 'OUTGOING_EMAIL_SENT', recipient: step.recipient, ...author(first), messageId: step.messageId },
      ];
    case 'journaled':
      return [{ eventName: 'JOURNALING_INITIATED', journalingAddress: step.address }];
    default:
      return [];
  }
}

/** `sender` is set only on mail sent on behalf of another. */
function author(step: Step<'received'> | Step<'submitted'>): { readonly from: string; readonly sender?: string } {
  const sender = step.step === 'submitted' ? step.onBehalfBy : undefined;
  return { ...(sender !== undefined && { sender }), from: step.from };
}

function received(step: Step<'received'>): WorkMailEvent {
  const dmarcVerdict = verdict(step.dmarc);
  return {
    eventName: 'ORGANIZATION_EMAIL_RECEIVED',
    recipients: step.recipients,
    ...author(step),
    subject: step.subject,
    messageId: step.messageId,
    spamVerdict: step.spam,
    dkimVerdict: verdict(step.dkim),
    dmarcVerdict,
    ...(dmarcVerdict === 'FAIL' && { dmarcPolicy: step.dmarcPolicy?.toUpperCase() }),
    spfVerdict: verdict(step.spf),
    messageTimestamp: step.at,
  };
}

/** From the words of RFC 8601 to those of SES's notifications. */
function verdict(result: string): string {
  switch (result) {
    case 'pass':
      return 'PASS';
    case 'fail':
      return 'FAIL';
    default:
      return 'GRAY';
  }
}

function rulesApplied(assignments: readonly Assignment[], ruleType: string): readonly WorkMailEvent[] {
  const byRule = Map.groupBy(
    assignments.filter(({ rule }) => rule !== undefined),
    ({ rule }) => rule,
  );
  return [...byRule].map(([ruleName, group]) => {
    const byAction = Map.groupBy(group, ({ type }) => type);
    const ruleActions = [...byAction].map(([action, some]) => ({
      action,
      recipients: some.map(({ recipient }) => recipient),
    }));
    return { eventName: 'RULE_APPLIED', ruleName, ruleType, ruleActions };
  });
}

const mailboxRule = ({ mailbox, to }: Step<'redirected'>): WorkMailEvent => ({
  eventName: 'RULE_APPLIED',
  ruleName: 'redirect',
  ruleType: 'MAILBOX_RULE',
  ruleActions: [{ action: 'REDIRECT', recipients: [mailbox] }],
  targetRecipient: to,
});

/** The guide's queries find `destination` and `reason` on outgoing mail, and all in one field on incoming mail. */
function bounced({ recipient, reason, status }: Step<'bounced'>, outgoing: boolean): WorkMailEvent {
  const bouncedRecipient = { emailAddress: recipient, reason, status };
  return outgoing
    ? { eventName: 'OUTGOING_EMAIL_BOUNCED', bouncedRecipient, destination: recipient, reason }
    : { eventName: 'INCOMING_EMAIL_BOUNCED', bouncedRecipient };
}
