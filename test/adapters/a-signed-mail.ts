/** Mail that is signed, and the DNS that bears it out. */

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { readZone } from '../../cli/dns-zone.ts';
import { authenticator } from '../../shared/adapters/authenticator.ts';
import type { Handover } from '../../shared/gather.ts';
import type { Authentication } from '../../shared/mail/authentication.ts';
import type { Resolver } from '../../shared/ports.ts';
import { crlf } from '../builders.ts';

export const now = new Date('2026-06-02T10:00:00Z');
const signTime = new Date('2026-06-01T10:00:00Z');

export const rsaKey = generateKeyPairSync('rsa', { modulusLength: 1024 });

export function keyRecord(publicKey: KeyObject = rsaKey.publicKey): string {
  return `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
}

export function mail(from: string = 'Ann <ann@sender.example>', body = 'Hello.', more: readonly string[] = []): Buffer {
  const head = ['To: bob@corp.example', 'Subject: Figures', 'Date: Mon, 1 Jun 2026 10:00:00 +0000', ...more];
  return Buffer.from(crlf(`From: ${from}`, ...head, '', body, ''));
}

export interface Signer {
  readonly domain: string;
  readonly selector?: string;
  readonly privateKey?: KeyObject;
  readonly canonicalization?: string;
  readonly maxBodyLength?: number;
  readonly expires?: Date;
}

/** The DKIM-Signature field for the bytes. */
export async function signature(bytes: Buffer, signer: Signer): Promise<string> {
  const { domain, selector = 's1', privateKey = rsaKey.privateKey, expires, ...options } = signer;
  const key = {
    signingDomain: domain,
    selector,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  const { signatures, errors } = await dkimSign(bytes, {
    signTime,
    ...(expires ? { expires } : {}),
    ...key,
    ...options,
    signatureData: [{ ...key, ...options }],
  });
  if (errors.length > 0) throw new Error(`mailauth does not sign: ${JSON.stringify(errors)}`);
  return signatures;
}

export async function signed(bytes: Buffer, ...signers: readonly Signer[]): Promise<Buffer> {
  let message = bytes;
  for (const signer of signers) message = Buffer.concat([Buffer.from(await signature(bytes, signer)), message]);
  return message;
}

export function zone(...records: readonly string[]): Resolver {
  const reading = readZone(records.join('\n'));
  if (!reading.ok) throw new Error(`line ${reading.line}: ${reading.problem}`);
  return reading.resolver;
}

export const key = (domain: string, selector = 's1', publicKey?: KeyObject) =>
  `${selector}._domainkey.${domain} TXT ${keyRecord(publicKey)}`;

export const handover: Handover = {
  connection: { remoteAddress: '192.0.2.1', helo: 'mx.sender.example' },
  reversePath: 'ann@sender.example',
};

export function check(bytes: Buffer, resolver: Resolver, how: Partial<Handover> = {}): Promise<Authentication> {
  const checker = authenticator({ resolver, clock: { now: () => now } });
  return checker.authenticate(bytes, { ...handover, ...how }, new AbortController().signal);
}

/** `pass sender.example`, for short tables. */
export function words(authentication: Authentication) {
  const one = (found: { result: string; domain: string } | null | undefined) =>
    found ? `${found.result} ${found.domain}`.trim() : null;
  const { spf, dkim, dmarc, arc } = authentication;
  return { spf: one(spf), dkim: dkim.map(one), dmarc: one(dmarc), policy: dmarc?.policy, arc: one(arc) };
}
