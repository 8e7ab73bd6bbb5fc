/** What the file of `--org` means for an organisation that is started. */

import { LocalClock } from './clock.ts';
import type { OrgFile } from './org-file.ts';
import type { OrganisationOptions } from './organisation-options.ts';

/** `now` is the machine's time, from which the file's clock is counted. */
export function settingsOf(org: OrgFile, now: Date): Partial<OrganisationOptions> {
  const { policy, rules, dmarcEnforcement, journaling, senders, limits, faults, mailboxes, messageFlow } = org;
  const { verified, suppressed, ...account } = org.ses;
  const redirects = mailboxes.flatMap(({ address, redirectTo }) =>
    redirectTo === undefined ? [] : [[address, redirectTo] as const],
  );
  return {
    policy,
    people: policy,
    dmarcEnforcement,
    limits,
    faults,
    redirects: new Map(redirects),
    ses: { verified, account },
    suppressed,
    assumedFields: messageFlow,

    ...(rules && { rules }),
    ...(senders && { senderDomains: senders }),
    ...(journaling && {
      journaling: {
        journalAddress: journaling.to,
        reportAddress: journaling.reportsTo,
        alias: journaling.alias,
      },
    }),
    ...(org.clock && { clock: clockAt(org.clock, now) }),
  };
}

function clockAt(moment: Date, now: Date): LocalClock {
  const clock = new LocalClock();
  clock.advance(moment.getTime() - now.getTime());
  return clock;
}
