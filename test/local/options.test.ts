import { describe, expect, it } from 'vitest';
import { readOptions } from '../../local/options.ts';
import { table } from '../../local/table.ts';

describe('the command line of npm start', () => {
  it('has defaults', () => {
    expect(readOptions([])).toEqual({
      stateDir: '.mailweir',
      fresh: false,
      ports: { smtp: 2525, s3: 2526, messageFlow: 2527, ses: 2528, page: 2529, submission: 2530, logs: 2531 },
      samples: true,
      once: false,
      faults: [],
      help: false,
    });
  });

  it('takes free ports for 0', () => {
    expect(readOptions(['--port', '0']).ports).toEqual({
      smtp: 0,
      s3: 0,
      messageFlow: 0,
      ses: 0,
      page: 0,
      submission: 0,
      logs: 0,
    });
  });

  it('collects faults', () => {
    const { faults, faultsFile } = readOptions(['--fault', 'throttle', '--faults', 'day.txt', '--fault', 'timeout s3']);
    expect({ faults, faultsFile }).toEqual({ faults: ['throttle', 'timeout s3'], faultsFile: 'day.txt' });
  });

  it.each([
    { args: ['--port', 'smtp'], said: '--port is "smtp"; it must be a number from 0 to 65529.' },
    { args: ['--port', '65530'], said: '--port is "65530"; it must be a number from 0 to 65529.' },
    { args: ['--prot', '1'], said: "Unknown option '--prot'" },
    { args: ['mail.eml'], said: "Unexpected argument 'mail.eml'" },
    { args: ['--state'], said: '--state <value>' },
  ])('refuses $args', ({ args, said }) => {
    expect(() => readOptions(args)).toThrow(said);
  });
});

describe('a table', () => {
  it('wraps its last column and ends no line in spaces', () => {
    const rows = [
      ['A', 'WHY'],
      ['longer', 'one two three four five six seven'],
      ['', ''],
    ];
    expect(table(rows, 32)).toBe('A       WHY\nlonger  one two three four five\n        six seven\n');
  });

  it('cuts no word, however narrow the terminal', () => {
    expect(table([['a', 'x'.repeat(90)]], 10)).toBe(`a  ${'x'.repeat(90)}`);
  });
});
