/**
 * Mail of our users, as they hand it in (RFC 6409): loopback only, a password and no TLS, anybody as recipient.
 * The 250 after DATA is sent when the message is on the disk.
 */

import { timingSafeEqual } from 'node:crypto';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Directory } from './directory.ts';
import type { SubmittedMail } from './flow/mail.ts';
import { checkSubmission, type Delegates, maySendAs } from './flow/submission-rules.ts';
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

export interface SubmissionOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly directory: Directory;
  /** Default: WorkMail's. */
  readonly limits?: MessageLimits;
  /** Of every user: this is a loopback server for trying things. */
  readonly password: string;
  readonly delegates?: Delegates | undefined;
  /** Takes responsibility for the mail; the id goes into the answer. */
  readonly submit: (mail: SubmittedMail) => Promise<string>;
  /** Gets what a client was told only as "try again later". */
  readonly report?: ((fault: unknown) => void) | undefined;
}

export function startSubmission(options: SubmissionOptions): Promise<RunningSmtp> {
  const {
    port,
    directory,
    limits = defaultLimits,
    password,
    delegates = new Map(),
    submit,
    report = console.error,
  } = options;
  const server = new SMTPServer({
    ...commonSettings,
    size: messageBytes(limits),
    name: 'smtp.mail.local',
    disabledCommands: ['STARTTLS'],
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,

    onAuth({ username, password: given }, _session, callback) {
      // Any other name than the mailbox's main address is no user name in WorkMail.
      const user = (username ?? '').toLowerCase();
      const known = directory.mailboxes.includes(user) && isSame(given ?? '', password);
      if (known) callback(null, { user });
      else callback(refusal(535, '5.7.8 The user name or the password is wrong'));
    },

    onMailFrom({ address }, session, callback) {
      const allowed = maySendAs(userOf(session), address, directory, delegates);
      const notAllowed = allowed ? null : refusal(553, `5.7.1 You may not send as <${address}>`);
      callback(addressRefusal(address, session.hostNameAppearsAs) ?? notAllowed);
    },

    onRcptTo({ address }, session, callback) {
      callback(addressRefusal(address, '') ?? recipientRefusal(session, limits));
    },

    async onData(stream, session, callback) {
      const receive = async (): Promise<string> => {
        const raw = await readMessage(stream, messageBytes(limits));
        const recipients = distinctAddresses(session.envelope.rcptTo);
        const checked = await checkSubmission({ user: userOf(session), recipients, raw }, directory, delegates);
        if (!checked.allowed) throw refusal(checked.code, checked.why);
        return submit(checked.mail);
      };
      const { refused, reply } = await answerTo(receive, report);
      callback(refused, reply);
    },
  });
  return listen(server, port, report);
}

/** What `onAuth` found; smtp-server asks nobody for mail before. */
function userOf(session: SMTPServerSession): string {
  const user: unknown = session.user;
  if (typeof user === 'string') return user;
  throw new TypeError('mail was given before anybody logged in');
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
