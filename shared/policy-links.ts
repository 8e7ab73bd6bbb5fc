/** The part of a policy document about links: where the edit `rewrite-links` makes them lead. */

import * as v from 'valibot';
import { isLinkPrefix } from './mail/edit-links.ts';
import { say } from './policy-problems.ts';
import { normalised, normaliseEntry } from './policy-values.ts';

export interface LinkPolicy {
  /** The links of HTML bodies follow it, percent-encoded. */
  readonly prefix?: string;
  /** Hosts whose links stay: `example.org`, or `*.example.org` for it and all below it. */
  readonly except: readonly string[];
}

const Prefix = v.pipe(
  v.string(),
  v.check(
    (prefix) => prefix.startsWith('https://') && isLinkPrefix(prefix),
    say(
      'is not an address that links can follow',
      'Write https://, a host, a slash, and what the link goes after, such as https://links.corp.example/?to=.',
    ),
  ),
);

const Host = v.pipe(
  v.string(),
  normalised(
    (text) => (text.includes('@') ? null : normaliseEntry(text)),
    'is not a host',
    'Write www.example.org, or *.example.org for the domain and all below it.',
  ),
);

export const Links: v.GenericSchema<unknown, LinkPolicy> = v.strictObject({
  prefix: v.exactOptional(Prefix),
  except: v.optional(v.pipe(v.array(Host), v.maxLength(1_000)), []),
});
