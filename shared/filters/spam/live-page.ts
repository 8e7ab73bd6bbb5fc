/** Whether a page that comes as a file runs a program or asks for anything: read no further than to the first sign. */

import { decodeReferences } from '../../mail/html-references.ts';
import { type Walked, walkHtml } from './html-walk.ts';
import { isPassword } from './visible-html.ts';

export interface LivePage extends Walked {
  readonly isLive: boolean;
}

/** Pages within pages (`srcdoc`) are read so deep. */
const deepest = 3;
const program = /<script/i;
const worthAWalk = /<(?:form|input|iframe)/i;

/** `allowance` as walkHtml counts it. */
export function readLivePage(html: string, allowance: number, depth = 0): LivePage {
  if (program.test(html)) return { isLive: true, spent: 0, isCut: false };
  if (!worthAWalk.test(html)) return { isLive: false, spent: 0, isCut: false };
  let isLive = false;
  let inside = 0;
  const { spent, isCut } = walkHtml(html, allowance, {
    text: () => undefined,
    startTag: (name, attributes) => {
      isLive = name === 'form' || (name === 'input' && isPassword(attributes.type));
      const page = name === 'iframe' && depth < deepest ? attributes.srcdoc : undefined;
      if (page !== undefined) {
        const within = readLivePage(decodeReferences(page), allowance - inside, depth + 1);
        inside += within.spent;
        isLive = within.isLive;
      }
      return isLive;
    },
    endTag: () => undefined,
  });
  return { isLive, spent: spent + inside, isCut };
}
