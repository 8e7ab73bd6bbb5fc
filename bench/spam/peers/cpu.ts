/** Processor time of other processes, as Linux counts it; null where there is no /proc. */

import { readdirSync, readFileSync } from 'node:fs';

/** User and system time of these processes in milliseconds, their threads included. */
export function cpuMsOf(pids: readonly number[]): number | null {
  let nanoseconds = 0;
  for (const pid of pids) {
    const tasks = `/proc/${pid}/task`;
    const threads = attempt(() => readdirSync(tasks));
    if (threads === null) return null;
    for (const thread of threads) {
      const [spent = ''] = attempt(() => readFileSync(`${tasks}/${thread}/schedstat`, 'utf8'))?.split(' ') ?? [];
      if (spent === '') return null;
      nanoseconds += Number(spent);
    }
  }
  return nanoseconds / 1e6;
}

/** Of the children this process has started and waited for, and of theirs. */
export function cpuMsOfEndedChildren(): number | null {
  const stat = attempt(() => readFileSync('/proc/self/stat', 'utf8'));
  return stat === null ? null : endedChildrenIn(stat);
}

/** A tick of /proc is a hundredth of a second on every Linux there is Node for. */
const tickMs = 10;

/** cutime and cstime of a stat line (proc(5)), fields 16 and 17; the name before them may hold anything. */
export function endedChildrenIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * tickMs;
}

export interface Process {
  readonly pid: number;
  /** As the process calls itself. */
  readonly command: string;
}

/** The processes that `parent` has started. */
export function childrenOf(parent: number): readonly Process[] {
  const pids = (attempt(() => readdirSync('/proc')) ?? []).filter((name) => /^\d+$/.test(name)).map(Number);
  return pids.flatMap((pid): Process[] => {
    const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
    const command = attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    if (stat === null || command === null) return [];
    const [, of] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(of) === parent ? [{ pid, command: command.replaceAll('\0', ' ').trim() }] : [];
  });
}

/** A process may end while it is looked at; other systems have no /proc. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && (fault.code === 'ENOENT' || fault.code === 'ESRCH')) return null;
    throw fault;
  }
}
