/** The way into the buckets for the other local servers: no signature, no observer. */

import type { Bucket } from './bucket.ts';
import { currentObject } from './version.ts';

export type ObjectLookup =
  | { readonly found: true; readonly sizeBytes: number; read(): Promise<Buffer> }
  | { readonly found: false; readonly missing: 'bucket' | 'object' | 'version' };

export function lookUp(bucket: Bucket | undefined, key: string, versionId: string | undefined): ObjectLookup {
  if (!bucket) return { found: false, missing: 'bucket' };
  const versions = bucket.versions(key);
  const named = versions.find((version) => version.versionId === versionId);
  const object = versionId === undefined ? currentObject(versions) : named;
  if (object?.kind !== 'object') return { found: false, missing: versionId === undefined ? 'object' : 'version' };
  return {
    found: true,
    sizeBytes: object.sizeBytes,
    async read() {
      const file = await bucket.bodies.open(object.body, object.sizeBytes);
      try {
        return await file.readFile();
      } finally {
        await file.close();
      }
    },
  };
}
