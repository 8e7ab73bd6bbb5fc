import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusals } from '../../shared/reply/reason.ts';
import { reasonWords } from '../../shared/reply/reason-words.ts';
import { aMessageText, type MessageTraits } from '../reply/a-reply.ts';
import { aFolder, run } from './run.ts';

const policy = `version: 1
domains: [corp.example]
replies:
  responders:
    - id: rita-away
      mailboxes: [rita@corp.example]
      kind: oof
      schedule: { zone: Europe/Vilnius, start: 2026-06-01T00:00, end: 2026-06-15T00:00 }
      audience: external
      defaultLanguage: en
      texts:
        en:
          external: { text: 'Back on {{end}}, {{sender-name}}.' }
`;

const command = ['reply', 'preview', 'rita@corp.example'];

async function previewed(message: MessageTraits, ...args: string[]) {
  const cwd = await policyFolder();
  await writeFile(join(cwd, 'message.eml'), aMessageText(message));
  const ran = await run(
    [...command, 'message.eml', '--policy', 'policy.yml', '--at', '2026-06-03T09:00:00Z', ...args],
    { cwd },
  );
  return { ...ran, cwd };
}

describe('mailweir reply preview', () => {
  it('shows the reply', async () => {
    const { code, out, err } = await previewed({});
    expect(code).toBe(0);
    expect(out).toContain('rita@corp.example, responder rita-away (oof): a reply.');
    expect(out).toContain('  To        ann@sender.example (external)');
    expect(out).toContain('  Subject: Auto: Lunch?');
    expect(out).toContain('  Auto-Submitted: auto-replied');
    expect(out).toContain('  Back on June 15, 2026, Ann.');
    expect(err).toContain('no findings of Amazon SES');
  });

  it('as JSON, and writes it as it would be sent', async () => {
    const { out, cwd } = await previewed({}, '--json', '--out', 'reply.eml');
    const preview = JSON.parse(out) as Record<string, unknown>;
    expect(preview).toMatchObject({ reply: true, reasons: [], audience: 'external', subject: 'Auto: Lunch?' });
    expect(await readFile(join(cwd, 'reply.eml'), 'latin1')).toBe(preview['source']);
  });

  it.each([
    ['of the time', ['--at', '2026-07-01T00:00:00+03:00'], 'OUTSIDE_SCHEDULE'],
    ['of the reverse-path', ['--mail-from', '<>'], 'NULL_SENDER'],
    ['of SPF and DMARC', ['--spf', 'fail', '--dmarc', 'GRAY'], 'UNAUTHENTICATED'],
    ['of DMARC', ['--dmarc', 'FAIL'], 'DMARC_FAIL'],
    ['of its delivery', ['--delivery', 'junk'], 'NOT_DELIVERED'],
    ['of the audience', ['--mail-from', 'tom@corp.example'], 'AUDIENCE'],
  ])('says that there is none because %s', async (_, args, reason) => {
    const cwd = await policyFolder();
    const at = args.includes('--at') ? [] : ['--at', '2026-06-03T09:00:00Z'];
    const { code, out } = await run([...command, '-', '--policy', 'policy.yml', ...at, ...args], {
      cwd,
      stdin: aMessageText({ returnPath: null }),
    });
    expect(code).toBe(0);
    expect(out).toContain('no reply.');
    expect(out).toContain(`  ${reason}: `);
  });

  it('says that a mailbox has no responder', async () => {
    const cwd = await policyFolder();
    const { code, out } = await run(['reply', 'preview', 'tom@corp.example', '-', '--policy', 'policy.yml'], {
      cwd,
      stdin: aMessageText(),
    });
    expect({ code, out }).toEqual({ code: 0, out: 'tom@corp.example has no responder: no reply.\n' });
  });

  it('lets nothing of the message reach the terminal but text', async () => {
    const { out } = await previewed({ from: '=?utf-8?q?=1B[2J=C2=9Bx?= <ann@sender.example>' });
    // What could not stand in a mail is a space already.
    expect(out).toContain('Back on June 15, 2026, [2J x.');
    expect(Array.from(out).filter((character) => '\u001b\u009b'.includes(character))).toEqual([]);
  });

  it.each([
    [['reply', 'preview', 'rita@corp.example'], 'a mailbox and a message must be named'],
    [['reply', 'preview', 'rita', '-', '--policy', 'p'], 'MAILBOX is "rita"'],
    [['reply', 'preview', 'rita@corp.example', '-'], '--policy must name'],
  ])('%j is called wrongly', async (args, text) => {
    const { code, err } = await run(args);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(text) });
  });

  it.each([
    [['--at', 'tomorrow'], '--at is "tomorrow"'],
    [['--at', '2026-06-03T09:00'], 'a time with its zone'],
    [['--spf', 'maybe'], '--spf is "maybe"'],
    [['--delivery', 'quarantine'], '--delivery is "quarantine"'],
    [['--mail-from', 'ann'], '--mail-from is "ann"'],
  ])('%j is refused', async (args, text) => {
    const { code, err } = await run([...command, '-', '--policy', 'policy.yml', ...args], {
      cwd: await policyFolder(),
      stdin: aMessageText(),
    });
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(text) });
  });

  it('has words for every reason', () => expect(Object.keys(reasonWords)).toEqual([...refusals]));
});

async function policyFolder(): Promise<string> {
  const cwd = await aFolder();
  await writeFile(join(cwd, 'policy.yml'), policy);
  return cwd;
}
