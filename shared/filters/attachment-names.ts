/** The names under which a recipient may meet a file, and whether one of them has a blocked extension. */

import { extensionsOf } from '../mail/blocked-extensions.ts';
import type { ParsedMessage, Part } from '../mail/message.ts';

/**
 * Every name each part claims. One on a part that is no file to the parser, a multipart for one, is still shown
 * by some client.
 */
export function namesByPart({ attachments, parts }: ParsedMessage): ReadonlyMap<Part, readonly string[]> {
  const names = new Map<Part, readonly string[]>();
  for (const part of parts) {
    const claimed = [part.disposition?.parameters.get('filename'), part.mediaType.parameters.get('name')];
    names.set(
      part,
      claimed.filter((name) => name !== undefined),
    );
  }
  for (const { part, filename, names: claimed } of attachments) {
    names.set(part, [...(names.get(part) ?? []), filename, ...claimed]);
  }
  return names;
}

/** The first blocked extension that any reading of any name has; null where none has. */
export function blockedAmong(names: readonly string[], blocked: ReadonlySet<string>): string | null {
  for (const name of names) {
    for (const reading of readingsOf(name)) {
      const extension = extensionsOf(reading).find((one) => blocked.has(one));
      if (extension !== undefined) return extension;
    }
  }
  return null;
}

/**
 * QUIRK: some systems end a name at the first NUL, or at a colon (NTFS streams: `run.exe::$DATA` is
 * `run.exe`; the colon of `C:` is another).
 */
function readingsOf(name: string): readonly string[] {
  const nul = name.indexOf('\0');
  const colon = name.indexOf(':', 2);
  return [name, ...(nul < 0 ? [] : [name.slice(0, nul)]), ...(colon < 0 ? [] : [name.slice(0, colon)])];
}
