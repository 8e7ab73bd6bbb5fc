/** The keys by which the servers know who calls: one for an administrator, and one for each function. */

import { randomBytes } from 'node:crypto';
import type { Credentials } from './aws/sigv4.ts';
import { administrator } from './iam/authoriser.ts';

export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SessionKey extends Key {
  readonly sessionToken: string;
}

export interface CloudKeys {
  readonly admin: Key;
  /** Of the function of this name. */
  readonly of: (functionName: string) => SessionKey;
  readonly all: Credentials;
}

export function newCloudKeys(functionNames: Iterable<string>): CloudKeys {
  const admin = newKey('AKIA');
  const functions = new Map(Array.from(functionNames, (name) => [name, newSessionKey()]));
  const owners = [...functions, [administrator, admin] as const];
  return {
    admin,
    of: (name) => functions.get(name) ?? newSessionKey(),
    all: new Map(owners.map(([name, key]) => [key.accessKeyId, { ...key, name }])),
  };
}

/** AWS's prefixes: AKIA for a key that lasts, ASIA for one that comes with a session token. */
function newKey(prefix: 'AKIA' | 'ASIA'): Key {
  return {
    accessKeyId: `${prefix}${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  };
}

function newSessionKey(): SessionKey {
  return { ...newKey('ASIA'), sessionToken: randomBytes(24).toString('base64') };
}
