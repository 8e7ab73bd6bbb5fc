/** What a process has used so far, as the system counts it. */

import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

export interface Usage {
  /** Resident memory in MB of 1024 × 1024 bytes, as Lambda counts its memory size. */
  readonly rssMb: number;
  /** The most it ever was; on a system without /proc, only the most that was seen. */
  readonly peakRssMb: number;
  /** User and system time of all threads; unknown without /proc. */
  readonly cpuSeconds: number | undefined;
}

const hasProc = existsSync('/proc/self/status');
/** USER_HZ, the unit of times in /proc: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Undefined when the process is gone. */
export function readUsage(pid: number): Usage | undefined {
  const status = readProc(pid, 'status');
  const stat = readProc(pid, 'stat');
  const rssKb = fieldOf(status, 'VmRSS');
  const peakKb = fieldOf(status, 'VmHWM');
  if (rssKb === undefined || peakKb === undefined) return undefined;
  // The second field is the program's name in parentheses, which may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { rssMb: rssKb / 1024, peakRssMb: peakKb / 1024, cpuSeconds: ticks / ticksPerSecond };
}

/** For systems without /proc. */
export async function readUsageByPs(pid: number): Promise<Usage | undefined> {
  const ps = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]).catch(goneOrThrow);
  const rssMb = Number(ps.stdout.trim()) / 1024;
  return rssMb > 0 ? { rssMb, peakRssMb: rssMb, cpuSeconds: undefined } : undefined;
}

export interface UsageWatch {
  /** The last usage seen, with the highest peak; undefined before the first look. */
  latest(): Usage | undefined;
  /** Looks now, where looking takes no waiting. */
  look(): void;
  stop(): void;
}

/** Looks at the process again and again, and calls `onSample` with each usage. */
export function watchUsage(pid: number, onSample: (usage: Usage) => void): UsageWatch {
  let latest: Usage | undefined;
  let asking = false;
  const seen = (usage: Usage | undefined) => {
    if (usage === undefined) return;
    latest = { ...usage, peakRssMb: Math.max(usage.peakRssMb, latest?.peakRssMb ?? 0) };
    onSample(latest);
  };
  const look = () => {
    if (hasProc) seen(readUsage(pid));
  };
  const ask = async () => {
    if (asking) return;
    asking = true;
    seen(await readUsageByPs(pid));
    asking = false;
  };
  // Starting `ps` costs some milliseconds of CPU; reading /proc does not.
  const timer = hasProc ? setInterval(look, 50) : setInterval(() => void ask(), 250);
  timer.unref();
  return { latest: () => latest, look, stop: () => clearInterval(timer) };
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (fault) {
    if (isGone(fault)) return '';
    throw fault;
  }
}

function fieldOf(status: string, name: string): number | undefined {
  const value = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return value === undefined ? undefined : Number(value);
}

function isGone(fault: unknown): boolean {
  return fault instanceof Error && 'code' in fault && (fault.code === 'ENOENT' || fault.code === 'ESRCH');
}

/** `ps` ends with 1 when there is no such process; where there is no `ps` either, nothing is known. */
function goneOrThrow(fault: unknown): { stdout: string } {
  if (fault instanceof Error && 'code' in fault && (fault.code === 1 || fault.code === 'ENOENT')) return { stdout: '' };
  throw fault;
}
