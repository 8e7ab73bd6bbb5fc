/**
 * What shall happen to whom: DMARC, then the flow rules, then the function of a synchronous rule.
 *
 * ASSUMED, since WorkMail does not publish the order: DMARC is enforced before any rule, and no rule sees what
 * it dropped or sent to junk. A redirected message was looked at when it came in the first time.
 */

import type { TransitMessage } from '../message-flow/transit.ts';
import { type AskingOptions, askUntil } from './asking.ts';
import { type Assignment, assignFallback, assignStatic } from './assignment.ts';
import type { FlowLog } from './flow-log.ts';
import type { Step } from './flow-step.ts';
import type { FlowRule, RunLambda } from './rule.ts';
import type { RuleBook } from './rule-book.ts';

export interface DecidingOptions extends AskingOptions {
  readonly rules: RuleBook;
  readonly dmarcEnforcement: boolean;
  /**
   * Whether mail between our own users meets the inbound rules after the outbound ones. Not published (facts
   * sheet, section 10, question 7).
   */
  readonly inboundRulesForInternalMail: boolean;
}

type By = Step<'decided'>['by'];

export interface Decision {
  readonly by: By;
  readonly assignments: readonly Assignment[];
}

/** Notes what it finds, but not the decision itself. Throws when the flow is stopped before that. */
export async function decide(message: TransitMessage, log: FlowLog, options: DecidingOptions): Promise<Decision> {
  const disowned = await applyDmarc(message, log, options.dmarcEnforcement);
  if (disowned) return { by: 'dmarc', assignments: disowned };
  const groups = groupByRule(message, log, options);
  for (const { rule, recipients } of groups) await noteChoice(rule, recipients, log);
  let by: By = groups.some(({ rule }) => rule !== undefined) ? 'rule' : 'no-rule';
  const assignments: Assignment[] = [];
  for (const { rule, recipients } of groups) {
    if (!isSynchronous(rule)) {
      assignments.push(...assignStatic(rule, recipients));
      continue;
    }
    const asked = { ...rule.action, name: rule.name };
    const answered = await askUntil({ message, rule: asked, recipients, log }, options);
    by = answered ? 'answer' : 'fallback';
    const { fallback } = rule.action;
    const allRecipients = message.envelope.recipients;
    assignments.push(...(answered ?? assignFallback({ rule: rule.name, fallback, recipients, allRecipients })));
  }
  return { by, assignments };
}

async function applyDmarc(
  { envelope }: TransitMessage,
  log: FlowLog,
  enforced: boolean,
): Promise<readonly Assignment[] | undefined> {
  const received = log.last('received');
  const policy = received?.dmarcPolicy;
  if (!enforced || received?.dmarc !== 'fail' || policy === undefined || received.origin === 'redirect')
    return undefined;
  const { recipients } = envelope;
  if (!log.last('dmarc-applied')) await log.add({ step: 'dmarc-applied', policy, recipients });
  if (policy === 'none') return undefined;
  const type = policy === 'reject' ? 'DROP' : 'MOVE_TO_JUNK';
  return recipients.map((recipient) => ({ recipient, type, by: 'dmarc' }));
}

interface Group {
  readonly rule: FlowRule | undefined;
  readonly recipients: readonly string[];
}

function groupByRule(message: TransitMessage, log: FlowLog, options: DecidingOptions): readonly Group[] {
  const { direction, envelope } = message;
  const received = log.last('received');
  const exempt = received?.origin === 'internal' && !options.inboundRulesForInternalMail;
  const { from = '', sender } = received ?? log.last('submitted') ?? {};
  const ruleFor = (recipient: string): FlowRule | undefined =>
    exempt ? undefined : options.rules.ruleFor(direction, { from, sender }, recipient);
  return [...Map.groupBy(envelope.recipients, ruleFor)].map(([rule, recipients]) => ({ rule, recipients }));
}

/** Noted again after a restart only where the rules have changed meanwhile. */
async function noteChoice(rule: FlowRule | undefined, recipients: readonly string[], log: FlowLog): Promise<void> {
  const name = rule?.name ?? null;
  const action = rule?.action.type ?? 'DEFAULT';
  const functionName =
    rule !== undefined && 'functionName' in rule.action ? { functionName: rule.action.functionName } : {};
  const isNoted = log
    .all('rule-chosen')
    .some((one) => one.rule === name && one.action === action && one.recipients.join() === recipients.join());
  if (!isNoted)
    await log.add({ step: 'rule-chosen', rule: name, action, ...functionName, recipients: [...recipients] });
}

const isSynchronous = (rule: FlowRule | undefined): rule is FlowRule & { readonly action: RunLambda } =>
  rule?.action.type === 'RUN_LAMBDA';
