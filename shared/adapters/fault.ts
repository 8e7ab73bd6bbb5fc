/**
 * Turns what the SDK throws into the two errors the core knows.
 *
 * Modelled exceptions are matched by name, since several that occur are not modelled (facts: an
 * unmodelled error is the base class with that `name`). What is not recognised is passed on: a bug of
 * ours is no fault of the world.
 */

import { PermanentError, TransientError } from '../errors.ts';

const transientNames = new Set([
  // The bytes suffered on the way: S3 received others than we sent, or fewer.
  'BadDigest',
  'IncompleteBody',
  'RequestTimeTooSkewed',
  'ConditionalRequestConflict',
  'InternalError',
  'InternalFailure',
  'InternalServerError',
  'OperationAborted',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestTimeout',
  'RequestTimeoutException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  // The credentials of the role were renewed under us, or could not be read yet.
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
]);

/** Connections that broke (node:net, node:http) and waits that ended. */
const brokenConnections = new Set([
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ETIMEDOUT',
]);

/** Codes of the exceptions that mean something to the core; others get their name in kebab-case. */
const permanentCodes = new Map([
  ['MessageFrozen', 'frozen'],
  ['MessageRejected', 'rejected'],
  ['InvalidContentLocation', 'content-location'],
  ['AccessDenied', 'access-denied'],
  ['AccessDeniedException', 'access-denied'],
]);

/** Runs a call of the SDK and raises what it throws as `TransientError` or `PermanentError`. */
export async function translated<T>(call: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    throw translate(call, fault);
  }
}

export function translate(call: string, fault: unknown): unknown {
  if (!(fault instanceof Error) || fault instanceof TransientError || fault instanceof PermanentError) return fault;
  const { name } = fault;
  if (name === 'AbortError' || name === 'TimeoutError') {
    return new TransientError('deadline', `${call} did not answer in time`, { cause: fault });
  }
  const broken = brokenConnection(fault);
  if (broken)
    return new TransientError('connection-broken', `${call} failed for the moment: ${broken}`, { cause: fault });
  const status = statusOf(fault);
  if (transientNames.has(name) || status === 429 || (status !== undefined && status >= 500)) {
    return new TransientError(kebab(name), `${call} failed for the moment: ${name}`, { cause: fault });
  }
  if (status === undefined) return fault;
  return new PermanentError(permanentCodes.get(name) ?? kebab(name), `${call} was refused: ${name} (${status})`, {
    cause: fault,
  });
}

/** The name of a refusal that the adapter itself expects, such as `NoSuchKey`. */
export function refusalOf(fault: unknown): { readonly name: string; readonly status: number } | undefined {
  const status = fault instanceof Error ? statusOf(fault) : undefined;
  return fault instanceof Error && status !== undefined ? { name: fault.name, status } : undefined;
}

function statusOf(fault: Error): number | undefined {
  if (!('$metadata' in fault)) return undefined;
  const metadata = fault.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

function brokenConnection(fault: Error): string | undefined {
  if ('code' in fault && typeof fault.code === 'string' && brokenConnections.has(fault.code)) return fault.code;
  // A body cut short: node:http says `aborted` and gives no code.
  return fault.message === 'aborted' ? 'aborted' : undefined;
}

function kebab(name: string): string {
  return name
    .replace(/Exception$/, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();
}
