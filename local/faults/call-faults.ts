/** What a planted fault does to a call, in the words of the service that is called. */

import type { Call, Refusal } from '../aws/calls.ts';
import type { Disruption } from '../aws/disruption.ts';
import type { Planted } from '../aws/server.ts';
import type { FaultBoard, Strike } from './board.ts';

export interface CallFaultOptions {
  readonly board: FaultBoard;
  /** Principals whose calls are left alone: the tools of whoever looks on. */
  readonly spared: readonly string[];
  /** Ends the process that makes this call. */
  readonly endCaller: (call: Call) => Promise<unknown>;
  readonly jump: (ms: number) => void;
}

export function disruptCalls({
  board,
  spared,
  endCaller,
  jump,
}: CallFaultOptions): (call: Call) => Planted | undefined {
  return (call) => {
    if (spared.includes(call.principal)) return undefined;
    const strike = board.strike({ occasion: 'call', service: call.service, operation: call.operation });
    if (strike === undefined) return undefined;
    if (strike.name === 'clock-jump') {
      jump(strike.ms);
      return undefined;
    }
    return { name: strike.name, disruption: disruptionOf(strike, call, endCaller) };
  };
}

function disruptionOf(strike: Strike, call: Call, endCaller: CallFaultOptions['endCaller']): Disruption {
  switch (strike.name) {
    case 'throttle':
    case 'error-500':
    case 'error-503':
      return { kind: 'refuse', refusal: refusals(call.service)[strike.name] };
    case 'timeout':
      return { kind: 'hang' };
    case 'cut-stream':
      return { kind: 'cut', ...(strike.bytes > 0 && { bytes: strike.bytes }) };
    case 'slow-stream':
      return { kind: 'slow', bytesPerSecond: strike.bytes };
    case 'lost-answer':
      return { kind: 'lose' };
    case 'crash-before':
      return { kind: 'crash', moment: 'before', endCaller: () => endCaller(call) };
    case 'crash-after':
      return { kind: 'crash', moment: 'after', endCaller: () => endCaller(call) };
    case 'disk-full':
      return { kind: 'fail', fault: diskFull() };
    default:
      throw new Error(`the fault ${strike.name} is for no call`);
  }
}

/** As the system words it. */
export const diskFull = (): Error =>
  Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28, syscall: 'write' });

type Refused = 'throttle' | 'error-500' | 'error-503';

/** Codes as each service has them (facts sheet, sections 3.3, 7 and 9; S3 API, "Error responses"). */
function refusals(service: string): Readonly<Record<Refused, Refusal>> {
  if (service === 's3') {
    return {
      throttle: { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
      'error-500': {
        status: 500,
        code: 'InternalError',
        message: 'We encountered an internal error. Please try again.',
      },
      'error-503': { status: 503, code: 'ServiceUnavailable', message: 'Please reduce your request rate.' },
    };
  }
  const throttle =
    service === 'ses'
      ? { status: 429, code: 'TooManyRequestsException', message: 'Too many requests' }
      : { status: 429, code: 'ThrottlingException', message: 'Rate exceeded' };
  return {
    throttle,
    'error-500': { status: 500, code: 'InternalFailure', message: 'The request processing has failed.' },
    'error-503': {
      status: 503,
      code: 'ServiceUnavailable',
      message: 'The request has failed due to a temporary failure.',
    },
  };
}
