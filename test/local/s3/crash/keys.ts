/** Not from local-setup.ts: that one belongs to a test runner, and a child has none. */

import type { Credentials } from '../../../../local/aws/sigv4.ts';

export const region = 'eu-west-1';
export const keys = { accessKeyId: 'AKIDCRASH', secretAccessKey: 'secret/of+crash' };
export const credentials: Credentials = new Map([
  [keys.accessKeyId, { secretAccessKey: keys.secretAccessKey, name: 'crash' }],
]);
