/** The envelope of a message and the direction it travels (RFC 5321 §2.3.1; WorkMail's event). */

export type FlowDirection = 'INBOUND' | 'OUTBOUND';

/** The address failure notices go to; null on notifications (RFC 5321 §4.5.5). */
export type ReversePath = string | null;

export interface Envelope {
  readonly reversePath: ReversePath;
  /** The acting user where the message was sent on behalf of another. */
  readonly actingSender?: string;
  /** Forward-paths as the source gave them. */
  readonly recipients: readonly string[];
  /** False where the source shortened the list: an answer must then reach everybody at once. */
  readonly complete: boolean;
}

/** Who handed the message over by SMTP, as the host that took it saw it. */
export interface Connection {
  /** The IP address of the client. */
  readonly remoteAddress: string;
  /** What it called itself (RFC 5321 §4.1.1.1); null where that is not known. */
  readonly helo: string | null;
}
