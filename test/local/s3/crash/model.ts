/** What must be on the disk after a crash: for each key the state that was answered, or the one asked for last. */

import type { BucketSpec } from '../../../../local/s3/bucket.ts';
import { notificationRules } from '../../../../local/s3/notification-rules.ts';

const Topic = 'arn:aws:sns:eu-west-1:111122223333:records';
const notifications = notificationRules({
  TopicConfigurations: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'].map((Event) => ({ Event, Topic })),
});

export const crashBuckets: readonly BucketSpec[] = [
  { name: 'plain', versioned: false, objectLock: false, notifications },
  { name: 'versioned', versioned: true, objectLock: false, notifications },
  { name: 'locked', versioned: true, objectLock: true, notifications },
];

/** A version as one sees it from outside: its id, and the SHA-256 of its bytes, or that it hides the key. */
export interface Seen {
  readonly id: string;
  readonly content: string;
}

export const marker = 'delete marker';
/** Of a version whose id nobody was told. */
export const unknownId = '?';

export class KeyModel {
  readonly bucket: string;
  readonly key: string;
  /** Newest first. */
  versions: readonly Seen[] = [];
  /** What the call under way makes of it, if it has its effect. */
  #asked: readonly Seen[] | undefined;

  constructor(bucket: string, key: string) {
    this.bucket = bucket;
    this.key = key;
  }

  ask(versions: readonly Seen[]): void {
    this.#asked = versions;
  }

  /** The call under way was answered. */
  acknowledged(id: string): void {
    this.versions = (this.#asked ?? []).map((seen) => (seen.id === unknownId ? { ...seen, id } : seen));
    this.#asked = undefined;
  }

  refused(): void {
    this.#asked = undefined;
  }

  /** Takes over what is there, or says what is wrong with it. */
  found(seen: readonly Seen[]): string | undefined {
    const allowed = [this.versions, ...(this.#asked ? [this.#asked] : [])];
    if (!allowed.some((expected) => same(expected, seen))) {
      return `${this.bucket}/${this.key} has ${text(seen)}; allowed: ${allowed.map(text).join(' or ')}`;
    }
    this.versions = seen;
    this.#asked = undefined;
    return undefined;
  }
}

const same = (expected: readonly Seen[], seen: readonly Seen[]): boolean =>
  expected.length === seen.length &&
  expected.every(({ id, content }, index) => {
    const other = seen[index];
    return other?.content === content && (id === unknownId || other.id === id);
  });

const text = (seen: readonly Seen[]): string =>
  `[${seen.map(({ id, content }) => `${id.slice(0, 6)}=${content.slice(0, 8)}`).join(', ')}]`;
