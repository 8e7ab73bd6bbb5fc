/** How many operands a command takes, said in its own words. */

import { CommandFault } from './fault.ts';
import { printable } from './printable.ts';

export function oneOperand(operands: readonly string[], what: string): string {
  const [operand, extra] = operands;
  if (operand === undefined || operand === '') throw new CommandFault('usage', `${what} must be named.`);
  if (extra !== undefined) {
    throw new CommandFault('usage', `${printable(JSON.stringify(extra))} is one too many: this command takes ${what}.`);
  }
  return operand;
}

export function noOperand([operand]: readonly string[]): void {
  if (operand === undefined) return;
  throw new CommandFault(
    'usage',
    `${printable(JSON.stringify(operand))} is one too many: this command takes options only.`,
  );
}
