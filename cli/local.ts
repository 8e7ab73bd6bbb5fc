/** `mailweir local`: the local organisation, a program of its own, started from the caller's folder. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Command } from './command.ts';
import { exitCodes } from './fault.ts';

const program = fileURLToPath(new URL('../local/main.ts', import.meta.url));
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export const localCommand: Command = {
  name: 'local',
  operands: '',
  summary: 'Runs a WorkMail organisation on this machine.',
  notes: `Takes the options of npm start, too: npm start -- --help lists them. docs/local.md
explains both. Without --function it runs mailweir's own Lambda.`,
  // For the help; the program reads them itself.
  options: {
    function: { type: 'string', value: 'ZIP|FOLDER', help: "Run this Lambda in place of mailweir's." },
    handler: { type: 'string', value: 'NAME', help: 'Its handler; index.handler unless told.' },
    environment: { type: 'string', value: 'NAME=VALUE|FILE', multiple: true, help: 'Its variables.' },
    timeout: { type: 'string', value: 'SECONDS', help: 'Its time limit; 10 unless told.' },
    memory: { type: 'string', value: 'MB', help: 'Its memory; 512 unless told.' },
    bucket: { type: 'string', value: 'NAME', multiple: true, help: 'A bucket for it; mail-updates unless told.' },
    'role-policy': { type: 'string', value: 'FILE', help: 'A policy that is enforced; else it may do everything.' },
  },

  async run(args, { cwd }) {
    const child = spawn(process.execPath, [...process.execArgv, program, ...args], { cwd, stdio: 'inherit' });
    // A terminal sends Ctrl-C to the whole foreground group, the child included: it must not come twice.
    const fromTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
    const pass = (signal: NodeJS.Signals): void => {
      if (signal !== 'SIGINT' || !fromTerminal) child.kill(signal);
    };
    for (const signal of signals) process.on(signal, pass);
    try {
      await once(child, 'exit');
      return child.exitCode === 0 ? exitCodes.fine : exitCodes.environment;
    } finally {
      for (const signal of signals) process.off(signal, pass);
    }
  },
};
