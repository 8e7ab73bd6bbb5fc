/** What the importer needs of an archive, of whatever creates objects once. */

import type { Evidence } from '../../shared/ports.ts';

export type Part = Pick<Evidence, 'keep' | 'createRecord' | 'readRecord'>;

export interface Objects {
  /** False where there is one of this key. */
  readonly create: (key: string, content: Buffer) => Promise<boolean>;
  readonly read: (key: string) => Promise<string | null>;
}

export function partOf({ create, read }: Objects): Part {
  return {
    async keep(key, bytes) {
      return { version: 'only', existed: !(await create(key, bytes)) };
    },
    async createRecord(key, json) {
      return (await create(key, Buffer.from(json))) ? 'created' : 'exists';
    },
    readRecord: read,
  };
}
