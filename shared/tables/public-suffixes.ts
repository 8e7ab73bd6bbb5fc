import { readFileSync } from 'node:fs';
import { once } from './once.ts';

/** The table that `npm run suffixes` makes: a line for each top-level domain that has rules; mail/public-suffix.ts reads it. */
export const publicSuffixes = once(() => ({
  text: readFileSync(new URL('./public-suffixes.txt', import.meta.url), 'latin1'),
}));
