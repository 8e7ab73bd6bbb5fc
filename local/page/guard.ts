/** Who may ask: a browser on this machine that looks at this page, and no other site through it. */

import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Why a request is refused, in words for whoever made it by mistake. */
export type Refusal = { readonly status: number; readonly text: string };

const loopbackHost = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/;

/** A name that another site has made lead to this machine (DNS rebinding) is not ours. */
export function hostRefusal({ host }: IncomingHttpHeaders): Refusal | undefined {
  if (host !== undefined && loopbackHost.test(host)) return undefined;
  const text = `This page answers to 127.0.0.1 and localhost, not to the host ${JSON.stringify(host ?? '')}.`;
  return { status: 421, text };
}

/**
 * Forms are taken from our own pages: browsers tell where a form was by `Origin` and `Sec-Fetch-Site`. As our pages
 * have no referrer, their forms have the origin `null`, which a frame of a mail has too; `Sec-Fetch-Site` tells them apart.
 */
export function originRefusal(headers: IncomingHttpHeaders): Refusal | undefined {
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  const isOurs = origin === undefined || origin === `http://${headers.host}`;
  if (site === 'same-origin' ? isOurs || origin === 'null' : isOurs && site === undefined) return undefined;
  return { status: 403, text: 'This form was sent from another site. Open the page itself and send it from there.' };
}

/** A secret of this run that stands in each of our forms; another site cannot read it. */
export class FormToken {
  readonly value = randomBytes(24).toString('base64url');

  refusal(given: string | undefined): Refusal | undefined {
    const [expected, actual] = [Buffer.from(this.value), Buffer.from(given ?? '')];
    if (expected.length === actual.length && timingSafeEqual(expected, actual)) return undefined;
    return { status: 403, text: 'This form is from an earlier start. Go back, reload the page, and send it again.' };
  }
}
