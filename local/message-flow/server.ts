/**
 * A local WorkMail Message Flow API, 2019-05-01 (facts sheet, sections 3.1 to 3.3).
 *
 * As on WorkMail, a Put after the rule has answered gets its 200 and changes nothing for anybody:
 * what is delivered is read from the store when the rule answers.
 */

import * as v from 'valibot';
import { readWhole } from '../aws/body.ts';
import { AwsFault } from '../aws/fault.ts';
import { decodeJsonBody } from '../aws/json-body.ts';
import { type Answer, jsonAnswer, restJson } from '../aws/protocol.ts';
import { decodeComponent } from '../aws/request-head.ts';
import {
  type Operation,
  type RunningServer,
  type ServerOptions,
  type ServiceRequest,
  startServer,
  systemClock,
} from '../aws/server.ts';
import { type ContentReference, type MessageFlowPlace, messageAccess, type NamedMessage } from './access.ts';
import { type AssumedFields, findMimeFault, maxContentBytes } from './mime-rules.ts';
import { type InTransit, type TransitMessage, transitIdPattern } from './transit.ts';

/** Where a new content is fetched from; the local S3's `lookUp` fits. */
export interface ContentSource {
  lookUp(bucket: string, key: string, versionId?: string): ContentLookup;
}

export type ContentLookup =
  | { readonly found: true; readonly sizeBytes: number; read(): Promise<Buffer> }
  | { readonly found: false; readonly missing: 'bucket' | 'object' | 'version' };

export interface MessageFlowOptions extends ServerOptions {
  readonly messages: InTransit;
  readonly contents: ContentSource;
  /** In place of what we assume Put insists on. */
  readonly assumedFields?: AssumedFields | undefined;
  /** What stands in the ARNs of messages. */
  readonly place: MessageFlowPlace;
  /** Whether the bucket lets WorkMail read a new content; without it every bucket does. */
  readonly mayRead?: (message: NamedMessage, content: ContentReference) => boolean;
}

const readableMs = 24 * 60 * 60 * 1000;
const bodyLimitBytes = 64 * 1024;

/** The model's constraints: no dot, no underscore, so no `.eml`. */
const S3Reference = v.object({
  bucket: v.pipe(v.string(), v.minLength(3), v.maxLength(63), v.regex(/^[a-z0-9][a-z0-9-]*$/)),
  key: v.pipe(v.string(), v.minLength(1), v.maxLength(1024), v.regex(/^[a-zA-Z0-9\-/]*$/)),
  objectVersion: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(1024))),
});
const PutRequest = v.object({ content: v.object({ s3Reference: S3Reference }) });

export function startMessageFlow(options: MessageFlowOptions): Promise<RunningServer> {
  const { messages, contents, place, mayRead = () => true, clock = systemClock } = options;

  const find = async (
    messageId: string,
    operation: string,
    { demand }: Pick<ServiceRequest, 'demand'>,
  ): Promise<TransitMessage> => {
    const message = await messages.find(messageId);
    demand(messageAccess(operation, message ?? { id: messageId }, place));
    if (message && clock().getTime() - message.receivedAt.getTime() <= readableMs) return message;
    throw new AwsFault(404, 'ResourceNotFoundException', `Message ${messageId} was not found or is older than a day`);
  };

  const get = async (messageId: string, request: ServiceRequest): Promise<Answer> => {
    const message = await find(messageId, 'GetRawMessageContent', request);
    return { status: 200, headers: { 'content-type': 'message/rfc822' }, body: await message.content() };
  };

  const put = async (messageId: string, request: ServiceRequest): Promise<Answer> => {
    const { bucket, key, objectVersion } = decodePut(await readWhole(request.body, bodyLimitBytes));
    const message = await find(messageId, 'PutRawMessageContent', request);
    if (message.frozen) {
      throw new AwsFault(400, 'MessageFrozen', `Message ${messageId} is not eligible for an update`);
    }
    if (!mayRead(message, { bucket, key, version: objectVersion })) {
      throw new AwsFault(
        400,
        'InvalidContentLocation',
        'WorkMail may not read the S3 reference; see the bucket policy',
      );
    }
    const content = await fetchContent(contents, bucket, key, objectVersion);
    const fault = await findMimeFault(content, await message.original(), options.assumedFields);
    if (fault !== undefined) throw new AwsFault(400, 'MessageRejected', fault);
    await messages.replaceContent(messageId, content);
    return jsonAnswer(200, {});
  };

  const route = (request: ServiceRequest): Operation => {
    const messageId = messageIdOf(request);
    switch (request.method) {
      case 'GET':
        return { target: { operation: 'GetRawMessageContent', messageId }, perform: () => get(messageId, request) };
      case 'POST':
        return { target: { operation: 'PutRawMessageContent', messageId }, perform: () => put(messageId, request) };
      default:
        throw unknownOperation();
    }
  };

  return startServer({ name: 'workmailmessageflow', protocol: restJson(bodyLimitBytes), route }, options);
}

function messageIdOf({ rawPath }: ServiceRequest): string {
  const found = /^\/messages\/([^/]+)$/.exec(rawPath)?.[1];
  if (found === undefined) throw unknownOperation();
  const messageId = decodeComponent(found);
  if (!transitIdPattern.test(messageId)) throw invalid('messageId', 'does not match [a-z0-9\\-]{1,120}');
  return messageId;
}

const unknownOperation = (): AwsFault => new AwsFault(404, 'UnknownOperationException', 'Unknown operation');

const invalid = (path: string, message: string): AwsFault =>
  new AwsFault(400, 'ValidationException', `1 validation error detected: value at '${path}' is not valid: ${message}`);

function decodePut(bytes: Buffer): v.InferOutput<typeof S3Reference> {
  const { content } = decodeJsonBody(bytes, PutRequest, (path, message) => invalid(path ?? 'content', message));
  return content.s3Reference;
}

async function fetchContent(source: ContentSource, bucket: string, key: string, version?: string): Promise<Buffer> {
  const found = source.lookUp(bucket, key, version);
  if (!found.found) {
    throw new AwsFault(400, 'InvalidContentLocation', `WorkMail cannot read the ${found.missing} of the S3 reference`);
  }
  // Not read at all when it is too large to be a message.
  if (found.sizeBytes > maxContentBytes) {
    throw new AwsFault(400, 'MessageRejected', `The message is larger than ${maxContentBytes} bytes`);
  }
  return found.read();
}
