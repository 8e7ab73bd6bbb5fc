/** What a form sent. */

import type { IncomingMessage } from 'node:http';
import { boundaryOf, type FormValues, readMultipart } from './multipart.ts';

/** WorkMail's limit for a message is 25 MB encoded and SES's 40 MB; the form around it needs a little more. */
export const maxFormBytes = 41 * 1024 * 1024;

/** A fault of whoever sent the form. */
export class FormFault extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export async function readForm(request: IncomingMessage): Promise<FormValues> {
  const type = request.headers['content-type'] ?? '';
  const body = await readWhole(request);
  const boundary = boundaryOf(type);
  if (boundary !== undefined) {
    const values = readMultipart(body, boundary);
    if (typeof values === 'string') throw new FormFault(400, values);
    return values;
  }
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) {
    throw new FormFault(415, `A form is no ${JSON.stringify(type)}. Send it as multipart/form-data or urlencoded.`);
  }
  return { fields: new Map(new URLSearchParams(body.toString('utf8'))), files: new Map() };
}

async function readWhole(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    // What is over is read and dropped, so that the browser gets to read our answer.
    if (sizeBytes <= maxFormBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (sizeBytes > maxFormBytes) throw new FormFault(413, `The form is larger than ${maxFormBytes} bytes.`);
  return Buffer.concat(chunks);
}
