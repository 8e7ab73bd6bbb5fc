/** `mailweir archive key`: the pair of keys that signs exports. */

import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../fault.ts';
import { oneOperand } from '../../operands.ts';
import { print } from '../../terminal.ts';
import { makeKey } from './signing.ts';

export const archiveKeyCommand = defineCommand({
  name: 'archive key',
  operands: 'FILE',
  summary: 'Makes the key that signs exports: FILE, which is yours alone, and FILE.pub for others.',
  notes: `Ed25519, in PEM. It prints the fingerprint of the public key: give it, or FILE.pub, to those who
get exports by another way than the exports. Neither file may exist.`,
  options: {},

  async run({ operands }, terminal) {
    await print(terminal, await makeKey(oneOperand(operands, 'the file for the private key'), terminal));
    return exitCodes.fine;
  },
});
