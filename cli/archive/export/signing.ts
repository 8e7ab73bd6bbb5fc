/**
 * The key that signs an export: Ed25519 (RFC 8032), the private one as PKCS #8 and the public one as SubjectPublicKeyInfo,
 * both in PEM (RFC 8410), as OpenSSL reads and writes them.
 */

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { CommandFault, systemCodeOf, systemProblem } from '../../fault.ts';
import { printable } from '../../printable.ts';
import { pathFrom, type Terminal } from '../../terminal.ts';

export interface Signer {
  readonly publicKey: string;
  readonly fingerprint: string;
  /** In base64. */
  sign(bytes: Buffer): string;
}

/** The SHA-256 of the public key in DER, in hex. */
export function fingerprintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** Makes a pair of keys: the private one for nobody but its owner. Neither file may exist. */
export async function makeKey(shown: string, terminal: Terminal): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  await writeKey(shown, String(privateKey.export({ type: 'pkcs8', format: 'pem' })), 0o600, terminal);
  await writeKey(`${shown}.pub`, String(publicKey.export({ type: 'spki', format: 'pem' })), 0o644, terminal);
  return fingerprintOf(publicKey);
}

async function writeKey(shown: string, pem: string, mode: number, terminal: Terminal): Promise<void> {
  try {
    const file = await open(pathFrom(terminal, shown), 'wx', mode);
    try {
      await file.writeFile(pem);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (fault) {
    const code = systemCodeOf(fault);
    if (code === undefined) throw fault;
    throw new CommandFault('environment', `${printable(shown)} ${systemProblem(code)}. Name another file.`);
  }
}

export async function signerFrom(shown: string, terminal: Terminal): Promise<Signer> {
  const key = await keyFrom(shown, terminal, createPrivateKey, 'private');
  const publicKey = createPublicKey(key);
  return {
    publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })),
    fingerprint: fingerprintOf(publicKey),
    sign: (bytes) => sign(null, bytes, key).toString('base64'),
  };
}

export async function publicKeyFrom(shown: string, terminal: Terminal): Promise<KeyObject> {
  return keyFrom(shown, terminal, createPublicKey, 'public');
}

async function keyFrom(
  shown: string,
  terminal: Terminal,
  parse: (pem: Buffer) => KeyObject,
  which: 'private' | 'public',
): Promise<KeyObject> {
  const pem = await readFile(pathFrom(terminal, shown)).catch((fault: unknown) => {
    const code = systemCodeOf(fault);
    if (code === undefined) throw fault;
    throw new CommandFault('environment', `the key ${printable(shown)} ${systemProblem(code)}.`);
  });
  const key = parsed(pem, parse);
  if (key !== undefined) return key;
  const remedy = which === 'private' ? '"mailweir archive key FILE" makes one' : 'the file that ends in .pub is meant';
  throw new CommandFault('environment', `${printable(shown)} is no ${which} Ed25519 key in PEM: ${remedy}.`);
}

/** Undefined for what is no Ed25519 key. */
function parsed(pem: Buffer, parse: (pem: Buffer) => KeyObject): KeyObject | undefined {
  try {
    const key = parse(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch (fault) {
    // OpenSSL's own errors and those of Node about the form; all of them mean that this is no key.
    if (fault instanceof Error) return undefined;
    throw fault;
  }
}

/** Undefined for what is no public Ed25519 key. */
export function publicKeyIn(pem: Buffer): KeyObject | undefined {
  return parsed(pem, createPublicKey);
}

export function isSigned(bytes: Buffer, signature: string, key: KeyObject): boolean {
  const decoded = Buffer.from(signature, 'base64');
  return decoded.length === 64 && verify(null, bytes, key, decoded);
}
