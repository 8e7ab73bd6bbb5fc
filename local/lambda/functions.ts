/** All functions of a deployment, by name: opened together, moved with the clock together, closed together. */

import { dirname, join } from 'node:path';
import type { DeployedFunction } from '../deployment/functions.ts';
import { Concurrency } from './concurrency.ts';
import type { Credentials } from './environment.ts';
import { type FunctionOptions, LocalFunction } from './function.ts';

export interface FunctionsOptions
  extends Pick<FunctionOptions, 'accountId' | 'region' | 'stateDir' | 'endpoints' | 'onLine' | 'onInvocation'> {
  readonly deployed: readonly DeployedFunction[];
  /** Of one of them, by its name; the other zips lie beside it, under the names of their artifacts. */
  readonly zip: { readonly functionName: string; readonly file: string };
  readonly credentialsOf: (functionName: string) => Credentials;
  /** So many invocations at a time, of all functions without a reservation. */
  readonly sharedConcurrency: number;
  /** Undefined: it shares with the others. */
  readonly reservedConcurrencyOf: (functionName: string) => number | undefined;
}

export class LocalFunctions {
  readonly byName: ReadonlyMap<string, LocalFunction>;

  static async open(options: FunctionsOptions): Promise<LocalFunctions> {
    const { deployed, zip, credentialsOf, sharedConcurrency, reservedConcurrencyOf, ...common } = options;
    const shared = Concurrency.shared(sharedConcurrency);
    const opened = await Promise.allSettled(
      deployed.map((settings) => {
        const reserved = reservedConcurrencyOf(settings.name);
        return LocalFunction.open({
          ...common,
          ...settings,
          zipFile: settings.name === zip.functionName ? zip.file : join(dirname(zip.file), settings.artifact),
          credentials: credentialsOf(settings.name),
          concurrency: reserved === undefined ? shared : Concurrency.reserved(reserved),
        });
      }),
    );
    const functions = new LocalFunctions(opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
    const failed = opened.find((one) => one.status === 'rejected');
    if (failed === undefined) return functions;
    await functions.close();
    throw failed.reason;
  }

  private constructor(functions: readonly LocalFunction[]) {
    this.byName = new Map(functions.map((lambda) => [lambda.name, lambda]));
  }

  /** Throws where the deployment has no such function. */
  get(name: string): LocalFunction {
    const lambda = this.byName.get(name);
    if (lambda === undefined) throw new Error(`There is no function ${name} here`);
    return lambda;
  }

  /** Ends all sandboxes, or the one at work on this request or trace id; returns how many. */
  async kill(id?: string): Promise<number> {
    const killed = await Promise.all([...this.byName.values()].map((lambda) => lambda.kill(id)));
    return killed.reduce((sum, count) => sum + count, 0);
  }

  async setClockOffset(ms: number): Promise<void> {
    await Promise.all([...this.byName.values()].map((lambda) => lambda.setClockOffset(ms)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.byName.values()].map((lambda) => lambda.close()));
  }
}
