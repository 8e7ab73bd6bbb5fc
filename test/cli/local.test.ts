import { describe, expect, it } from 'vitest';
import { localCommand } from '../../cli/local.ts';
import { foreignDefaults, foreignOptions } from '../../local/foreign/settings.ts';
import { spawned } from './run.ts';

describe('mailweir local', () => {
  it('has the options about a function that its program has', () => {
    expect(Object.keys(localCommand.options)).toEqual(Object.keys(foreignOptions));
    for (const [option, value] of Object.entries(foreignDefaults)) {
      expect(localCommand.options[option]?.help).toContain(`${value} unless told.`);
    }
  });

  it('hands its arguments on, and says what its program says', async () => {
    const { code, err } = await spawned(['local', '--handler', 'index.handler']);
    expect(code).toBe(3);
    expect(err).toBe('mailweir: --handler is for --function, which is missing.\n');
  });
});
