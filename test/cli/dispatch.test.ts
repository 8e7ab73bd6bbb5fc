import { describe, expect, it } from 'vitest';
import { commands } from '../../cli/dispatch.ts';
import { run, spawned } from './run.ts';

describe('the command line', () => {
  it.each([
    {
      args: [],
      code: 2,
      err: 'which command? Known: check, ',
    },
    { args: ['chek', 'a.eml'], code: 2, err: '"chek" is no command of mailweir. Did you mean check?' },
    { args: ['policy'], code: 2, err: '"policy" is no command of mailweir. Known: check,' },
    {
      args: ['policy', 'publsh'],
      code: 2,
      err: '"policy publsh" is no command of mailweir. Did you mean policy publish?',
    },
    { args: ['--json', 'check'], code: 2, err: '--json stands before the command' },
    { args: ['check'], code: 2, err: 'a message, a folder of messages, or "-" must be named' },
    { args: ['check', ''], code: 2, err: 'must be named' },
    { args: ['check', 'a', 'b'], code: 2, err: '"b" is one too many' },
    { args: ['check', 'a', '--jsn'], code: 2, err: '--jsn is no option of this command. Did you mean --json?' },
    { args: ['check', 'a', '-x'], code: 2, err: '-x is no option of this command' },
    { args: ['check', 'a', '--policy'], code: 2, err: '--policy needs a value: --policy=FILE.' },
    { args: ['check', 'a', '--policy', '--json'], code: 2, err: '--policy needs a value' },
    { args: ['check', 'a', '--json=yes'], code: 2, err: '--json takes no value, and was given "yes"' },
    { args: ['check', 'a', '--out=b', '--out=c'], code: 2, err: '--out is given more than once' },
    { args: ['check', 'a', '--__proto__'], code: 2, err: '--__proto__ is no option' },
    { args: ['init', 'here'], code: 2, err: '"here" is one too many' },
    { args: ['help', 'nothing'], code: 2, err: '"nothing" is no command' },
    { args: ['check', '--', '--help'], code: 3, err: '--help does not exist' },
  ])('$args: $err', async ({ args, code, err }) => {
    const ran = await run(args);
    expect(ran).toMatchObject({ code, out: '' });
    expect(ran.err).toContain(err);
  });

  it('shows no control character of a wrong word', async () => {
    const { err } = await run(['\u001b]0;title\u0007', '--help-me']);
    expect(err).not.toMatch(/[^\P{C}\n]/u);
  });

  it.each([{ args: ['--version'] }, { args: ['-V'] }])('$args: the version', async ({ args }) => {
    expect(await run(args)).toEqual({ code: 0, out: '1.2.3\n', err: '' });
  });

  it.each([{ args: ['--help'] }, { args: ['-h'] }, { args: ['help'] }])(
    '$args names every command',
    async ({ args }) => {
      const { code, out } = await run(args);
      expect(code).toBe(0);
      for (const { name, summary } of commands) {
        // A long one goes on in the next line.
        expect(out.replace(/\s+/g, ' ')).toContain(summary);
        expect(out).toContain(name);
      }
    },
  );

  it.each(commands)('$name --help names every option and the exit codes', async ({ name, options }) => {
    const { code, out } = await run([...name.split(' '), 'operand', '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: mailweir ${name}`);
    expect(out).toContain('Exit codes:');
    for (const option of Object.keys(options)) expect(out).toContain(`--${option}`);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect((await run(['help', ...name.split(' ')])).out).toBe(out);
  });

  it('shows all commands of a group', async () => {
    const { out } = await run(['policy', '--help']);
    expect(out).toContain('mailweir policy check FILE');
    expect(out).toContain('mailweir policy publish FILE');
  });

  it.each([
    { args: ['--version'], code: 0 },
    { args: ['nothing'], code: 2 },
    { args: ['check', 'not-there.eml'], code: 3 },
  ])('as a process, $args ends with $code', async ({ args, code }) => {
    expect(await spawned(args)).toMatchObject({ code });
  });
});
