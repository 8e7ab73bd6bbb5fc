/** What a command is: a name, its help, and what it does with its arguments. */

import { type Arguments, type OptionSpecs, readArguments } from './arguments.ts';
import type { ExitCode } from './fault.ts';
import type { Terminal } from './terminal.ts';

export interface CommandDefinition<S extends OptionSpecs> {
  /** One word or two: `policy check`. */
  readonly name: string;
  /** The operands, as in `FILE|FOLDER|-`; empty where there are none. */
  readonly operands: string;
  /** In one line, for the list of commands. */
  readonly summary: string;
  /** What else its user must know. */
  readonly notes: string;
  readonly options: S;
  run(given: Arguments<S>, terminal: Terminal): Promise<ExitCode>;
}

/** A command as the list holds it, the type of its options forgotten. */
export interface Command extends Omit<CommandDefinition<OptionSpecs>, 'run'> {
  run(args: readonly string[], terminal: Terminal): Promise<ExitCode>;
}

export function defineCommand<const S extends OptionSpecs>(definition: CommandDefinition<S>): Command {
  return {
    ...definition,
    run: (args, terminal) => definition.run(readArguments(args, definition.options), terminal),
  };
}
