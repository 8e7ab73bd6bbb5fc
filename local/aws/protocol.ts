/** The protocols our services speak, REST-XML, REST-JSON 1 and JSON 1.1, as far as errors and signatures differ. */

import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { bufferedBody, type RequestBody, streamedBody } from './body.ts';
import type { AwsFault } from './fault.ts';
import type { RequestHead } from './request-head.ts';
import type { SignatureProblem } from './sigv4.ts';
import { document, element } from './xml.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A stream is destroyed when the caller hangs up. */
  readonly body?: string | Buffer | Readable;
}

export interface Protocol {
  readonly doubleEncodedPath: boolean;
  readonly requestIdHeader: string;
  /** How a signature that does not hold is answered. */
  readonly signatureFaults: Readonly<Record<SignatureProblem, { readonly status: number; readonly code: string }>>;
  /** The code of what a policy does not allow; the status is 403. */
  readonly accessDenied: string;
  openBody(request: IncomingMessage, head: RequestHead): RequestBody | Promise<RequestBody>;
  renderFault(fault: AwsFault, requestId: string): Answer;
}

/** S3 API Reference, "Error responses". */
export const restXml: Protocol = {
  doubleEncodedPath: false,
  requestIdHeader: 'x-amz-request-id',
  signatureFaults: {
    missing: { status: 403, code: 'AccessDenied' },
    malformed: { status: 400, code: 'AuthorizationHeaderMalformed' },
    'wrong-scope': { status: 400, code: 'AuthorizationHeaderMalformed' },
    'unsigned-header': { status: 403, code: 'AccessDenied' },
    skewed: { status: 403, code: 'RequestTimeTooSkewed' },
    'unknown-key': { status: 403, code: 'InvalidAccessKeyId' },
    'wrong-token': { status: 400, code: 'InvalidToken' },
    mismatch: { status: 403, code: 'SignatureDoesNotMatch' },
  },
  accessDenied: 'AccessDenied',
  openBody: streamedBody,
  renderFault: ({ status, code, message, headers, fields }, requestId) => ({
    status,
    headers: { ...headers, 'content-type': 'application/xml' },
    body: document(
      element('Error', [
        element('Code', code),
        element('Message', message),
        ...Object.entries(fields).map(([name, value]) => element(name, value)),
        element('RequestId', requestId),
      ]),
    ),
  }),
};

/** Facts sheet, section 3.3; the codes are AWS's common errors for this protocol. */
export const restJson = (bodyLimitBytes: number): Protocol => ({
  doubleEncodedPath: true,
  requestIdHeader: 'x-amzn-requestid',
  signatureFaults: {
    missing: { status: 403, code: 'MissingAuthenticationTokenException' },
    malformed: { status: 403, code: 'IncompleteSignatureException' },
    'wrong-scope': { status: 403, code: 'InvalidSignatureException' },
    'unsigned-header': { status: 403, code: 'InvalidSignatureException' },
    skewed: { status: 403, code: 'InvalidSignatureException' },
    'unknown-key': { status: 403, code: 'UnrecognizedClientException' },
    'wrong-token': { status: 403, code: 'UnrecognizedClientException' },
    mismatch: { status: 403, code: 'InvalidSignatureException' },
  },
  accessDenied: 'AccessDeniedException',
  openBody: (request) => bufferedBody(request, bodyLimitBytes),
  renderFault: ({ status, code, message, headers }) =>
    jsonAnswer(status, { message }, { ...headers, 'x-amzn-errortype': code }),
});

/** AWS JSON 1.1 protocol: every refusal of what the caller did has the status 400, and its code stands in the body. */
export function json11(bodyLimitBytes: number): Protocol {
  const rest = restJson(bodyLimitBytes);
  return {
    ...rest,
    renderFault: ({ status, code, message, headers }) => ({
      status: status < 500 ? 400 : status,
      headers: { ...headers, 'content-type': json11Type },
      body: JSON.stringify({ __type: code, message }),
    }),
  };
}

export const json11Type = 'application/x-amz-json-1.1';

export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
