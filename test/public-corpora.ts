import { existsSync } from 'node:fs';

/** Public mail beside the checkout, or a folder of any other: `CORPORA=/folder npm test -- test/cli/archive/corpora.test.ts`. */
export const publicCorpora: string | undefined = [
  process.env['CORPORA'],
  '../shared/corpora/mime',
  '../../shared/corpora/mime',
].find((folder) => folder !== undefined && existsSync(folder));
