/**
 * What becomes of the first message that comes in a colleague's name from a private address: a colleague's own, which is warned
 * of since nobody can tell, and must not be moved; and a fraudster's, of which most ought to be.
 */

import { chances } from '../../../local/faults/chance.ts';
import { evaluate } from '../../../shared/evaluate.ts';
import type { MailObject } from '../../../shared/filters/filter.ts';
import { filters } from '../../../shared/filters/index.ts';
import { neverMet } from '../../../shared/filters/relation.ts';
import { isAscii } from '../../../shared/mail/ascii.ts';
import { parseMessage } from '../../../shared/mail/parse.ts';
import type { Policy } from '../../../shared/policy.ts';
import { parsePolicy } from '../../../shared/policy-document.ts';
import { organisation, ownDomain, people } from './organisation.ts';
import { freemail } from './outside.ts';
import { authenticationOf } from './scenarios.ts';
import type { Wording } from './wording.ts';
import { attackWordings } from './wordings-attack.ts';
import { homeWordings } from './wordings-home.ts';

export interface Outcome {
  readonly what: string;
  readonly of: number;
  readonly warned: number;
  readonly junked: number;
}

export function outcomesFromHome(seed: number, count: number): readonly Outcome[] {
  return [
    outcomeOf('colleague from home', firstMessages(seed, count, homeWordings)),
    outcomeOf('fraudster', firstMessages(seed, count, attackWordings)),
  ];
}

function outcomeOf(what: string, mail: Iterable<MailObject>): Outcome {
  const found = Array.from(mail, (one) => {
    const findings = evaluate(one, policy, filters);
    return {
      isWarned: findings.some(({ filter, reason }) => filter === 'impersonated-name' && reason === 'internal-name'),
      isJunk: findings.some(({ onMatch }) => onMatch.disposition === 'MOVE_TO_JUNK'),
    };
  });
  const count = (isSo: (one: (typeof found)[number]) => boolean): number => found.filter(isSo).length;
  return { what, of: found.length, warned: count(({ isWarned }) => isWarned), junked: count(({ isJunk }) => isJunk) };
}

function* firstMessages(seed: number, count: number, wordings: readonly Wording[]): Generator<MailObject> {
  const chance = chances(seed);
  const draw = <T>(from: readonly T[]): T => {
    const drawn = from[Math.floor(chance() * from.length)];
    if (drawn === undefined) throw new Error('there is nothing to draw from');
    return drawn;
  };
  for (let made = 0; made < count; made += 1) {
    const { name } = draw(people);
    const domain = draw(freemail);
    const address = `${localPartOf(name)}${draw(['', '77', '1990'])}@${domain}`;
    const filled = (text: string): string =>
      text
        .replaceAll('{you}', draw(people).name)
        .replaceAll('{me}', name)
        .replaceAll('{n}', draw(['48210', '1500']));
    const { subject, text, signature } = draw(wordings);
    const lines = [
      `From: ${encoded(name)} <${address}>`,
      `To: Bob <p05@${ownDomain}>`,
      `Subject: ${encoded(filled(subject))}`,
      'Date: Mon, 23 Nov 2026 08:59:00 +0000',
      `Message-ID: <${made}.1f.9@mail.${domain}>`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      filled(text),
      '',
      filled(signature),
      '',
    ];
    yield {
      envelope: { reversePath: address, recipients: [`p05@${ownDomain}`], complete: true },
      direction: 'INBOUND',
      message: parseMessage(Buffer.from(lines.join('\r\n'))),
      authentication: authenticationOf(domain, true),
      organisation,
      relation: { state: 'asked', address: neverMet, domain: null, historyDays: 500 },
      organisationModel: null,
    };
  }
}

/** `chloe.dupont` */
function localPartOf(name: string): string {
  return name.normalize('NFKD').replaceAll(/\p{M}/gu, '').replace(' ', '.').toLowerCase();
}

function encoded(text: string): string {
  return isAscii(text) ? text : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
}

const policy: Policy = (() => {
  const parsed = parsePolicy({ version: 1, domains: [ownDomain] });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
})();
