/**
 * Loaded by `--require` in each sandbox ahead of AWS's runtime client, and again in each of its worker threads.
 *
 * Gives the client a stand-in for its native module, which needs a compiler to install, and shifts the clock when a
 * test asks for it. The function's code sees nothing of either.
 */
'use strict';

const { registerHooks } = require('node:module');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { getEnvironmentData, isMainThread, setEnvironmentData } = require('node:worker_threads');

const offsetMs = clockOffset();
if (offsetMs !== 0) shiftClock(offsetMs);
if (isMainThread) replaceNativeClient();

/** Told by a variable that the function must not see; worker threads get it by another way. */
function clockOffset() {
  const key = 'local-clock-offset-ms';
  if (!isMainThread) return getEnvironmentData(key) ?? 0;
  const ms = Number(process.env.LOCAL_CLOCK_OFFSET_MS ?? 0);
  delete process.env.LOCAL_CLOCK_OFFSET_MS;
  setEnvironmentData(key, ms);
  return ms;
}

/** Serves the client's one `require('./rapid-client.node')`, then leaves module loading alone. */
function replaceNativeClient() {
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      if (specifier !== './rapid-client.node') return nextResolve(specifier, context);
      hooks.deregister();
      return { url: pathToFileURL(join(__dirname, 'rapid-client.cjs')).href, format: 'commonjs', shortCircuit: true };
    },
  });
}

/** Shifts what asks for the time of now; a date made from a value stays what it is. */
function shiftClock(ms) {
  const RealDate = Date;
  const realNow = RealDate.now;
  const now = () => realNow() + ms;
  const ShiftedDate = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  });
  RealDate.now = now;
  RealDate.prototype.constructor = ShiftedDate;
  globalThis.Date = ShiftedDate;
}
