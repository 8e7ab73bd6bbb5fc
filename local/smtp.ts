/**
 * Mail in, as an MX takes it (RFC 5321): loopback only, no authentication, no TLS, recipients of the
 * organisation only. The 250 after DATA is sent when the message is on the disk.
 */

import { SMTPServer } from 'smtp-server';
import type { Directory } from './directory.ts';
import type { IncomingMail } from './flow/mail.ts';
import {
  addressRefusal,
  answerTo,
  commonSettings,
  defaultLimits,
  distinctAddresses,
  listen,
  type MessageLimits,
  messageBytes,
  type RunningSmtp,
  readMessage,
  recipientRefusal,
  refusal,
} from './smtp-listener.ts';

export interface SmtpOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly directory: Directory;
  /** Default: WorkMail's. */
  readonly limits?: MessageLimits;
  /** Takes responsibility for the mail; the id goes into the answer. */
  readonly accept: (mail: IncomingMail) => Promise<string>;
  /** Gets what a client was told only as "try again later". */
  readonly report?: ((fault: unknown) => void) | undefined;
}

export function startSmtp(options: SmtpOptions): Promise<RunningSmtp> {
  const { port, directory, limits = defaultLimits, accept, report = console.error } = options;
  const server = new SMTPServer({
    ...commonSettings,
    size: messageBytes(limits),
    name: 'inbound-smtp.local',
    disabledCommands: ['AUTH', 'STARTTLS'],

    onMailFrom({ address }, session, callback) {
      callback(addressRefusal(address, session.hostNameAppearsAs));
    },

    onRcptTo({ address }, session, callback) {
      const known = directory.mailboxesOf(address).length > 0;
      const unknown = known ? null : refusal(550, `5.1.1 <${address}>: there is no such mailbox here`);
      callback(recipientRefusal(session, limits) ?? unknown);
    },

    async onData(stream, session, callback) {
      const receive = async (): Promise<string> => {
        const raw = await readMessage(stream, messageBytes(limits));
        const { mailFrom, rcptTo } = session.envelope;
        return accept({
          mailFrom: mailFrom && mailFrom.address !== '' ? mailFrom.address : null,
          recipients: distinctAddresses(rcptTo),
          helo: session.hostNameAppearsAs,
          clientIp: session.remoteAddress,
          raw,
        });
      };
      const { refused, reply } = await answerTo(receive, report);
      callback(refused, reply);
    },
  });
  return listen(server, port, report);
}
