/** The flow rules that give somebody else's function all mail: what comes in, and what the users send. */

import type { FlowRule, Rule } from '../flow/rule.ts';
import { defaultRule } from '../org.ts';

/** Outbound, a rule cannot fall back on junk. */
export const foreignRules = (settings: Partial<Rule> = {}): readonly FlowRule[] => [
  defaultRule(settings),
  { ...defaultRule({ ...settings, fallback: { type: 'DEFAULT' } }), direction: 'OUTBOUND' },
];
