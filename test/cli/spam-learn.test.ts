/** `mailweir spam learn`, `models` and `rollback`, down to the calls of S3; what they decide is tested in test/learning.test.ts. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modelPointerKey } from '../../shared/archive/keys.ts';
import { generateMail } from '../../tools/train/generate.ts';
import { mockS3 } from './fake-s3.ts';
import { type FakeState, fakeState } from './fake-state.ts';
import { aFolder, run } from './run.ts';

let state: FakeState;
let s3: ReturnType<typeof mockS3>;
let cwd: string;
let spam: string[];
let ham: string[];

beforeEach(async () => {
  state = fakeState();
  s3 = mockS3(state);
  cwd = await aFolder();
  [spam, ham] = [[], []];
  for (const { bytes, unwanted } of generateMail({ seed: 9, count: 24, unwanted: 0.5 })) {
    const name = `${spam.length + ham.length}.eml`;
    await writeFile(join(cwd, name), bytes);
    (unwanted ? spam : ham).push(name);
  }
});

afterEach(() => s3.restore());

const learn = (...args: string[]) => run(['spam', 'learn', '--bucket', 'state', ...args], { cwd });
const models = (...args: string[]) => run(['spam', 'models', '--bucket', 'state', ...args], { cwd });
const rollback = (...args: string[]) => run(['spam', 'rollback', '--bucket', 'state', ...args], { cwd });

describe('mailweir spam learn', () => {
  it('teaches, says what came of it, and lists and takes back versions', async () => {
    expect(await models()).toMatchObject({ code: 0, out: 'None is in force: the shipped model judges alone.\n' });
    const first = await learn('--as', 'spam', ...spam);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(
      new RegExp(`^${spam.length} new labels, 0 changed\\. Version 1, made from \\d+ unwanted`),
    );
    expect((await learn('--as', 'ham', ...ham)).out).toContain('Version 2');
    expect((await learn('--as', 'ham', ...ham)).out).toBe('All of this was known: nothing has changed.\n');

    const { out } = await models();
    expect(out).toMatch(
      /^\* 2 {2}\S+Z {2}taken {2}\d+ unwanted, \d+ good {2}held \d+: loss [\d.]+, \d+ good lost\n {2}1 /,
    );
    expect(await rollback('1')).toMatchObject({ code: 0, err: '' });
    const rows = (await models('--json')).out.trim().split('\n');
    expect(rows.map((row) => JSON.parse(row) as unknown)).toMatchObject([
      { schema: 'spam-model/v1', version: 2, isInForce: false },
      { schema: 'spam-model/v1', version: 1, isInForce: true },
    ]);
    expect((await rollback('0')).out).toContain('the shipped model judges alone');
  });

  it("bounds a reporter's word, however the address is written", async () => {
    await learn('--as', 'ham', ...ham);
    await learn('--as', 'spam', '--reporter', 'Carl@Corp.example', ...spam);
    const labels = [...state.objects.values()].join();
    expect(labels).toContain('"by":"carl@corp.example"');
  });

  it('names a message that cannot be read, and learns from the others', async () => {
    const { code, out, err } = await learn('--as', 'ham', 'missing.eml', ...ham);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('missing.eml does not exist') as unknown });
    expect(out).toContain(`${ham.length} new labels`);
    expect(await learn('--as', 'ham', 'missing.eml')).toMatchObject({ code: 1, out: '' });
  });

  it.each([
    { args: ['learn', '0.eml'], code: 2, err: '--as must be given' },
    { args: ['learn', '--as', 'junk', '0.eml'], code: 2, err: '--as must be given' },
    { args: ['learn', '--as', 'spam'], code: 2, err: 'the messages must be named' },
    { args: ['learn', '--as', 'spam', '--reporter', 'carl', '0.eml'], code: 2, err: 'which is no address' },
    { args: ['learn', '--as', 'spam', '0.eml'], code: 2, err: 'no state bucket is named' },
    { args: ['rollback'], code: 2, err: 'a version must be named' },
    { args: ['rollback', '-', '--bucket', 'state'], code: 2, err: '"-" is no version' },
    { args: ['rollback', '7', '--bucket', 'state'], code: 3, err: 'there is no version 7' },
  ])('says what is wrong: $args', async ({ args, code, err }) => {
    const ran = await run(['spam', ...args], { cwd });
    expect(ran).toMatchObject({ code, out: '' });
    expect(ran.err).toContain(err);
  });

  it('says what to do where the pointer is damaged', async () => {
    state.objects.set(modelPointerKey, '{');
    const { code, err } = await learn('--as', 'ham', ...ham);
    expect(code).toBe(3);
    expect(err).toContain('model/v1/current in the state bucket does not name versions');
    expect(err).toContain('Delete that object and teach again');
  });
});
