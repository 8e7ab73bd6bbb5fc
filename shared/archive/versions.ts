import type { Archive, ArchivedVersion } from '../ports.ts';

/** What one key has. */
export interface StoredKey {
  readonly key: string;
  readonly versions: readonly ArchivedVersion[];
}

/** Each key with its versions, as the listing comes to them: they lie side by side there. */
export async function* keysUnder(archive: Archive, prefix: string, signal: AbortSignal): AsyncGenerator<StoredKey> {
  let versions: ArchivedVersion[] = [];
  for await (const version of archive.versions(prefix, signal)) {
    const [before] = versions;
    if (before !== undefined && before.key !== version.key) {
      yield { key: before.key, versions };
      versions = [];
    }
    versions.push(version);
  }
  const [last] = versions;
  if (last !== undefined) yield { key: last.key, versions };
}
