/**
 * A local S3: the calls mailweir makes, with S3's answers, over buckets on disk.
 *
 * Conditional writes, versions, Object Lock, checksums, lifecycle and notifications behave as
 * documented; every other operation is answered 501 under its name. One server works on a folder at a time.
 */

import { join } from 'node:path';
import { AwsFault } from '../aws/fault.ts';
import { type Answer, restXml } from '../aws/protocol.ts';
import {
  type Operation,
  type RunningServer,
  type ServerOptions,
  type ServiceRequest,
  startServer,
  systemClock,
} from '../aws/server.ts';
import { LocalClock } from '../clock.ts';
import { ensureFolder } from '../disk.ts';
import { lockFolder } from '../folder-lock.ts';
import { accountAccess, type Encryption, permitted } from './access.ts';
import { addressed, checkedKey } from './address.ts';
import { Bucket, type BucketSpec } from './bucket.ts';
import { applyLifecycle } from './lifecycle-runner.ts';
import { type DeliveryPlan, Notifier, type Notify } from './notifier.ts';
import { lookUp, type ObjectLookup } from './object-lookup.ts';
import { notImplemented } from './request.ts';

export type { ObjectLookup };

export interface S3Options extends ServerOptions {
  /** Holds one folder a bucket; state survives a restart. */
  readonly folder: string;
  readonly buckets: readonly BucketSpec[];
  /** Customers' keys, by the names of the buckets that are encrypted with them. */
  readonly encryptionKeys?: Encryption['keys'];
  /** Lifecycle and late notifications go by it; `clock` should be its `now`. Default: the machine's time. */
  readonly time?: Pick<LocalClock, 'sleep' | 'onJump'>;
  /** Where the buckets' notifications go; needed if a bucket has any. */
  readonly notify?: Notify;
  /** Default: each notification once, at once. */
  readonly deliveries?: DeliveryPlan;
}

export interface S3Server extends RunningServer {
  /** As they were opened. */
  readonly buckets: readonly BucketSpec[];
  lookUp(bucket: string, key: string, versionId?: string): ObjectLookup;
  /** Applies the buckets' lifecycle now; that also happens every hour and when the clock jumps. */
  expire(): Promise<void>;
}

const lifecycleIntervalMs = 60 * 60 * 1000;

export async function startS3(options: S3Options): Promise<S3Server> {
  const release = await lockFolder(await existing(options.folder), 'give each S3 server a folder of its own.');
  try {
    return await startLocked(options, release);
  } catch (fault) {
    await release();
    throw fault;
  }
}

async function existing(folder: string): Promise<string> {
  await ensureFolder(folder);
  return folder;
}

async function startLocked(options: S3Options, release: () => Promise<void>): Promise<S3Server> {
  const { clock = systemClock, time = new LocalClock(), report = console.error, region } = options;
  const { notify = nobody, deliveries = onceAtOnce, encryptionKeys = new Map() } = options;
  requireListener(options);
  const notifier = new Notifier({ notify, deliveries, sleep: time.sleep, report });
  const buckets = new Map<string, Bucket>();
  for (const spec of options.buckets) {
    const bucket = await Bucket.open(join(options.folder, 'buckets'), spec, {
      region,
      now: clock(),
      onPending: ({ spec: { name } }, pending, settle) => notifier.tell(name, pending, settle),
    });
    buckets.set(spec.name, bucket);
  }

  const route = (request: ServiceRequest): Operation => {
    const { route: found, target, bucket: bucketName, key } = addressed(request);
    return {
      target,
      async perform(): Promise<Answer> {
        if (found.on === 'unknown') throw notImplemented(found.operation);
        if (found.on === 'account') {
          request.demand(accountAccess(found.operation));
          return found.run({ ...request, buckets });
        }
        const common = { ...request, bucket: existingBucket(buckets, bucketName), clock };
        const encryption = { region, keys: encryptionKeys };
        if (found.on === 'bucket') {
          return permitted(found.operation, common, encryption, () => found.run(common));
        }
        const onObject = { ...common, key: checkedKey(key) };
        return permitted(found.operation, onObject, encryption, () => found.run(onObject));
      },
    };
  };

  let expiring: Promise<void> = Promise.resolve();
  const expire = (): Promise<void> => {
    const all = async (): Promise<void> => {
      for (const bucket of buckets.values()) await applyLifecycle(bucket, clock);
    };
    const run = expiring.then(all);
    expiring = run.catch(() => undefined);
    return run;
  };
  await expire();
  const server = await startServer({ name: 's3', protocol: restXml, route }, { ...options, clock });
  const expireNow = (): void => void expire().catch(report);
  const timer = setInterval(expireNow, lifecycleIntervalMs).unref();
  const forgetJumps = time.onJump(expireNow);
  const close = async (): Promise<void> => {
    clearInterval(timer);
    forgetJumps();
    await server.close();
    await Promise.all([expiring, notifier.close()]);
    await release();
  };
  let closed: Promise<void> | undefined;
  return {
    ...server,
    close() {
      closed ??= close();
      return closed;
    },
    buckets: options.buckets,
    expire,
    lookUp: (bucket, key, versionId) => lookUp(buckets.get(bucket), key, versionId),
  };
}

const onceAtOnce: DeliveryPlan = () => [0];

function requireListener({ buckets, notify }: S3Options): void {
  const talker = buckets.find(({ notifications = [] }) => notifications.length > 0);
  if (talker === undefined || notify !== undefined) return;
  throw new Error(
    `Bucket ${talker.name} has notifications, and nobody takes them. Give startS3 a \`notify\`, or the bucket no notifications.`,
  );
}

/** What an earlier run left to tell, when this one has nobody to tell it to. */
const nobody: Notify = (destination) => Promise.reject(new Error(`${destination} is not known: startS3 has no notify`));

function existingBucket(buckets: ReadonlyMap<string, Bucket>, name: string): Bucket {
  const bucket = buckets.get(name);
  if (bucket) return bucket;
  throw new AwsFault(404, 'NoSuchBucket', 'The specified bucket does not exist', { fields: { BucketName: name } });
}
