/** How long what a command puts into the archive stays locked at least. */

import type { Retention } from '../../shared/ports.ts';
import type { Given, OptionSpecs } from '../arguments.ts';
import { CommandFault } from '../fault.ts';
import { printable } from '../printable.ts';

export const retentionOptions = {
  'retain-days': { type: 'string', value: 'NUMBER', help: 'Locked for so many days from now; 30 unless told.' },
  mode: {
    type: 'string',
    value: 'MODE',
    help: 'The lock: governance (unless told), or compliance, which nobody can shorten.',
  },
} as const satisfies OptionSpecs;

const dayMs = 24 * 60 * 60 * 1000;

export function retentionFrom(options: Given<typeof retentionOptions>, now: Date): Retention {
  const { 'retain-days': days = '30', mode = 'governance' } = options;
  if (!/^[1-9]\d{0,4}$/.test(days)) {
    throw new CommandFault('usage', `--retain-days is ${printable(JSON.stringify(days))}: a number from 1 to 99999.`);
  }
  if (mode !== 'governance' && mode !== 'compliance') {
    throw new CommandFault('usage', `--mode is ${printable(JSON.stringify(mode))}: it is governance or compliance.`);
  }
  return {
    mode: mode === 'governance' ? 'GOVERNANCE' : 'COMPLIANCE',
    until: new Date(now.getTime() + Number(days) * dayMs),
  };
}
