/** A refusal in AWS's own words: what a server answers instead of doing what was asked. */

export interface FaultDetails {
  /** Response headers that travel with the refusal, such as `x-amz-delete-marker`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further elements of an S3 error document, such as `Key`. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** Thrown by an operation and rendered by the protocol of its service; anything else thrown is a bug of ours. */
export class AwsFault extends Error {
  override readonly name = 'AwsFault';
  readonly status: number;
  /** The name the SDK will give the error. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, { headers = {}, fields = {} }: FaultDetails = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.fields = fields;
  }
}

/** What a server answers when one of our own bugs stood in the way; the cause goes to `report`. */
export const internalFault = (): AwsFault =>
  new AwsFault(500, 'InternalError', 'We encountered an internal error. Please try again.');
