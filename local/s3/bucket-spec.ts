/** What a bucket is: the properties it is opened with, and what S3 would not let one change. */

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { isMissing, writeDurably } from '../disk.ts';
import { KeyQueue } from '../key-queue.ts';
import { testMessage } from './event.ts';
import { LifecycleRule } from './lifecycle-rules.ts';
import { NotificationRule, refuseOverlaps } from './notification-rules.ts';
import { PendingNotification } from './notifier.ts';

const BucketSpec = v.strictObject({
  // S3 User Guide, "General purpose bucket naming rules", less the dots, which Message Flow does not take.
  name: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/)),
  versioned: v.boolean(),
  objectLock: v.boolean(),
  /** As `lifecycleRules` reads them from a template. */
  lifecycle: v.exactOptional(v.array(LifecycleRule)),
  /** As `notificationRules` reads them from a template. */
  notifications: v.exactOptional(v.array(NotificationRule)),
});

export type BucketSpec = v.InferOutput<typeof BucketSpec>;

/** Throws where S3 would refuse such a bucket. */
export function checkedSpec(properties: BucketSpec): BucketSpec {
  const parsed = v.safeParse(BucketSpec, properties);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new Error(`Bucket ${properties.name}: ${v.getDotPath(issue) ?? 'it'}: ${issue.message}`);
  }
  const spec = parsed.output;
  if (spec.objectLock && !spec.versioned) throw new Error(`Bucket ${spec.name}: Object Lock needs versioning`);
  refuseOverlaps(spec.notifications ?? []);
  return spec;
}

/** What is kept of it: only what a later start compares with. A key of an earlier form is passed over. */
const Kept = v.object({
  versioned: v.boolean(),
  objectLock: v.boolean(),
  created: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  notifications: v.optional(v.array(NotificationRule), []),
  pending: v.optional(v.array(PendingNotification), []),
});

export class BucketProperties {
  readonly spec: BucketSpec;
  /** In ISO 8601. */
  readonly created: string;
  readonly #path: string;
  readonly #queue = new KeyQueue();
  #pending: readonly PendingNotification[];

  private constructor(path: string, spec: BucketSpec, created: string, pending: readonly PendingNotification[]) {
    this.#path = path;
    this.spec = spec;
    this.created = created;
    this.#pending = pending;
  }

  /**
   * S3 lets neither versioning (once Object Lock needs it) nor Object Lock be turned off; nor do we.
   * A destination that is new, or whose rules have changed, is sent a test event.
   */
  static async keep(path: string, spec: BucketSpec, region: string, now: Date): Promise<BucketProperties> {
    const before = await read(path);
    for (const property of ['versioned', 'objectLock'] as const) {
      if (before?.[property] === true && !spec[property]) {
        throw new Error(
          `Bucket ${spec.name} has ${property} and cannot lose it. Keep ${property}, or remove the folder ${dirname(path)}.`,
        );
      }
    }
    const tests = testedDestinations(before?.notifications ?? [], spec.notifications ?? []).map((destination) => {
      const id = randomBytes(16).toString('hex');
      return { id, destination, message: testMessage({ region, bucket: spec.name }, now, id) };
    });
    const properties = new BucketProperties(path, spec, before?.created ?? now.toISOString(), [
      ...(before?.pending ?? []),
      ...tests,
    ]);
    await properties.#write();
    return properties;
  }

  /** Test events that nobody has taken yet. */
  get pending(): readonly PendingNotification[] {
    return this.#pending;
  }

  settle(id: string): Promise<void> {
    return this.#queue.run('bucket.json', async () => {
      this.#pending = this.#pending.filter((pending) => pending.id !== id);
      await this.#write();
    });
  }

  #write(): Promise<void> {
    return writeDurably(this.#path, JSON.stringify({ ...this.spec, created: this.created, pending: this.#pending }));
  }
}

/** ASSUMED: functions get no test event; what reads their event would take it for a broken one. */
function testedDestinations(
  before: readonly NotificationRule[],
  after: readonly NotificationRule[],
): readonly string[] {
  const known = new Set(before.map((rule) => JSON.stringify(rule)));
  const changed = after.filter((rule) => !known.has(JSON.stringify(rule)));
  const destinations = changed.map(({ destination }) => destination);
  return [...new Set(destinations)].filter((destination) => !/^arn:[^:]*:lambda:/.test(destination));
}

async function read(path: string): Promise<v.InferOutput<typeof Kept> | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (fault) {
    if (isMissing(fault)) return undefined;
    throw fault;
  }
  return v.parse(Kept, JSON.parse(text));
}
