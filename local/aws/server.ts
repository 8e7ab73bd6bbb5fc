/**
 * What the loopback servers share: a signed HTTP request in, an operation performed under the eyes
 * of an observer, an answer or an error in the service's protocol out.
 */

import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Access } from '../iam/evaluate.ts';
import type { RequestBody } from './body.ts';
import { type Call, CallLog, type CallTarget, type LoggedCall, type Observer } from './calls.ts';
import { afterEffect, beforeEffect, type Disruption, Unanswered } from './disruption.ts';
import { AwsFault, internalFault } from './fault.ts';
import { type Listening, listen } from './listen.ts';
import type { Answer, Protocol } from './protocol.ts';
import { decodeQuery, type RequestHead, readHead } from './request-head.ts';
import { type Credentials, verifySignature } from './sigv4.ts';

export type Clock = () => Date;

export interface ServerOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly region: string;
  readonly credentials: Credentials;
  readonly clock?: Clock;
  readonly observer?: Observer;
  /** Who may do what; without it everybody whose signature holds may do everything. */
  readonly guard?: Guard;
  /** Plants a fault into a call; asked once for each, before its effect. */
  readonly disrupt?: (call: Call) => Planted | undefined;
  /** Gets what is thrown by mistake, ours or an observer's; the caller sees a 500. Default: standard error. */
  readonly report?: (fault: unknown) => void;
}

export interface Guard {
  /** Undefined where the caller may; else what AWS says of it. `withheld` is left out of an answer without a word. */
  refusal(caller: string, access: Access, effect?: 'refused' | 'withheld'): string | undefined;
}

/** A disruption and the name under which the log of calls keeps it. */
export interface Planted {
  readonly name: string;
  readonly disruption: Disruption;
}

/** One request whose sender is known. */
export interface ServiceRequest extends RequestHead {
  readonly query: ReadonlyMap<string, string>;
  readonly principal: string;
  readonly requestId: string;
  readonly body: RequestBody;
  /** To be asked before the effect. Throws the service's AccessDenied where the caller may not. */
  readonly demand: (access: Access) => void;
  /** Whether the answer may show what needs this permission. */
  readonly grants: (access: Access) => boolean;
}

export interface Operation {
  readonly target: CallTarget;
  perform(): Promise<Answer>;
}

export interface WireService {
  /** The SigV4 service name. */
  readonly name: string;
  readonly protocol: Protocol;
  /** Names the operation a request asks for; a fault here is answered before any observer sees a call. */
  route(request: ServiceRequest): Operation;
}

export interface RunningServer extends Listening {
  readonly calls: CallLog;
}

export const systemClock: Clock = () => new Date();

const toStandardError = (fault: unknown): void => console.error(fault);

export async function startServer(service: WireService, options: ServerOptions): Promise<RunningServer> {
  const { clock = systemClock, report = toStandardError } = options;
  const calls = new CallLog();
  const listening = await listen(`The local ${service.name} server`, options.port ?? 0, (request, response) => {
    answerRequest({ ...options, service, clock, report, calls }, request, response).catch(report);
  });
  return { ...listening, calls };
}

interface Serving extends ServerOptions {
  readonly service: WireService;
  readonly clock: Clock;
  readonly report: (fault: unknown) => void;
  readonly calls: CallLog;
}

async function answerRequest(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { protocol } = serving.service;
  const requestId = randomBytes(16).toString('hex');
  let answer: Answer;
  try {
    answer = await perform(serving, request, requestId);
  } catch (thrown) {
    if (thrown instanceof Unanswered) {
      request.socket.destroy();
      return;
    }
    if (!(thrown instanceof AwsFault)) serving.report(thrown);
    answer = protocol.renderFault(thrown instanceof AwsFault ? thrown : internalFault(), requestId);
  }
  // The SDK corrects its clock by this field, so a test's clock must stand in it.
  response.sendDate = false;
  response.setHeader('date', serving.clock().toUTCString());
  response.setHeader(protocol.requestIdHeader, requestId);
  await send(answer, response, request.method === 'HEAD');
  // What a refused request still sends is read and dropped, so that its connection can be used again.
  request.resume();
}

