/** The faults that can be planted, by name: what each does, where it strikes unless told, and its settings. */

/** What a fault strikes: a call to a server, the function being asked, a notification on its way. */
export type Occasion = 'call' | 'invocation' | 'notification';

export interface FaultKind {
  readonly occasions: readonly Occasion[];
  /** For people: the command line's help, the page. */
  readonly what: string;
  /** Operations it strikes where none is named; all of its occasions otherwise. */
  readonly operations?: readonly string[];
  /** Settings it takes, with their defaults. */
  readonly settings?: { readonly ms?: number; readonly bytes?: number };
}

/** Calls whose answer carries a message or an object. */
const reads: readonly string[] = ['GetObject', 'GetRawMessageContent'];

export const catalogue = {
  throttle: {
    occasions: ['call'],
    what: 'The service says that it is asked too often, in its own words; the call has no effect.',
  },
  'error-500': {
    occasions: ['call'],
    what: 'The service answers 500, an internal error; the call has no effect.',
  },
  'error-503': {
    occasions: ['call'],
    what: 'The service answers 503, not available; the call has no effect.',
  },
  timeout: {
    occasions: ['call'],
    what: 'The service does not answer at all; the call has no effect.',
  },
  'cut-stream': {
    occasions: ['call'],
    what: 'The connection breaks in the middle of an answer: after `bytes` of it, or after half.',
    operations: reads,
    settings: { bytes: 0 },
  },
  'slow-stream': {
    occasions: ['call'],
    what: 'An answer comes at `bytes` a second.',
    operations: reads,
    settings: { bytes: 1000 },
  },
  'lost-answer': {
    occasions: ['call'],
    what: 'The call has its effect, and the connection breaks before the answer.',
  },
  'crash-before': {
    occasions: ['call'],
    what: 'The function’s process is killed as it calls; the call has no effect.',
  },
  'crash-after': {
    occasions: ['call'],
    what: 'The function’s process is killed when its call has had its effect, before it hears of it.',
  },
  'duplicate-event': {
    occasions: ['invocation', 'notification'],
    what: 'The function is asked twice about the same event at the same time; S3 tells twice of an object.',
    operations: ['Invoke', 'Notify'],
  },
  'late-notification': {
    occasions: ['notification'],
    what: 'S3 tells of an object `ms` later than it could.',
    operations: ['Notify'],
    settings: { ms: 60_000 },
  },
  'reordered-notification': {
    occasions: ['notification'],
    what: 'A message that is sent to a queue comes before those that were sent earlier.',
    operations: ['SendMessage'],
  },
  'clock-jump': {
    occasions: ['call', 'invocation'],
    what: 'The organisation’s clock jumps by `ms`, which may be negative.',
    settings: { ms: 3_600_000 },
  },
  'disk-full': {
    occasions: ['call'],
    what: 'The disk under S3 and the mail in transit has no room: nothing of the write is kept.',
    operations: ['PutObject', 'AcceptMail'],
  },
} as const satisfies Readonly<Record<string, FaultKind>>;

export type FaultName = keyof typeof catalogue;

export const faultNames: readonly FaultName[] = Object.keys(catalogue).filter(isFaultName);

export function isFaultName(text: string): text is FaultName {
  return Object.hasOwn(catalogue, text);
}

export const kindOf = (name: FaultName): FaultKind => catalogue[name];
