/**
 * An authenticator over the DNS of the machine, for functions whose source says nothing about who sent a message. Nobody else
 * imports this file: it brings mailauth, in a chunk that is loaded with the first message.
 */

import type { Authenticator } from '../gather.ts';
import type { Clock } from '../ports.ts';
import { authenticator } from './authenticator.ts';
import { dnsResolver } from './resolver.ts';

export function dnsAuthenticator(clock: Clock): Authenticator {
  return authenticator({ resolver: dnsResolver(clock), clock });
}
