/**
 * AWS as processes of ours meet it: every call may be struck by a fault of the local organisation's catalogue, and a process
 * that crashes is never heard of again. The SDK's clients are real and are answered before they would send, so that none of
 * their own retries helps.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client, SESv2ServiceException } from '@aws-sdk/client-sesv2';
import { WorkMailMessageFlowClient, WorkMailMessageFlowServiceException } from '@aws-sdk/client-workmailmessageflow';
import { FaultBoard, type Strike } from '../../local/faults/board.ts';
import { faultNames } from '../../local/faults/catalogue.ts';
import { chances } from '../../local/faults/chance.ts';
import { type Asked, MemoryS3, refusal } from './memory-s3.ts';

/** Ended by a fault in the middle of its work. */
export class Crash extends Error {}

/** A run of one of our functions. */
export interface Process {
  /** Milliseconds since 1970. */
  nowMs: number;
  /** How far off its clock is. */
  jumpMs: number;
  /** Calls it may still make before everything it asks fails. */
  callsUntilOutage: number;
  dead: boolean;
  die: (fault: Crash) => void;
}

export interface Transit {
  content: Buffer;
  readonly gone: boolean;
  readonly refusesChange: boolean;
}

type Service = 's3' | 'workmailmessageflow' | 'ses';

export interface SimulationSettings {
  readonly seed: number;
  /** How many of a thousand calls each fault strikes. */
  readonly faultsPerThousand: number;
  readonly startMs: number;
}

const credentials = { accessKeyId: 'simulated', secretAccessKey: 'simulated' };
const region = 'eu-west-1';

export const evidenceBucket = 'evidence';
export const exchangeBucket = 'exchange';
export const stateBucket = 'state';

export class SimulatedAws {
  readonly s3 = new S3Client({ region, credentials });
  readonly flow = new WorkMailMessageFlowClient({ region, credentials });
  readonly ses = new SESv2Client({ region, credentials });
  readonly objects: MemoryS3;
  readonly board = new FaultBoard();
  readonly chance: () => number;
  /** What is in WorkMail's hands, by handle. */
  readonly transit = new Map<string, Transit>();
  /** Copies that SES took, by what the process was about. */
  readonly sent = new Map<string, number>();
  readonly #processes = new AsyncLocalStorage<Process & { readonly about: string }>();
  /** Of whoever looks on. */
  nowMs: number;

  constructor({ seed, faultsPerThousand, startMs }: SimulationSettings) {
    this.nowMs = startMs;
    this.chance = chances(seed);
    this.objects = new MemoryS3(
      { [evidenceBucket]: true, [exchangeBucket]: true, [stateBucket]: false },
      () => new Date(this.#processes.getStore()?.nowMs ?? this.nowMs),
    );
    for (const [index, name] of faultNames.entries()) {
      // Runs at the same time are what is hardest to get right.
      const perThousand = name === 'duplicate-event' ? 10 * faultsPerThousand : faultsPerThousand;
      if (perThousand > 0) this.board.plant(`${name} rate=${perThousand / 1_000} seed=${seed + index + 1}`);
    }
    const s3 = (operation: string, input: object) => this.objects.perform(operation, input as Asked);
    const answered = (service: Service, perform: (operation: string, input: object) => object) => {
      return (_next: unknown, context: { readonly commandName?: string }) =>
        async ({ input }: { readonly input: object }) => {
          const operation = (context.commandName ?? '').replace(/Command$/, '');
          const output = await this.#call(service, operation, () => perform(operation, input));
          return { output: output as never, response: {} };
        };
    };
    const first = { step: 'initialize', priority: 'high', name: 'simulated' } as const;
    this.s3.middlewareStack.add(answered('s3', s3), first);
    this.flow.middlewareStack.add(
      answered('workmailmessageflow', (operation, input) => this.#messageFlow(operation, input as FlowAsked)),
      first,
    );
    this.ses.middlewareStack.add(
      answered('ses', () => this.#send()),
      first,
    );
  }

  readonly clock = {
    now: () => {
      const process = this.#processes.getStore();
      return new Date(process === undefined ? this.nowMs : process.nowMs + process.jumpMs);
    },
  };

  /** Runs work as a process; rejects with `Crash` where it is killed. */
  run<T>(
    about: string,
    { nowMs = this.nowMs, jumpMs = 0, callsUntilOutage = Infinity }: Partial<Process>,
    work: () => Promise<T>,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const process = { about, nowMs, jumpMs, callsUntilOutage, dead: false, die: reject };
      this.#processes.run(process, work).then(resolve, reject);
    });
  }

  /** Its lifecycle rule ends what lies in the exchange bucket. */
  forgetExchange(key: string): void {
    this.objects.forget(exchangeBucket, key);
  }

  /** Some turns of the event loop's microtasks, seldom many: whoever runs at the same time gets ahead, or not. */
  async turns(most = 60): Promise<void> {
    for (let turns = Math.floor(this.chance() ** 4 * most); turns > 0; turns -= 1) await Promise.resolve();
  }

  async #call(service: Service, operation: string, perform: () => object): Promise<object> {
    const process = this.#processes.getStore();
    if (process === undefined) return open(perform());
    await this.turns();
    if (process.dead) return never();
    process.nowMs += 5;
    process.callsUntilOutage -= 1;
    if (process.callsUntilOutage < 0) throw unavailable(service);
    const strike = this.board.strike({ occasion: 'call', service, operation });
    if (strike === undefined) return open(await this.#answer(process, perform()));
    return this.#struck(strike, service, process, perform);
  }

  async #answer(process: Process, output: object): Promise<object> {
    await this.turns();
    return process.dead ? never() : output;
  }

