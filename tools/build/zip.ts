/**
 * A zip whose bytes depend on names and contents alone, so that an unchanged function is not deployed again.
 */

import { type Zippable, zipSync } from 'fflate';

const unix = 3;
/** Lambda runs the code as a user of its own: a file it cannot read fails only there. */
const readableByAll = 0o100644;

/** Packs `files` (path in the zip -> content), sorted by path. */
export function zipFiles(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  // QUIRK: the zip format keeps local time; its first day, said in local time, is the same bytes in every time zone.
  const noTime = new Date(1980, 0, 1);
  const entries: Zippable = {};
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    entries[path] = [content, { mtime: noTime, os: unix, attrs: readableByAll << 16, level: 9 }];
  }
  return zipSync(entries);
}
