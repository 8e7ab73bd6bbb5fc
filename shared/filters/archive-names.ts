/**
 * Lists what is in a zip archive and in the zip archives directly inside it, within bounds: unpacking is the
 * one thing here whose cost a sender can multiply.
 */

import { extensionsOf } from '../mail/blocked-extensions.ts';
import { readZipDirectory, unpackMember, type ZipDefect } from './zip-directory.ts';

export interface ArchiveNames {
  /** Without folders' paths, and without folders. */
  readonly names: readonly string[];
  /** The first thing that could not be looked into; null where all could. Stable, kebab-case. */
  readonly defect: ZipDefect | 'unreadable-inner-archive' | 'too-deep' | null;
}

/** What all archives of one message may still cost. */
export interface UnpackingBudget {
  bytes: number;
  archives: number;
}

/** QUIRK: archives within archives are a way past filters, but an archive of archives is also how cameras and tools pack. */
const deepest = 2;

export function unpackingBudget(): UnpackingBudget {
  return { bytes: 32 * 1024 * 1024, archives: 40 };
}

export function archiveNames(bytes: Buffer, budget: UnpackingBudget, depth = 1): ArchiveNames {
  const names: string[] = [];
  const directory = readZipDirectory(bytes);
  let defect: ArchiveNames['defect'] = directory.defect;
  for (const member of directory.members) {
    const files = member.names.map(lastSegment).filter((name) => name !== '');
    names.push(...files);
    if (!files.some(namesZip)) continue;
    if (depth >= deepest) {
      defect ??= 'too-deep';
      continue;
    }
    const inner = budget.archives > 0 ? unpackMember(bytes, member, budget.bytes) : null;
    if (inner === null) {
      defect ??= 'unreadable-inner-archive';
      continue;
    }
    budget.archives -= 1;
    budget.bytes -= inner.length;
    const found = archiveNames(inner, budget, depth + 1);
    names.push(...found.names);
    defect ??= found.defect;
  }
  return { names, defect };
}

export function namesZip(name: string): boolean {
  return extensionsOf(name).includes('zip');
}

/** APPNOTE §4.4.17: separated by `/`; QUIRK: Windows programs write `\`. */
function lastSegment(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
