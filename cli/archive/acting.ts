/** Who does something to the archive, and why: it stands in the archive for longer than anybody remembers. */

import type { Retention } from '../../shared/ports.ts';
import type { Given, OptionSpecs } from '../arguments.ts';
import { CommandFault } from '../fault.ts';
import type { Terminal } from '../terminal.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** What was done and by whom is asked for long after. The bucket takes no lock beyond its longest class. */
const actDays = 3_650;

export const actingOptions = {
  why: { type: 'string', value: 'TEXT', help: 'The reason, such as the file number of the case.' },
  by: { type: 'string', value: 'WHO', help: 'Who does it; else the variable USER.' },
} as const satisfies OptionSpecs;

export interface Actor {
  readonly by: string;
  readonly at: Date;
  /** How long the act itself stays locked. */
  readonly retention: Retention;
}

export function actorFrom({ by }: Pick<Given<typeof actingOptions>, 'by'>, { environment }: Terminal, at: Date): Actor {
  const who = by ?? environment['USER'];
  if (who === undefined || who.trim() === '') {
    throw new CommandFault('usage', '--by is missing: who does it, as the variable USER is not set.');
  }
  return { by: who, at, retention: { mode: 'GOVERNANCE', until: new Date(at.getTime() + actDays * dayMs) } };
}

export function reasonFrom({ why }: Pick<Given<typeof actingOptions>, 'why'>): string {
  if (why === undefined || why.trim() === '') {
    throw new CommandFault('usage', '--why is missing: the reason; it stands in the archive.');
  }
  return why;
}
