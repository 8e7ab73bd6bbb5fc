/** Sees to it that the filters are on this machine. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface Needed {
  readonly commands: readonly string[];
  /** Debian's, which bring the commands. */
  readonly packages: readonly string[];
}

const script = fileURLToPath(new URL('install.sh', import.meta.url));

/** Installs what is missing where this runs as root and there is apt-get; gives what is missing still. */
export async function missingOf({ commands, packages }: Needed): Promise<readonly string[]> {
  if (absent(commands).length > 0 && process.getuid?.() === 0 && absent(['apt-get']).length === 0) {
    console.error(`installing ${packages.join(', ')}`);
    await promisify(execFile)(script, packages, { maxBuffer: 16 * 1024 * 1024 });
  }
  return absent(commands);
}

function absent(commands: readonly string[]): readonly string[] {
  const folders = `${process.env['PATH'] ?? ''}${delimiter}/usr/sbin`.split(delimiter);
  return commands.filter((command) => !folders.some((folder) => existsSync(join(folder, command))));
}
