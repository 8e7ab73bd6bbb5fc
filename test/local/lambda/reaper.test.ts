import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { aStateFolder } from './a-function.ts';

const holder = fileURLToPath(new URL('./fixtures/holder.ts', import.meta.url));

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Starts a process that holds a function in an endless loop and one idle, and returns their process ids. */
async function aHolder(): Promise<{ child: ChildProcess; sandboxes: number[] }> {
  const child = spawn(process.execPath, [holder, await aStateFolder()], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  return { child, sandboxes: JSON.parse(line) };
}

describe.skipIf(process.platform === 'win32')('a sandbox', () => {
  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('does not outlive a parent ended by %s', async (signal) => {
    const { child, sandboxes } = await aHolder();
    expect(sandboxes).toHaveLength(2);
    expect(sandboxes.map(isRunning)).toEqual([true, true]);
    child.kill(signal);
    await once(child, 'exit');
    await vi.waitFor(() => expect(sandboxes.map(isRunning)).toEqual([false, false]), { timeout: 5_000 });
  });
});
