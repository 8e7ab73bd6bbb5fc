/**
 * Tells a sender what was refused, by one mail for all recipients who were refused in the same words.
 *
 * ASSUMED: WorkMail bounces to the reverse-path whether or not anybody vouches for it, so that a bounce of
 * forged mail hits a bystander (backscatter).
 */

import { bounceMail } from './bounce.ts';
import type { Decided, DeliveryPlaces } from './delivery.ts';
import type { FlowLog } from './flow-log.ts';
import { sendSystemMail } from './system-mail.ts';

export interface Refusal {
  readonly recipient: string;
  readonly reason: string;
  /** RFC 3463. */
  readonly status: string;
}

export async function bounceAll(
  refusals: readonly Refusal[],
  { message, at }: Decided,
  places: DeliveryPlaces,
  log: FlowLog,
): Promise<void> {
  const told = new Set(log.all('bounced').map(({ recipient }) => recipient));
  for (const group of Map.groupBy(refusals, ({ reason, status }) => `${status} ${reason}`).values()) {
    const [first] = group;
    const recipients = group.map(({ recipient }) => recipient);
    if (first === undefined || recipients.every((recipient) => told.has(recipient))) continue;
    const { reason, status } = first;
    const { mailFrom } = message.envelope;
    let file: string | null = null;
    // RFC 5321 §4.5.5: a notification is never answered.
    if (mailFrom !== null) {
      const mail = bounceMail({
        id: message.id,
        to: mailFrom,
        recipients,
        text: reason,
        status,
        domain: places.directory.domains[0] ?? 'localhost',
        arrivedAt: message.receivedAt,
        at,
        original: await message.original(),
      });
      const { name, content } = mail;
      const about = message.id;
      file = await sendSystemMail({ name, kind: 'bounce', about, mailFrom: null, to: mailFrom, at, content }, places);
    }
    for (const recipient of recipients) {
      if (!told.has(recipient)) await log.add({ step: 'bounced', recipient, file, reason, status });
    }
  }
}
