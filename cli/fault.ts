/** How the command ends, and the one way to end it early. */

export const exitCodes = {
  fine: 0,
  /** The command did its work and reports that something is wrong with what it was given. */
  found: 1,
  usage: 2,
  environment: 3,
  /** A bug of ours (`EX_SOFTWARE` of sysexits.h), so that no script takes it for a finding. */
  bug: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends the command with a text for its user: the thing, its value, the remedy. */
export class CommandFault extends Error {
  override readonly name = 'CommandFault';
  readonly exitCode: ExitCode;

  constructor(kind: Exclude<keyof typeof exitCodes, 'fine' | 'bug'>, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCodes[kind];
  }
}

/** The code of a failed system call, such as `ENOENT`; undefined for any other error. */
export function systemCodeOf(fault: unknown): string | undefined {
  return fault instanceof Error && 'syscall' in fault && 'code' in fault && typeof fault.code === 'string'
    ? fault.code
    : undefined;
}

/** What the system said, in words; its own code where it is a rare one. */
export function systemProblem(code: string): string {
  return systemWords.get(code) ?? `cannot be used (${code})`;
}

const systemWords: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'does not exist'],
  ['EACCES', 'may not be read or written by you'],
  ['EPERM', 'may not be read or written by you'],
  ['EISDIR', 'is a folder'],
  ['ENOTDIR', 'leads through a file that is no folder'],
  ['EEXIST', 'exists already'],
  ['ELOOP', 'leads through symbolic links in a circle'],
  ['ENAMETOOLONG', 'has too long a name'],
  ['ENOSPC', 'finds no space left on the disk'],
  ['EROFS', 'is on a file system that cannot be written'],
]);
