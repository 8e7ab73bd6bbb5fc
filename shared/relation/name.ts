/**
 * Under which name the dealings with somebody are kept: a keyed hash of the address or of the domain, so that neither
 * stands in a key or an object of the state bucket.
 *
 * The key of the hash never changes: it signs nothing, and with another one every sender would be a stranger again.
 */

import { createHmac } from 'node:crypto';
import { relationKey } from '../archive/keys.ts';
import { isFreemail } from '../filters/impersonation/freemail.ts';
import { addressKey } from '../mail/address.ts';
import { organisationalDomain } from '../mail/public-suffix.ts';

/** Whose dealings, and the secret that hides with whom. */
export interface RelationNaming {
  readonly organisation: string;
  readonly secret: Buffer;
}

/** Where a correspondent's dealings lie. */
export interface RelationKeys {
  readonly address: string;
  /** Null for freemail: whoever has a mailbox there has nothing in common with the others. */
  readonly domain: string | null;
}

/** `domain` of the address, in lower case as A-labels. A mark behind a `+` belongs to the address as any other letter. */
export function relationKeysOf(naming: RelationNaming, address: string, domain: string): RelationKeys {
  return { address: hidden(naming, 'address', addressKey(address)), domain: relationKeyOfDomain(naming, domain) };
}

export function relationKeyOfDomain(naming: RelationNaming, domain: string): string | null {
  const organisational = organisationalDomain(domain);
  if (isFreemail(domain) || isFreemail(organisational)) return null;
  return hidden(naming, 'domain', organisational);
}

function hidden({ organisation, secret }: RelationNaming, kind: 'address' | 'domain', name: string): string {
  const text = JSON.stringify([kind, organisation, name]);
  return relationKey(createHmac('sha256', secret).update(text).digest('hex'));
}
