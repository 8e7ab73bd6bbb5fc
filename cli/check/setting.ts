/** The options of `mailweir check` that say how to judge, read into what judging needs. */

import { type Acquaintance, neverMet, type Relation, unknownRelation } from '../../shared/filters/relation.ts';
import type { Policy } from '../../shared/policy.ts';
import { CommandFault } from '../fault.ts';
import { requirePolicy } from '../policy/read.ts';
import { printable } from '../printable.ts';
import { say, type Terminal } from '../terminal.ts';
import { addressGiven, defaultPolicyFor, firstMailbox, type Handover, reversePathGiven } from './circumstances.ts';

interface SettingOptions {
  readonly policy: string | undefined;
  readonly from: string | undefined;
  readonly to: readonly string[];
  readonly direction: string | undefined;
  readonly relation: string | undefined;
}

export async function settingOf(
  options: SettingOptions,
  terminal: Terminal,
): Promise<{ policy: Policy; handover: Handover; relation: Relation }> {
  const direction = directionOf(options.direction);
  const relation = relationOf(options.relation);
  const from = options.from === undefined ? undefined : reversePathGiven('--from', options.from);
  const given = options.to.map((text) => addressGiven('--to', text));
  const ours = direction === 'INBOUND' ? given : [from ?? []].flat();
  const policy = options.policy === undefined ? defaultPolicyFor(ours) : await requirePolicy(options.policy, terminal);
  if (options.policy === undefined) {
    say(
      terminal,
      `no --policy: judging by the defaults of every filter, as the organisation of ${policy.domains.join(', ')}.`,
    );
  }
  return { policy, handover: { direction, from, to: given.length > 0 ? given : [firstMailbox(policy)] }, relation };
}

function directionOf(text = 'inbound'): Handover['direction'] {
  if (text === 'inbound') return 'INBOUND';
  if (text === 'outbound') return 'OUTBOUND';
  throw new CommandFault('usage', `--direction is ${printable(JSON.stringify(text))}; it is inbound or outbound.`);
}

const longKnown: Acquaintance = {
  received: 20,
  daysReceived: 12,
  firstReceivedDaysAgo: 365,
  written: 5,
  firstWrittenDaysAgo: 360,
  lastWrittenDaysAgo: 10,
};

/** As `inbound` would find it, had it been asked. */
function relationOf(text: string | undefined): Relation {
  if (text === undefined) return unknownRelation;
  if (text !== 'known' && text !== 'first')
    throw new CommandFault('usage', `--relation is ${printable(JSON.stringify(text))}; it is known or first.`);
  const acquaintance = text === 'known' ? longKnown : neverMet;
  return { state: 'asked', address: acquaintance, domain: acquaintance, historyDays: 400 };
}

export function deadlineOf(text = '10000'): number {
  const deadlineMs = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (deadlineMs >= 1) return deadlineMs;
  throw new CommandFault(
    'usage',
    `--deadline-ms is ${printable(JSON.stringify(text))}; it is a number from 1 to 999999.`,
  );
}
