/** The small values of a policy document: domains, addresses, list entries, texts. Each is normalised as it is read. */

import * as v from 'valibot';
import { dispositions } from './mail/disposition.ts';
import { normaliseDomain } from './mail/domain.ts';
import { say } from './policy-problems.ts';

export const Mode = v.picklist(['enforce', 'shadow']);

export const Disposition = v.picklist(dispositions);

/** `localPart@domain`, in lower case; null for what is none. Quoted local parts are not for policies. */
export function normaliseAddress(text: string): string | null {
  const at = text.lastIndexOf('@');
  const localPart = text.slice(0, Math.max(at, 0)).toLowerCase();
  // RFC 5322 §3.2.3: dot-atom; RFC 6531 §3.3 lets UTF-8 into it.
  if (!/^[^\s\p{C}"(),.:;<>@[\]\\]+(?:\.[^\s\p{C}"(),.:;<>@[\]\\]+)*$/u.test(localPart)) return null;
  const domain = normaliseQualified(text.slice(at + 1));
  return domain === null || localPart.length > 64 ? null : `${localPart}@${domain}`;
}

/** `@domain`, for everybody there; null for what is none. */
export function normaliseDomainEntry(text: string): string | null {
  const domain = text.startsWith('@') ? normaliseQualified(text.slice(1)) : null;
  return domain === null ? null : `@${domain}`;
}

/** An entry of an allow or block list; null for what is none. */
export function normaliseEntry(text: string): string | null {
  if (text.includes('@')) return normaliseAddress(text);
  if (!text.startsWith('*.')) return normaliseQualified(text);
  const domain = normaliseQualified(text.slice(2));
  return domain === null ? null : `*.${domain}`;
}

export const Domain = v.pipe(
  v.string(),
  normalised(normaliseQualified, 'is not a domain name', 'Write a full domain name such as corp.example.'),
);

export const Address = v.pipe(
  v.string(),
  normalised(normaliseAddress, 'is not a mail address', 'Write an address such as bob@corp.example.'),
);

const ListEntry = v.pipe(
  v.string(),
  normalised(
    normaliseEntry,
    'is neither an address nor a domain',
    'Write user@example.org, example.org, or *.example.org for the domain and all below it.',
  ),
);

export const AllowBlock = v.strictObject({
  allow: v.optional(v.pipe(v.array(ListEntry), v.maxLength(10_000)), []),
  block: v.optional(v.pipe(v.array(ListEntry), v.maxLength(10_000)), []),
});

/** One line without control or formatting characters, so that it reads the same everywhere. */
export function line(longest: number): v.GenericSchema<string> {
  return v.pipe(
    v.string(),
    v.regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u, say('is empty or has control characters', 'Write one line of plain text.')),
    v.maxLength(longest, say(`is longer than ${longest} characters`, 'Shorten it.')),
  );
}

/** Text of several lines. */
export function text(longest: number): v.GenericSchema<string> {
  return v.pipe(
    v.string(),
    v.regex(/^(?:[^\p{C}]|[\n\t])+$/u, say('is empty or has control characters', 'Write plain text.')),
    v.maxLength(longest, say(`is longer than ${longest} characters`, 'Shorten it.')),
  );
}

/** WorkMail publishes no limit; SES Mail Manager takes 500 characters, so a text can move there. */
export const BounceMessage = line(500);

export const Action = v.strictObject({
  disposition: Disposition,
  bounceMessage: v.exactOptional(BounceMessage),
});

function normaliseQualified(text: string): string | null {
  const domain = normaliseDomain(text);
  return domain?.includes('.') === true ? domain : null;
}

/** A text in the one spelling that `normalise` gives it; null for what is refused. */
export function normalised(normalise: (text: string) => string | null, problem: string, remedy: string) {
  return v.rawTransform<string, string>(({ dataset, addIssue, NEVER }) => {
    const result = normalise(dataset.value);
    if (result !== null) return result;
    addIssue({ message: say(`${JSON.stringify(dataset.value)} ${problem}`, remedy) });
    return NEVER;
  });
}

const EnvelopeEntry = v.pipe(
  v.string(),
  normalised(
    (text) => (text.startsWith('@') ? normaliseDomainEntry(text) : normaliseAddress(text)),
    'is neither an address nor @domain',
    'Write bob@corp.example, or @corp.example for everybody there.',
  ),
);

/** Whom a rule about hand-overs means (mail/rule-match.ts). */
export const EnvelopeEntries = v.optional(v.pipe(v.array(EnvelopeEntry), v.maxLength(1_000)), []);
