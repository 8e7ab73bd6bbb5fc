/** What a policy says about automatic replies that does not fit together, or that no message could ever meet. */

import type { Policy } from './policy.ts';
import { nearestName, type Problem, pathOf } from './policy-problems.ts';
import type { ReplyRule, ReplyText } from './reply/reply-rule.ts';
import { type Place, parseTemplate, type Variable, variables } from './reply/template.ts';
import { instantOf } from './reply/zone.ts';

type Keys = readonly (string | number)[];

export function replyContradictionsIn({ replies, domains }: Policy): readonly Problem[] {
  return replies.responders.flatMap((rule, index) => {
    const keys: Keys = ['replies', 'responders', index];
    const earlier = replies.responders.findIndex(({ id }) => id === rule.id);
    return [
      ...(earlier < index
        ? [
            at(
              [...keys, 'id'],
              `${rule.id} is the name of responder ${earlier}, too`,
              'Give each its own: senders are remembered by it.',
            ),
          ]
        : []),
      ...foreignMailboxes(rule, domains, keys),
      ...scheduleProblems(rule, [...keys, 'schedule']),
      ...audienceProblems(rule, keys),
      ...textProblems(rule, keys),
    ];
  });
}

function at(keys: Keys, problem: string, remedy: string): Problem {
  return { path: pathOf(keys), problem, remedy };
}

function foreignMailboxes({ mailboxes }: ReplyRule, domains: readonly string[], keys: Keys): readonly Problem[] {
  return mailboxes.flatMap((mailbox, index) => {
    const domain = mailbox.slice(mailbox.lastIndexOf('@') + 1);
    const place = [...keys, 'mailboxes', index];
    // SES has no SMTPUTF8.
    if (!/^[!-~]+$/.test(mailbox))
      return [at(place, `nothing can be sent in the name of ${mailbox}`, 'Name an address in ASCII.')];
    if (domains.includes(domain)) return [];
    return [at(place, `${domain} is not one of domains`, `Add ${domain} to domains, or remove the mailbox.`)];
  });
}

function scheduleProblems({ schedule }: ReplyRule, keys: Keys): readonly Problem[] {
  if (schedule === null) return [];
  const { zone, start, end, weekly, when } = schedule;
  return [
    ...(start !== null && end !== null && instantOf(start, zone) >= instantOf(end, zone)
      ? [at([...keys, 'end'], `${end} is not after the start, ${start}`, 'Write a later time.')]
      : []),
    ...weekly.flatMap(({ from, to }, index) =>
      from === to || from === '24:00'
        ? [
            at(
              [...keys, 'weekly', index],
              `${from} to ${to} is no time`,
              'For a whole day write from "00:00" to "24:00".',
            ),
          ]
        : [],
    ),
    ...(when === 'outside' && weekly.length === 0
      ? [
          at(
            [...keys, 'when'],
            'is outside, and there are no weekly hours to be outside of',
            'Add weekly, or remove when.',
          ),
        ]
      : []),
  ];
}

function audienceProblems({ audience, knownSenders }: ReplyRule, keys: Keys): readonly Problem[] {
  if (audience === 'known' && knownSenders.length === 0)
    return [
      at(
        [...keys, 'audience'],
        'is known, and knownSenders is empty',
        'List knownSenders, or answer another audience.',
      ),
    ];
  if (audience !== 'known' && knownSenders.length > 0)
    return [
      at(
        [...keys, 'knownSenders'],
        `are given, but the audience is ${audience}`,
        'Set audience: known, or remove them.',
      ),
    ];
  return [];
}

/** Each language has a text for all who are answered, and none for others. */
function textProblems(rule: ReplyRule, keys: Keys): readonly Problem[] {
  const { audience, texts, defaultLanguage } = rule;
  const missing = Object.hasOwn(texts, defaultLanguage)
    ? []
    : [
        at(
          [...keys, 'defaultLanguage'],
          `there is no text in ${defaultLanguage}`,
          `Add it to texts, or choose one of them.`,
        ),
      ];
  const inner = Object.entries(texts).flatMap(([language, byAudience]) =>
    (['internal', 'external'] as const).flatMap((who) => {
      const place = [...keys, 'texts', language, who];
      const text = byAudience[who];
      const needed = audience === who || audience === 'all' || audience === 'known';
      if (text === null) return needed ? [at(place, 'is missing', 'Add the text for these senders.')] : [];
      if (!needed) return [at(place, `is given, but the audience is ${audience}`, 'Remove it, or widen the audience.')];
      return templateProblems(rule, text, place);
    }),
  );
  return [...missing, ...inner];
}

function templateProblems(rule: ReplyRule, { subject, text, html }: ReplyText, keys: Keys): readonly Problem[] {
  const sources: readonly (readonly [key: keyof ReplyText, source: string | null, place: Place])[] = [
    ['subject', subject, 'header'],
    ['text', text, 'text'],
    ['html', html, 'html'],
  ];
  return sources.flatMap(([key, source, place]) => {
    if (source === null) return [];
    const parsed = parseTemplate(source, place);
    const here = [...keys, key];
    if (parsed.ok) return unavailable(rule, key, parsed.used, here);
    const { fault } = parsed;
    if (fault.kind === 'unclosed') return [at(here, 'has {{ without }}', 'Close it, or write one brace.')];
    if (fault.kind === 'variable-in-markup')
      return [
        at(here, `has {{${fault.name}}} inside a tag or a style`, 'Use variables in the text between tags only.'),
      ];
    const nearest = nearestName(fault.name, variables);
    const hint = nearest === undefined ? '' : `Did you mean ${nearest}? `;
    return [at(here, `{{${fault.name}}} is no variable`, `${hint}Known: ${variables.join(', ')}.`)];
  });
}

/** A variable that would be empty in every reply. */
function unavailable(
  { kind, schedule }: ReplyRule,
  key: keyof ReplyText,
  used: ReadonlySet<Variable>,
  keys: Keys,
): readonly Problem[] {
  const without = (variable: Variable, what: string): readonly Problem[] =>
    used.has(variable)
      ? [at(keys, `uses {{${variable}}}, and ${what}`, 'Remove the variable, or set what it stands for.')]
      : [];
  return [
    ...((schedule?.start ?? null) === null ? without('start', 'the schedule has no start') : []),
    ...((schedule?.end ?? null) === null ? without('end', 'the schedule has no end') : []),
    ...(kind === 'ticket' ? [] : without('ticket', `the kind is ${kind}`)),
    ...(kind === 'ticket' && key === 'text' && !used.has('ticket')
      ? [at(keys, 'does not name the ticket', 'Put {{ticket}} into it.')]
      : []),
  ];
}
