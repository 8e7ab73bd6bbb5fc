/** What a request is about: the bucket and key in its address, and the operation it asks for. */

import type { CallTarget } from '../aws/calls.ts';
import { AwsFault } from '../aws/fault.ts';
import { decodeComponent } from '../aws/request-head.ts';
import type { ServiceRequest } from '../aws/server.ts';
import { findRoute, type Route } from './routes.ts';

export interface Addressed {
  readonly route: Route;
  /** Empty where the request is about the account. */
  readonly bucket: string;
  /** Empty where the request is about the bucket. */
  readonly key: string;
  readonly target: CallTarget;
}

type Request = Pick<ServiceRequest, 'method' | 'rawPath' | 'headers' | 'query'>;

export function addressed(request: Request): Addressed {
  const { bucket, key } = addressOf(request);
  const on = bucket === '' ? 'account' : key === '' ? 'bucket' : 'object';
  const route = findRoute(request.method, on, request.query, request.headers);
  const target = { operation: route.operation, ...(bucket !== '' && { bucket }), ...(key !== '' && { key }) };
  return { route, bucket, key, target };
}

/**
 * Path style (`/bucket/key`) is what the SDK uses for an address in digits, virtual-host style
 * (`bucket.localhost`) for a name. A key is text and nothing else: `..` and `//` stand for themselves.
 */
function addressOf({ rawPath, headers }: Request): { readonly bucket: string; readonly key: string } {
  const host = (headers.get('host') ?? '').replace(/:\d+$/, '');
  const label = /^([a-z0-9][a-z0-9-]*)\.(?:localhost|127\.0\.0\.1)$/.exec(host)?.[1];
  const path = rawPath.slice(1);
  if (label !== undefined) return { bucket: label, key: decodeComponent(path) };
  const slash = path.indexOf('/');
  if (slash < 0) return { bucket: decodeComponent(path), key: '' };
  return { bucket: decodeComponent(path.slice(0, slash)), key: decodeComponent(path.slice(slash + 1)) };
}

const maxKeyBytes = 1024;

export function checkedKey(key: string): string {
  if (Buffer.byteLength(key) <= maxKeyBytes) return key;
  throw new AwsFault(400, 'KeyTooLongError', 'Your key is too long', {
    fields: { Size: String(Buffer.byteLength(key)), MaxSizeAllowed: String(maxKeyBytes) },
  });
}
