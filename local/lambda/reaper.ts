/**
 * Sees to it that no sandbox outlives us, however we end.
 *
 * A sandbox caught in a loop notices nothing, and a parent ended by SIGKILL does nothing. So a small shell holds the
 * other end of a pipe: when the pipe closes, it ends every process group still on its list. On Windows there is no
 * such shell; there a sandbox ends when it next calls the Runtime API.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';

const script = `
live=' '
while read -r sign group; do
  case $sign in
    +) live="$live$group " ;;
    -) live="\${live%%" $group "*} \${live#*" $group "}" ;;
  esac
done
for group in $live; do kill -s KILL -- "-$group"; done
`;

const live = new Set<number>();
let reaper: ChildProcess | undefined;

/** Ends the process group `group` when this process is gone; the function returned takes it off the list. */
export function endWithUs(group: number): () => void {
  if (process.platform === 'win32') return () => {};
  live.add(group);
  if (reaper === undefined) reaper = startReaper();
  else reaper.stdin?.write(`+ ${group}\n`);
  return () => {
    if (live.delete(group)) reaper?.stdin?.write(`- ${group}\n`);
  };
}

/** In a session of its own: the Ctrl-C that ends us must not end the shell before it has done its work. */
function startReaper(): ChildProcess {
  const child = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, env: {} });
  const gone = () => {
    if (reaper === child) reaper = live.size > 0 ? startReaper() : undefined;
  };
  child.once('exit', gone);
  child.stdin.once('error', gone);
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  for (const group of live) child.stdin.write(`+ ${group}\n`);
  return child;
}
