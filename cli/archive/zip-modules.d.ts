/** What we use of yauzl and yazl, which bring no types. */

declare module 'yauzl' {
  import type { Readable } from 'node:stream';

  export interface Entry {
    readonly fileName: string;
    readonly uncompressedSize: number;
    readonly crc32: number;
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
  import type { Readable, Transform } from 'node:stream';

  export class ZipFile {
    on(event: 'error', listener: (fault: Error) => void): this;
    readonly outputStream: Transform;
    addBuffer(bytes: Buffer, name: string, options?: { readonly mtime?: Date; readonly compress?: boolean }): void;
    addEmptyDirectory(name: string): void;
    /** Asks for the stream when its turn has come; one without a given size may be larger than 4 GB with `forceZip64Format`. */
    addReadStreamLazy(
      name: string,
      options: { readonly mtime?: Date; readonly forceZip64Format?: boolean },
      stream: (give: (fault: Error | null, stream?: Readable) => void) => void,
    ): void;
    end(): void;
  }
}
