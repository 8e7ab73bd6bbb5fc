/**
 * A local S3: the calls mailweir makes, with S3's answers, over buckets on disk.
 *
 * Conditional writes, versions, Object Lock, checksums and lifecycle expiry behave as documented;
 * every other operation is answered 501 under its name. One server works on a folder at a time.
 */

import { join } from 'node:path';
import { AwsFault } from '../aws/fault.ts';
import { type Answer, restXml } from '../aws/protocol.ts';
import { decodeComponent } from '../aws/request-head.ts';
import {
  type Operation,
  type RunningServer,
  type ServerOptions,
  type ServiceRequest,
  startServer,
  systemClock,
} from '../aws/server.ts';
import { Bucket, type BucketSpec } from './bucket.ts';
import { afterExpiry } from './expiry.ts';
import { type CreatedObject, notImplemented } from './request.ts';
import { findRoute } from './routes.ts';
import { currentObject } from './version.ts';

export interface S3Options extends ServerOptions {
  /** Holds one folder a bucket; state survives a restart. */
  readonly folder: string;
  readonly buckets: readonly BucketSpec[];
  /** Told of each new object once it is on disk, before the answer is sent. */
  readonly onCreated?: (created: CreatedObject) => void;
}

export type ObjectLookup =
  | { readonly found: true; readonly sizeBytes: number; read(): Promise<Buffer> }
  | { readonly found: false; readonly missing: 'bucket' | 'object' | 'version' };

export interface S3Server extends RunningServer {
  /** The way in for the other local servers: no signature, no observer. */
  lookUp(bucket: string, key: string, versionId?: string): ObjectLookup;
  /** Applies the buckets' expiry now; it also runs every hour. */
  expire(): Promise<void>;
}

const maxKeyBytes = 1024;
const expiryIntervalMs = 60 * 60 * 1000;

export async function startS3(options: S3Options): Promise<S3Server> {
  const { clock = systemClock, onCreated = () => undefined, folder } = options;
  const buckets = new Map<string, Bucket>();
  for (const spec of options.buckets) buckets.set(spec.name, await Bucket.open(join(folder, 'buckets'), spec));

  const route = (request: ServiceRequest): Operation => {
    const { bucketName, key } = addressOf(request);
    const on = bucketName === '' ? 'account' : key === '' ? 'bucket' : 'object';
    const found = findRoute(request.method, on, request.query, request.headers);
    const target = {
      operation: found.operation,
      ...(bucketName !== '' && { bucket: bucketName }),
      ...(key !== '' && { key }),
    };
    return {
      target,
      async perform(): Promise<Answer> {
        if (found.on === 'unknown') throw notImplemented(found.operation);
        const bucket = existingBucket(buckets, bucketName);
        const common = { ...request, bucket, clock, onCreated };
        return found.on === 'bucket' ? found.run(common) : found.run({ ...common, key: checkedKey(key) });
      },
    };
  };

  const expire = async (): Promise<void> => {
    for (const bucket of buckets.values()) await expireBucket(bucket, clock());
  };
  await expire();
  const server = await startServer({ name: 's3', protocol: restXml, route }, { ...options, clock });
  const timer = setInterval(() => void expire().catch(options.report ?? console.error), expiryIntervalMs).unref();
  return {
    ...server,
    close: () => {
      clearInterval(timer);
      return server.close();
    },
    expire,
    lookUp: (bucket, key, versionId) => lookUp(buckets.get(bucket), key, versionId),
  };
}

/**
 * Path style (`/bucket/key`) is what the SDK uses for an address in digits, virtual-host style
 * (`bucket.localhost`) for a name.
 */
function addressOf({ rawPath, headers }: ServiceRequest): { bucketName: string; key: string } {
  const host = (headers.get('host') ?? '').replace(/:\d+$/, '');
  const label = /^([a-z0-9][a-z0-9-]*)\.(?:localhost|127\.0\.0\.1)$/.exec(host)?.[1];
  const path = rawPath.slice(1);
  if (label !== undefined) return { bucketName: label, key: decodeComponent(path) };
  const slash = path.indexOf('/');
  if (slash < 0) return { bucketName: decodeComponent(path), key: '' };
  return { bucketName: decodeComponent(path.slice(0, slash)), key: decodeComponent(path.slice(slash + 1)) };
}

function existingBucket(buckets: ReadonlyMap<string, Bucket>, name: string): Bucket {
  const bucket = buckets.get(name);
  if (bucket) return bucket;
  throw new AwsFault(404, 'NoSuchBucket', 'The specified bucket does not exist', { fields: { BucketName: name } });
}

function checkedKey(key: string): string {
  if (Buffer.byteLength(key) <= maxKeyBytes) return key;
  throw new AwsFault(400, 'KeyTooLongError', 'Your key is too long');
}

async function expireBucket(bucket: Bucket, now: Date): Promise<void> {
  if (bucket.spec.expiryDays === undefined) return;
  // A copy: keys come and go while we wait.
  for (const key of Array.from(bucket.keysFrom(''))) {
    await bucket.exclusively(key, async () => {
      const versions = bucket.versions(key);
      const left = afterExpiry(versions, bucket.spec, now);
      if (left !== versions) await bucket.commit(key, left);
    });
  }
}

function lookUp(bucket: Bucket | undefined, key: string, versionId: string | undefined): ObjectLookup {
  if (!bucket) return { found: false, missing: 'bucket' };
  const versions = bucket.versions(key);
  const named = versions.find((version) => version.versionId === versionId);
  const object = versionId === undefined ? currentObject(versions) : named;
  if (object?.kind !== 'object') return { found: false, missing: versionId === undefined ? 'object' : 'version' };
  return {
    found: true,
    sizeBytes: object.sizeBytes,
    async read() {
      const file = await bucket.openBody(object.body, object.sizeBytes);
      try {
        return await file.readFile();
      } finally {
        await file.close();
      }
    },
  };
}