  async #struck({ name, ms }: Strike, service: Service, process: Process, perform: () => object): Promise<object> {
    switch (name) {
      case 'throttle':
        throw service === 's3' ? refusal('SlowDown', 503) : throttled(service);
      case 'error-500':
      case 'disk-full':
        throw service === 's3' ? refusal('InternalError', 500) : unavailable(service);
      case 'error-503':
        throw unavailable(service);
      case 'timeout':
        process.nowMs += 12_000;
        throw named('TimeoutError');
      case 'crash-before':
        return crash(process);
      case 'crash-after':
        perform();
        return crash(process);
      case 'lost-answer':
        perform();
        throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      case 'cut-stream':
        return open(
          await this.#answer(process, perform()),
          Object.assign(new Error('aborted'), { code: 'ECONNRESET' }),
        );
      case 'slow-stream':
        process.nowMs += 10_000;
        return open(await this.#answer(process, perform()), named('AbortError'));
      case 'clock-jump':
        process.jumpMs += this.chance() < 0.5 ? ms : -ms;
        return open(await this.#answer(process, perform()));
      default:
        throw new Error(`the fault ${name} is for no call`);
    }
  }

  #messageFlow(operation: string, { messageId, content }: FlowAsked): object {
    const mail = this.transit.get(messageId);
    if (mail === undefined || mail.gone) throw flowFault('ResourceNotFoundException', 404);
    if (operation === 'GetRawMessageContent') return { messageContent: mail.content };
    if (mail.refusesChange) throw flowFault('MessageRejected', 400);
    const { bucket, key, objectVersion } = content?.s3Reference ?? {};
    const got = this.objects.perform('GetObject', {
      Bucket: bucket ?? '',
      ...(key !== undefined && { Key: key }),
      ...(objectVersion !== undefined && { VersionId: objectVersion }),
    }) as { readonly Body: Buffer };
    mail.content = got.Body;
    return {};
  }

  #send(): object {
    const about = this.#processes.getStore()?.about ?? '';
    const copies = (this.sent.get(about) ?? 0) + 1;
    this.sent.set(about, copies);
    return { MessageId: `ses-${copies}` };
  }
}

/** Lets timers and callbacks of the machine run. */
export const breathe = setImmediate;

interface FlowAsked {
  readonly messageId: string;
  readonly content?: { readonly s3Reference?: { bucket?: string; key?: string; objectVersion?: string } };
}

function crash(process: Process): Promise<never> {
  process.dead = true;
  process.die(new Crash('killed by a fault'));
  return never();
}

/** What a process that is dead waits for. */
const never = (): Promise<never> => new Promise<never>(() => undefined);

/** The output with its body as a stream; `fault` breaks the stream in the middle. */
function open(output: object, fault?: Error): object {
  for (const name of ['Body', 'messageContent']) {
    const body: unknown = Reflect.get(output, name);
    if (Buffer.isBuffer(body)) return { ...output, [name]: streamOf(body, fault) };
  }
  return output;
}

async function* streamOf(body: Buffer, fault: Error | undefined): AsyncGenerator<Buffer> {
  const half = body.length >> 1;
  yield body.subarray(0, half);
  if (fault !== undefined) throw fault;
  yield body.subarray(half);
}

const named = (name: string): Error => Object.assign(new Error(name), { name });

function flowFault(name: string, httpStatusCode: number): Error {
  return new WorkMailMessageFlowServiceException({
    name,
    message: name,
    $fault: 'client',
    $metadata: { httpStatusCode },
  });
}

function throttled(service: Service): Error {
  if (service !== 'ses') return flowFault('ThrottlingException', 429);
  const name = 'TooManyRequestsException';
  return new SESv2ServiceException({ name, message: name, $fault: 'client', $metadata: { httpStatusCode: 429 } });
}

function unavailable(service: Service): Error {
  if (service === 's3') return refusal('ServiceUnavailable', 503);
  if (service === 'workmailmessageflow') return flowFault('ServiceUnavailable', 503);
  const name = 'ServiceUnavailable';
  return new SESv2ServiceException({ name, message: name, $fault: 'server', $metadata: { httpStatusCode: 503 } });
}
