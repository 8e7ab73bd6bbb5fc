/**
 * How a fault is written: `NAME [SERVICE.OPERATION | SERVICE | OPERATION] [setting=value …]`.
 *
 *     throttle                                 the next call of any function, once
 *     error-503 s3.PutObject times=3           the next three puts
 *     lost-answer PutRawMessageContent skip=1  the second one
 *     throttle rate=0.2 seed=7                 every fifth call or so, the same ones for the same seed
 */

import { type FaultName, faultNames, isFaultName, kindOf } from './catalogue.ts';

export interface FaultSpec {
  readonly name: FaultName;
  /** As in the log of calls: `s3`, `workmailmessageflow`, `ses`, `lambda`. */
  readonly service?: string;
  /** `PutObject`, `GetRawMessageContent`, `Invoke` … */
  readonly operation?: string;
  /** So often, then no more; 1 unless there is a rate. */
  readonly times?: number;
  /** So many occasions pass before the first. */
  readonly skip?: number;
  /** The share of occasions that are struck, above 0 and up to 1. */
  readonly rate?: number;
  /** Which ones: the same for the same seed. */
  readonly seed?: number;
  readonly ms?: number;
  readonly bytes?: number;
}

/** Services by the names people use for them. */
const services: ReadonlyMap<string, string> = new Map([
  ['s3', 's3'],
  ['messageflow', 'workmailmessageflow'],
  ['workmailmessageflow', 'workmailmessageflow'],
  ['ses', 'ses'],
  ['sqs', 'sqs'],
  ['lambda', 'lambda'],
  ['smtp', 'smtp'],
]);

type Setting = 'times' | 'skip' | 'rate' | 'seed' | 'ms' | 'bytes';

/** What each setting may be; the remedy of an error. */
const settings: Readonly<Record<Setting, { readonly form: string; takes(value: number): boolean }>> = {
  times: { form: 'a whole number from 1', takes: (value) => Number.isSafeInteger(value) && value >= 1 },
  skip: { form: 'a whole number from 0', takes: (value) => Number.isSafeInteger(value) && value >= 0 },
  rate: { form: 'a share above 0 and up to 1', takes: (value) => value > 0 && value <= 1 },
  seed: { form: 'a whole number', takes: Number.isSafeInteger },
  ms: { form: 'a whole number of milliseconds', takes: Number.isSafeInteger },
  bytes: { form: 'a whole number from 1', takes: (value) => Number.isSafeInteger(value) && value >= 1 },
};

/** Throws an error that names what is wrong, and what may stand there. */
export function parseFault(text: string): FaultSpec {
  const [name = '', ...words] = text.trim().split(/\s+/);
  if (!isFaultName(name)) {
    throw new Error(`There is no fault ${JSON.stringify(name)}. There are: ${faultNames.join(', ')}.`);
  }
  const targets = words.filter((word) => !word.includes('='));
  if (targets.length > 1) {
    throw new Error(`The fault ${JSON.stringify(text)} names ${targets.join(' and ')}. Name one place to strike.`);
  }
  const given = words.filter((word) => word.includes('=')).map((word) => readSetting(name, word));
  const repeated = given.find(({ setting }, at) => given.findIndex((other) => other.setting === setting) !== at);
  if (repeated) throw new Error(`The fault ${JSON.stringify(text)} says ${repeated.setting} twice. Say it once.`);
  return {
    name,
    ...(targets[0] === undefined ? {} : readTarget(targets[0])),
    ...Object.fromEntries(given.map(({ setting, value }) => [setting, value])),
  };
}

/** The one spelling of a fault; `parseFault` reads it back. */
export function describeFault({ name, service, operation, ...rest }: FaultSpec): string {
  const target = [service, operation].filter((word) => word !== undefined).join('.');
  const said = Object.entries(rest).map(([setting, value]) => `${setting}=${value}`);
  return [name, ...(target === '' ? [] : [target]), ...said].join(' ');
}

function readTarget(word: string): Pick<FaultSpec, 'service' | 'operation'> {
  const [first = '', operation] = word.split('.');
  const service = services.get(first.toLowerCase());
  if (operation === undefined) return service === undefined ? { operation: operationName(first) } : { service };
  if (service !== undefined) return { service, operation: operationName(operation) };
  throw new Error(`There is no service ${JSON.stringify(first)}. There are: ${[...services.keys()].join(', ')}.`);
}

function operationName(word: string): string {
  if (/^[A-Z][A-Za-z0-9]{2,60}$/.test(word)) return word;
  throw new Error(
    `${JSON.stringify(word)} is no operation. Write one as the service’s model does: PutObject, GetRawMessageContent, Invoke.`,
  );
}

function readSetting(name: FaultName, word: string): { readonly setting: Setting; readonly value: number } {
  const equals = word.indexOf('=');
  const setting = word.slice(0, equals);
  const own = Object.keys(kindOf(name).settings ?? {});
  const known = ['times', 'skip', 'rate', 'seed', ...own];
  if (!isSetting(setting) || !known.includes(setting)) {
    throw new Error(`The fault ${name} has no setting ${JSON.stringify(setting)}. It has: ${known.join(', ')}.`);
  }
  const text = word.slice(equals + 1);
  const value = text === '' ? Number.NaN : Number(text);
  if (settings[setting].takes(value)) return { setting, value };
  throw new Error(`${setting} of the fault ${name} is ${JSON.stringify(text)}; it must be ${settings[setting].form}.`);
}

const isSetting = (text: string): text is Setting => Object.hasOwn(settings, text);
