/** postal-mime: hashes nothing itself, so its attachments are hashed here. */

import { hash } from 'node:crypto';
import PostalMime from 'postal-mime';
import type { Works } from '../works.ts';

export const works: Works = {
  async read(bytes) {
    const { attachments } = await PostalMime.parse(bytes, { attachmentEncoding: 'arraybuffer' });
    let attachmentBytes = 0;
    for (const { content } of attachments) {
      const octets = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
      hash('sha256', octets, 'hex');
      attachmentBytes += octets.length;
    }
    return attachmentBytes;
  },
};
