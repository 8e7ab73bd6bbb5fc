/** The `mailweir` command: this process as a terminal, and the exit code. */

import manifest from '../package.json' with { type: 'json' };
import { dispatch } from './dispatch.ts';
import { exitCodes, systemCodeOf } from './fault.ts';
import { printable } from './printable.ts';

// Whoever reads our results may stop early (`mailweir check folder | head`): then nobody needs the rest.
process.stdout.on('error', (fault) => {
  if (systemCodeOf(fault) !== 'EPIPE') throw fault;
  process.exit(exitCodes.fine);
});

try {
  process.exitCode = await dispatch(process.argv.slice(2), manifest.version, {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    environment: process.env,
  });
} catch (fault) {
  const detail = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  const lines = detail.split('\n').map(printable).join('\n');
  process.stderr.write(`mailweir: this is a fault of mailweir itself, please report it:\n${lines}\n`);
  process.exitCode = exitCodes.bug;
}
