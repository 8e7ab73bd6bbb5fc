/** What we use of yauzl and yazl, which bring no types. */

declare module 'yauzl' {
  import type { Readable } from 'node:stream';

  export interface Entry {
    readonly fileName: string;
    readonly uncompressedSize: number;
  }

  export interface ZipFile {
    eachEntry(): AsyncIterable<Entry>;
    openReadStreamPromise(entry: Entry): Promise<Readable>;
    close(): void;
  }

  export function openPromise(
    path: string,
    options?: { readonly autoClose?: boolean; readonly lazyEntries?: boolean },
  ): Promise<ZipFile>;
}

declare module 'yazl' {
  import type { Transform } from 'node:stream';

  export class ZipFile {
    on(event: 'error', listener: (fault: Error) => void): this;
    readonly outputStream: Transform;
    addBuffer(bytes: Buffer, name: string, options?: { readonly mtime?: Date; readonly compress?: boolean }): void;
    addEmptyDirectory(name: string): void;
    end(): void;
  }
}
