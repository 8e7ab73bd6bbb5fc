/**
 * Mail in, as an MX takes it (RFC 5321): loopback only, no authentication, no TLS, recipients of the
 * organisation only. The 250 after DATA is sent when the message is on the disk.
 */

import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Directory } from './directory.ts';
import type { IncomingMail } from './flow/mail.ts';
import type { Limits } from './limits.ts';

export interface SmtpOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly directory: Directory;
  /** Default: WorkMail's. */
  readonly limits?: Pick<Limits, 'messageMegabytes' | 'recipients'>;
  /** Takes responsibility for the mail; the id goes into the answer. */
  readonly accept: (mail: IncomingMail) => Promise<string>;
  /** Gets what a client was told only as "try again later". */
  readonly report?: ((fault: unknown) => void) | undefined;
}

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
const closeTimeoutMs = 2000;
const brokenConnections: readonly string[] = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'];

export async function startSmtp({
  port,
  directory,
  limits = { messageMegabytes: 40, recipients: 500 },
  accept,
  report = console.error,
}: SmtpOptions): Promise<RunningSmtp> {
  const maxMessageBytes = limits.messageMegabytes * 1024 * 1024;
  const server = new SMTPServer({
    name: 'inbound-smtp.local',
    size: maxMessageBytes,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    // SES takes no addresses outside ASCII.
    hideSMTPUTF8: true,
    closeTimeout: closeTimeoutMs,
    logger: false,

    onMailFrom({ address }, session, callback) {
      const tooLong = address.length > maxPathLength || session.hostNameAppearsAs.length > maxDomainLength;
      callback(tooLong ? refusal(501, '5.1.7 The address or the name after EHLO is too long') : null);
    },

    onRcptTo({ address }, { envelope }, callback) {
      if (envelope.rcptTo.length >= limits.recipients) {
        callback(refusal(452, `4.5.3 A message has ${limits.recipients} recipients at most`));
        return;
      }
      const known = directory.mailboxesOf(address).length > 0;
      callback(known ? null : refusal(550, `5.1.1 <${address}>: there is no such mailbox here`));
    },

    async onData(stream, session, callback) {
      const { refused, reply } = await answer(stream, session);
      callback(refused, reply);
    },
  });

  /** What the client is told; never rejects, since nobody would hear it. */
  const answer = async (
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
  ): Promise<{ refused: SmtpRefusal | null; reply?: string }> => {
    try {
      return { refused: null, reply: await receive(stream, session) };
    } catch (fault) {
      if (fault instanceof SmtpRefusal) return { refused: fault };
      report(fault);
      return { refused: refusal(451, '4.3.0 The message could not be stored; please send it again') };
    }
  };

  const receive = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> => {
    const raw = await readMessage(stream, maxMessageBytes);
    const { mailFrom, rcptTo } = session.envelope;
    const recipients = new Map(rcptTo.map(({ address }) => [address.toLowerCase(), address]));
    const id = await accept({
      mailFrom: mailFrom && mailFrom.address !== '' ? mailFrom.address : null,
      recipients: [...recipients.values()],
      helo: session.hostNameAppearsAs,
      clientIp: session.remoteAddress,
      raw,
    });
    return `2.0.0 OK ${id}`;
  };

  const bound = await bind(server, port);
  server.on('error', (fault: NodeJS.ErrnoException) => {
    // A client that hangs up is its own affair.
    if (!brokenConnections.includes(fault.code ?? '')) report(fault);
  });
  return {
    host,
    port: bound,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

class SmtpRefusal extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

const refusal = (responseCode: number, message: string): SmtpRefusal => new SmtpRefusal(responseCode, message);

/** Reads to the end in any case, so that the client hears the refusal. */
async function readMessage(stream: SMTPServerDataStream, maxMessageBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const bytes: AsyncIterable<Buffer> = stream;
  for await (const chunk of bytes) {
    if (stream.sizeExceeded) chunks.length = 0;
    else chunks.push(chunk);
  }
  if (stream.sizeExceeded) throw refusal(552, `5.3.4 The message is larger than ${maxMessageBytes} bytes`);
  return Buffer.concat(chunks);
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
