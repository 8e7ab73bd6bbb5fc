/** How long a bundle takes to load in a fresh process: `import.child.ts FILE`. */

import { pathToFileURL } from 'node:url';

export interface ImportTiming {
  readonly importMs: number;
}

const url = pathToFileURL(process.argv[2] ?? '').href;
const began = performance.now();
await import(url);
const timing: ImportTiming = { importMs: performance.now() - began };
process.stdout.write(JSON.stringify(timing));