async function perform(serving: Serving, request: IncomingMessage, requestId: string): Promise<Answer> {
  const { service, observer, disrupt, clock, calls } = serving;
  const head = readHead(request);
  const body = await service.protocol.openBody(request, head);
  const principal = authenticate(serving, head, body.signedHash);
  const operation = service.route({
    ...head,
    ...permissionsOf(serving, principal),
    query: decodeQuery(head),
    principal,
    requestId,
    body,
  });
  const traceId = head.headers.get('x-amzn-trace-id');
  const call = { ...operation.target, service: service.name, principal, ...(traceId !== undefined && { traceId }) };
  const entry = calls.add(call, clock());
  const started = performance.now();
  try {
    const refusal = await observer?.before?.(call);
    if (refusal) throw new AwsFault(refusal.status, refusal.code, refusal.message);
    const planted = disrupt?.(call);
    if (planted) entry.fault = planted.name;
    await beforeEffect(planted?.disruption, request);
    const answer = await answerOf(serving, operation, call, requestId, entry);
    return await afterEffect(planted?.disruption, answer);
  } catch (thrown) {
    noteFault(entry, thrown);
    throw thrown;
  } finally {
    entry.ms = Math.round(performance.now() - started);
  }
}

function permissionsOf({ service, guard }: Serving, caller: string): Pick<ServiceRequest, 'demand' | 'grants'> {
  return {
    demand(access) {
      const message = guard?.refusal(caller, access);
      if (message !== undefined) throw new AwsFault(403, service.protocol.accessDenied, message);
    },
    grants: (access) => guard?.refusal(caller, access, 'withheld') === undefined,
  };
}

/** A refusal of the operation's own is an answer as well: whatever befalls answers befalls it. */
async function answerOf(
  { service, observer, report }: Serving,
  operation: Operation,
  call: Call,
  requestId: string,
  entry: LoggedCall,
): Promise<Answer> {
  let answer: Answer;
  try {
    answer = await observed(operation, call, observer);
  } catch (thrown) {
    noteFault(entry, thrown);
    if (!(thrown instanceof AwsFault)) report(thrown);
    answer = service.protocol.renderFault(thrown instanceof AwsFault ? thrown : internalFault(), requestId);
  }
  entry.status = answer.status;
  return answer;
}

/** `after` comes after a refusal of the operation's own, too: it is over then. */
async function observed(operation: Operation, call: Call, observer: Observer | undefined): Promise<Answer> {
  try {
    return await operation.perform();
  } finally {
    await observer?.after?.(call);
  }
}

function noteFault(entry: LoggedCall, thrown: unknown): void {
  if (thrown instanceof Unanswered) return;
  const fault = thrown instanceof AwsFault ? thrown : internalFault();
  entry.status = fault.status;
  entry.code = fault.code;
}

function authenticate(
  { service, region, credentials, clock }: Serving,
  head: RequestHead,
  payloadHash: string,
): string {
  const { name, protocol } = service;
  const scope = { service: name, region, doubleEncodedPath: protocol.doubleEncodedPath };
  const verdict = verifySignature(head, payloadHash, scope, credentials, clock());
  if (verdict.valid) return verdict.principal;
  const { status, code } = protocol.signatureFaults[verdict.problem];
  throw new AwsFault(status, code, verdict.message);
}

async function send(
  { status, headers = {}, body }: Answer,
  response: ServerResponse,
  bodiless: boolean,
): Promise<void> {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) {
    if (body !== undefined && !bodiless) response.setHeader('content-length', Buffer.byteLength(body));
    response.end(bodiless ? undefined : body);
    return;
  }
  try {
    await pipeline(body, response);
  } catch (fault) {
    // A caller that was gone before the first octet: nothing was piped, so nothing else ends the body.
    body.destroy();
    if (!(fault instanceof Unanswered || isHangUp(fault))) throw fault;
  }
}

/** A caller that stops reading is not a fault of ours; a body that cannot be read is. */
const isHangUp = (fault: unknown): boolean =>
  fault instanceof Error &&
  'code' in fault &&
  ['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_UNABLE_TO_PIPE', 'ECONNRESET', 'EPIPE'].includes(String(fault.code));
