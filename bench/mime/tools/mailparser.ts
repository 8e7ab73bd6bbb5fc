/** mailparser, as most programs call it and with the options its authors advise for speed. */

import { type SimpleParserOptions, simpleParser } from 'mailparser';
import type { Run, Works } from '../works.ts';

const fastOptions: SimpleParserOptions = {
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  skipImageLinks: true,
  keepCidLinks: true,
};

/** mailparser hashes every attachment anyway: with the hash that we take, too. */
const readWith =
  (options: SimpleParserOptions): Run =>
  async (bytes) => {
    const { attachments } = await simpleParser(bytes, { ...options, checksumAlgo: 'sha256' });
    return attachments.reduce((size, { content }) => size + content.length, 0);
  };

export const works: Works = { read: readWith({}) };
export const fastWorks: Works = { read: readWith(fastOptions) };
