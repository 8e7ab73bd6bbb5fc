/**
 * The flow rules of an organisation: what WorkMail's console would refuse, and which rule holds for whom
 * (WorkMail Admin Guide, "Managing email flows" and "Creating email flow rules"; facts sheet, section 5).
 *
 * Nobody orders rules. The most specific one wins; of equally specific ones that whose action comes first
 * in WorkMail's list, so any static rule beats Run Lambda. ASSUMED: the sender's pattern is compared before
 * the recipient's; a synchronous rule beats an asynchronous one; last decides the order of the names.
 */

import type { Direction } from '../message-flow/transit.ts';
import { type AddressPattern, parsePattern } from './address-pattern.ts';
import { type FlowRule, maxTimeoutMs, type RuleAction } from './rule.ts';

/** Hard quotas of WorkMail; the guide counts sender patterns. ASSUMED: recipient patterns count alike. */
const maxPatternsPerRule = 250;
const maxPatternsPerOrganisation = 1_000;

/** WorkMail's lists, the most restrictive action first. */
const precedence: Readonly<Record<Direction, readonly RuleAction['type'][]>> = {
  INBOUND: ['DROP', 'BOUNCE', 'MOVE_TO_JUNK', 'DEFAULT', 'BYPASS_SPAM_CHECK', 'RUN_LAMBDA', 'RUN_LAMBDA_ASYNC'],
  OUTBOUND: ['DEFAULT', 'DROP', 'BOUNCE', 'SMTP_GATEWAY', 'RUN_LAMBDA', 'RUN_LAMBDA_ASYNC'],
};

/** The addresses of a message's header that a rule's sender patterns are held against; never the envelope. */
export interface HeaderSender {
  /** Of the field Sender; absent where there is none. */
  readonly sender?: string | undefined;
  readonly from: string;
}

interface ParsedRule {
  readonly rule: FlowRule;
  readonly senders: readonly AddressPattern[];
  readonly recipients: readonly AddressPattern[];
}

interface Match {
  readonly rule: FlowRule;
  readonly sender: number;
  readonly recipient: number;
}

export class RuleBook {
  readonly rules: readonly FlowRule[];
  readonly #parsed: readonly ParsedRule[];

  /** Throws an error that names the rule, what is wrong with it, and the remedy. */
  constructor(rules: readonly FlowRule[]) {
    this.#parsed = rules.map((rule) => parseRule(rule));
    for (const direction of ['INBOUND', 'OUTBOUND'] as const) {
      requireDistinctNames(rules.filter((rule) => rule.direction === direction));
    }
    const count = rules.reduce((sum, { senders }) => sum + senders.length, 0);
    if (count > maxPatternsPerOrganisation) {
      throw new Error(
        `The flow rules have ${count} sender patterns; an organisation may have ${maxPatternsPerOrganisation}. ` +
          'Put addresses of one domain together as a pattern of that domain.',
      );
    }
    this.rules = rules;
  }

  /**
   * What WorkMail's console calls "Test configuration": the rule that holds for a message from `header` to
   * `recipient`. Undefined: none does, and the mail is delivered as by DEFAULT.
   */
  ruleFor(direction: Direction, { sender, from }: HeaderSender, recipient: string): FlowRule | undefined {
    const bySender = sender === undefined ? undefined : this.#mostSpecific(direction, sender, recipient);
    return bySender ?? this.#mostSpecific(direction, from, recipient);
  }

  #mostSpecific(direction: Direction, sender: string, recipient: string): FlowRule | undefined {
    const matches = this.#parsed.flatMap((parsed) => {
      if (parsed.rule.direction !== direction) return [];
      const match = {
        rule: parsed.rule,
        sender: best(parsed.senders, sender),
        recipient: best(parsed.recipients, recipient),
      };
      return match.sender < 0 || match.recipient < 0 ? [] : [match];
    });
    return matches.sort(byPrecedence)[0]?.rule;
  }
}

/** The specificity of the best pattern; negative where none matches. */
const best = (patterns: readonly AddressPattern[], address: string): number =>
  Math.max(-1, ...patterns.filter((pattern) => pattern.matches(address)).map(({ specificity }) => specificity));

function byPrecedence(a: Match, b: Match): number {
  return (
    b.sender - a.sender ||
    b.recipient - a.recipient ||
    rankOf(a.rule) - rankOf(b.rule) ||
    (a.rule.name < b.rule.name ? -1 : 1)
  );
}

const rankOf = ({ direction, action }: FlowRule): number => precedence[direction].indexOf(action.type);

function parseRule(rule: FlowRule): ParsedRule {
  const refuse = (problem: string): never => {
    throw new Error(`The flow rule "${rule.name}" (${rule.direction.toLowerCase()}): ${problem}`);
  };
  const parse = (what: string, patterns: readonly string[]): readonly AddressPattern[] => {
    if (patterns.length === 0) return refuse(`it has no ${what} patterns. Give at least one; "*" is everybody.`);
    if (patterns.length > maxPatternsPerRule) {
      return refuse(
        `it has ${patterns.length} ${what} patterns; a rule may have ${maxPatternsPerRule}. Use patterns of domains.`,
      );
    }
    return patterns.map((pattern) => {
      try {
        return parsePattern(pattern);
      } catch (cause) {
        return refuse(cause instanceof Error ? cause.message : String(cause));
      }
    });
  };
  if (rule.name.trim() === '') refuse('it has no name. Give it one.');
  const problem = actionProblem(rule);
  if (problem !== undefined) refuse(problem);
  return { rule, senders: parse('sender', rule.senders), recipients: parse('recipient', rule.recipients) };
}

function actionProblem({ direction, action, recipients }: FlowRule): string | undefined {
  const allowed = precedence[direction];
  if (!allowed.includes(action.type)) {
    return `the action ${action.type} is not one of this direction. Choose one of ${allowed.join(', ')}.`;
  }
  if (action.type !== 'RUN_LAMBDA') return undefined;
  const { timeoutMs, fallback } = action;
  if (recipients.some((pattern) => pattern !== '*')) {
    return 'a synchronous Run Lambda rule must have the recipient pattern "*" and no other.';
  }
  if (!Number.isInteger(timeoutMs) || timeoutMs < 0 || timeoutMs > maxTimeoutMs) {
    return `its timeout is ${timeoutMs} ms; it must be 0 to ${maxTimeoutMs} ms (240 minutes).`;
  }
  return allowed.includes(fallback.type)
    ? undefined
    : `its fallback action ${fallback.type} is not one of this direction.`;
}

function requireDistinctNames(rules: readonly FlowRule[]): void {
  const seen = new Set<string>();
  for (const { name, direction } of rules) {
    if (seen.has(name)) {
      throw new Error(`Two ${direction.toLowerCase()} flow rules are named "${name}". Rename one of them.`);
    }
    seen.add(name);
  }
}
