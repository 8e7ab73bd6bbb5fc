/**
 * The Runtime API of one sandbox (AWS Lambda Developer Guide, "Using the Lambda runtime API", 2018-06-01):
 * hands the runtime one invocation at a time and takes its answer.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import * as v from 'valibot';

export interface Invocation {
  readonly requestId: string;
  /** The event as JSON. */
  readonly payload: string;
  readonly functionArn: string;
  /** When the function's time is up, by the sandbox's clock. */
  readonly deadlineMs: number;
  readonly traceId: string;
}

export interface Failure {
  readonly ok: false;
  readonly errorType: string;
  readonly message: string;
  readonly payload: unknown;
}

/** What became of an invocation. */
export type Report = { readonly ok: true; readonly payload: unknown } | Failure;

/** Lambda quota for a synchronous answer: 6 MB and a little. */
export const maxResponseBytes = 6_291_556;

const base = '/2018-06-01/runtime';
const FunctionError = v.object({
  errorType: v.optional(v.string(), 'Error'),
  errorMessage: v.optional(v.string(), ''),
});

/** Makes the failed report that Lambda gives for `errorType`, with the payload its caller would read. */
export function failure(errorType: string, message: string): Failure {
  return { ok: false, errorType, message, payload: { errorType, errorMessage: message } };
}

export class RuntimeApi {
  readonly #server: Server;
  #asked = Promise.withResolvers<ServerResponse>();
  #serving: { requestId: string; done: (report: Report) => void } | undefined;
  readonly #initFailed = Promise.withResolvers<Failure>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<RuntimeApi> {
    // A runtime waits for its next invocation as long as it takes.
    const server = createServer({ requestTimeout: 0, keepAliveTimeout: 0 });
    const api = new RuntimeApi(server);
    server.on('request', (request, response) => {
      api.#route(request, response).catch((fault: unknown) => response.destroy(asError(fault)));
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
    await promise;
    return api;
  }

  /** What `AWS_LAMBDA_RUNTIME_API` names. */
  get address(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the Runtime API is closed');
    return `${address.address}:${address.port}`;
  }

  /** Settles when the runtime reports that the function's code could not be started. */
  get initFailed(): Promise<Failure> {
    return this.#initFailed.promise;
  }

  /** Waits until the runtime asks for work: it has started, or is through with the previous invocation. */
  async ready(): Promise<void> {
    await this.#asked.promise;
  }

  /** Hands over one invocation as soon as the runtime asks, and waits for its answer. */
  async run(invocation: Invocation): Promise<Report> {
    if (this.#serving !== undefined) throw new Error(`still at work on ${this.#serving.requestId}`);
    const { promise, resolve } = Promise.withResolvers<Report>();
    this.#serving = { requestId: invocation.requestId, done: resolve };
    const response = await this.#asked.promise;
    this.#asked = Promise.withResolvers();
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': invocation.requestId,
      'Lambda-Runtime-Deadline-Ms': String(invocation.deadlineMs),
      'Lambda-Runtime-Invoked-Function-Arn': invocation.functionArn,
      'Lambda-Runtime-Trace-Id': invocation.traceId,
    });
    response.end(invocation.payload);
    return promise;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '' } = request;
    if (method === 'GET' && url === `${base}/invocation/next`) return this.#asked.resolve(response);
    const body = await readBody(request);
    if (method !== 'POST') return answer(response, 404, 'NotFound');
    if (url === `${base}/init/error`) {
      this.#initFailed.resolve(errorReport(body.toString()));
      return answer(response, 202);
    }
    const [, requestId, kind] = /\/invocation\/([^/]+)\/(response|error)$/.exec(url) ?? [];
    if (!url.startsWith(base) || requestId === undefined) return answer(response, 404, 'NotFound');
    const serving = this.#serving;
    if (serving?.requestId !== requestId) return answer(response, 400, 'InvalidRequestID');
    this.#serving = undefined;
    if (body.length > maxResponseBytes) {
      const message = `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`;
      serving.done(failure('Function.ResponseSizeTooLarge', message));
      return answer(response, 413, 'RequestEntityTooLarge');
    }
    serving.done(kind === 'error' ? errorReport(body.toString()) : { ok: true, payload: parse(body.toString()) });
    return answer(response, 202);
  }
}

/** Reads the body, but keeps no more than shows that it is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (sizeBytes <= maxResponseBytes) chunks.push(chunk);
    sizeBytes += chunk.length;
  }
  return Buffer.concat(chunks);
}

function answer(response: ServerResponse, status: number, errorType?: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(errorType === undefined ? { status: 'OK' } : { errorType, errorMessage: errorType }));
}

function parse(json: string): unknown {
  return JSON.parse(json);
}

function errorReport(json: string): Failure {
  const payload = parse(json);
  const { errorType, errorMessage } = v.parse(FunctionError, payload);
  return { ok: false, errorType, message: errorMessage, payload };
}

function asError(fault: unknown): Error {
  return fault instanceof Error ? fault : new Error(String(fault));
}
