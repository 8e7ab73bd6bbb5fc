/** The options of `mailweir check` that say how to judge, read into what judging needs. */

import type { Model } from '../../shared/filters/spam/model-file.ts';
import type { Policy } from '../../shared/policy.ts';
import { CommandFault } from '../fault.ts';
import { requirePolicy } from '../policy/read.ts';
import { printable } from '../printable.ts';
import { readModels } from '../spam/models.ts';
import { say, type Terminal } from '../terminal.ts';
import { addressGiven, defaultPolicyFor, firstMailbox, type Handover, reversePathGiven } from './circumstances.ts';
import type { Supposition } from './supposed.ts';

interface SettingOptions {
  readonly policy: string | undefined;
  readonly from: string | undefined;
  readonly to: readonly string[];
  readonly direction: string | undefined;
  readonly relation: string | undefined;
  readonly 'org-model': string | undefined;
}

interface Setting {
  readonly policy: Policy;
  readonly handover: Handover;
  readonly relation: Supposition;
  readonly organisationModel: Model | null;
}

export async function settingOf(options: SettingOptions, terminal: Terminal): Promise<Setting> {
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
  const { organisation } = await readModels({ model: undefined, 'org-model': options['org-model'] }, terminal);
  return {
    policy,
    handover: { direction, from, to: given.length > 0 ? given : [firstMailbox(policy)] },
    relation,
    organisationModel: organisation,
  };
}

function directionOf(text = 'inbound'): Handover['direction'] {
  if (text === 'inbound') return 'INBOUND';
  if (text === 'outbound') return 'OUTBOUND';
  throw new CommandFault('usage', `--direction is ${printable(JSON.stringify(text))}; it is inbound or outbound.`);
}

function relationOf(text: string | undefined): Supposition {
  if (text === undefined) return 'unknown';
  if (text === 'known' || text === 'first') return text;
  throw new CommandFault('usage', `--relation is ${printable(JSON.stringify(text))}; it is known or first.`);
}

export function deadlineOf(text = '10000'): number {
  const deadlineMs = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (deadlineMs >= 1) return deadlineMs;
  throw new CommandFault(
    'usage',
    `--deadline-ms is ${printable(JSON.stringify(text))}; it is a number from 1 to 999999.`,
  );
}
