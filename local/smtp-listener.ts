/** What the two SMTP servers share: where they listen, how they read a message, what a client is told. */

import type { SMTPServer, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { Limits } from './limits.ts';

export interface RunningSmtp {
  readonly host: string;
  readonly port: number;
  /** Lets transfers under way finish, for a moment. */
  close(): Promise<void>;
}

const host = '127.0.0.1';
/** RFC 5321 §4.5.3.1.2 and §4.5.3.1.3. */
const maxDomainLength = 255;
const maxPathLength = 254;
const brokenConnections: readonly string[] = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'];

/** Of one message. */
export type MessageLimits = Pick<Limits, 'messageMegabytes' | 'recipients'>;

/** WorkMail's. */
export const defaultLimits: MessageLimits = { messageMegabytes: 40, recipients: 500 };

export const messageBytes = ({ messageMegabytes }: MessageLimits): number => messageMegabytes * 1024 * 1024;

/** Undefined: there is room for one recipient more. */
export function recipientRefusal(
  { envelope }: Pick<SMTPServerSession, 'envelope'>,
  { recipients }: MessageLimits,
): SmtpRefusal | undefined {
  const full = envelope.rcptTo.length >= recipients;
  return full ? refusal(452, `4.5.3 A message has ${recipients} recipients at most`) : undefined;
}

/** For loopback: no names looked up, nothing printed, and no addresses outside ASCII, which SES does not take. */
export const commonSettings = {
  disableReverseLookup: true,
  hideSMTPUTF8: true,
  closeTimeout: 2000,
  logger: false,
} as const;

export class SmtpRefusal extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

export const refusal = (responseCode: number, message: string): SmtpRefusal => new SmtpRefusal(responseCode, message);

/** Undefined: an address that SMTP without SMTPUTF8 (RFC 6531) has, and both of a length that RFC 5321 has. */
export function addressRefusal(address: string, helo: string): SmtpRefusal | undefined {
  if (/[^\x20-\x7e]/.test(address)) return refusal(553, '5.6.7 An address outside ASCII needs SMTPUTF8');
  const tooLong = address.length > maxPathLength || helo.length > maxDomainLength;
  return tooLong ? refusal(501, '5.1.7 The address or the name after EHLO is too long') : undefined;
}

/** What the client is told after DATA; never rejects, since nobody would hear it. */
export async function answerTo(
  receive: () => Promise<string>,
  report: (fault: unknown) => void,
): Promise<{ readonly refused: SmtpRefusal | null; readonly reply?: string }> {
  try {
    return { refused: null, reply: `2.0.0 OK ${await receive()}` };
  } catch (fault) {
    if (fault instanceof SmtpRefusal) return { refused: fault };
    report(fault);
    return { refused: refusal(451, '4.3.0 The message could not be stored; please send it again') };
  }
}

/** Reads to the end in any case, so that the client hears the refusal. */
export async function readMessage(stream: SMTPServerDataStream, maxMessageBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const bytes: AsyncIterable<Buffer> = stream;
  for await (const chunk of bytes) {
    if (stream.sizeExceeded) chunks.length = 0;
    else chunks.push(chunk);
  }
  if (stream.sizeExceeded) throw refusal(552, `5.3.4 The message is larger than ${maxMessageBytes} bytes`);
  return Buffer.concat(chunks);
}

/** Each address once, however its case. */
export function distinctAddresses(recipients: readonly { readonly address: string }[]): readonly string[] {
  return [...new Map(recipients.map(({ address }) => [address.toLowerCase(), address])).values()];
}

/** 0 takes a free port. */
export async function listen(server: SMTPServer, port: number, report: (fault: unknown) => void): Promise<RunningSmtp> {
  const bound = await bind(server, port);
  server.on('error', (fault: NodeJS.ErrnoException) => {
    // A client that hangs up is its own affair.
    if (!brokenConnections.includes(fault.code ?? '')) report(fault);
  });
  return { host, port: bound, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

function bind(server: SMTPServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const refused = (cause: NodeJS.ErrnoException): void => {
      reject(cause.code === 'EADDRINUSE' ? portInUse(port, cause) : cause);
    };
    server.once('error', refused);
    const listening = server.listen(port, host, () => {
      server.off('error', refused);
      const address = listening.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

const portInUse = (port: number, cause: Error): Error =>
  new Error(
    `The local SMTP server cannot listen on ${host}:${port}: the port is in use. ` +
      'End the program that holds it, or choose another port (0 takes a free one).',
    { cause },
  );
