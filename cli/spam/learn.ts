/** `mailweir spam learn`: teaches the organisation's model what is unwanted and what is good. */

import { countedOfOrganisation, countedOfReporter } from '../../shared/filters/spam/labels.ts';
import { type Learned, type Lesson, learn, lessonOf } from '../../shared/learning.ts';
import { addressKey, parseAddress } from '../../shared/mail/address.ts';
import { voicesOf } from '../../shared/mail/voices.ts';
import type { State } from '../../shared/ports.ts';
import type { OptionSpecs } from '../arguments.ts';
import { readInputFile } from '../check/input.ts';
import { progressOf } from '../check/progress.ts';
import { defineCommand } from '../command.ts';
import { CommandFault, type ExitCode, exitCodes } from '../fault.ts';
import { printable } from '../printable.ts';
import { bucketOptions, requireBucket, withStateBucket } from '../state-bucket.ts';
import { pathFrom, print, say, type Terminal } from '../terminal.ts';

const options = {
  as: { type: 'string', value: 'KIND', help: 'What the messages are: "spam" or "ham" (good mail).' },
  reporter: { type: 'string', value: 'ADDRESS', help: "Who says so; else it is the administrator's own word." },
  ...bucketOptions,
} as const satisfies OptionSpecs;

export const spamLearnCommand = defineCommand({
  name: 'spam learn',
  operands: 'FILE…',
  summary: "Teaches the organisation's model what is unwanted and what is good.",
  notes: `The functions go by the new version within a minute. The same word about a message again changes
nothing, another word replaces it. Of one reporter ${countedOfOrganisation} messages of a sender's organisation count and
${countedOfReporter} of a kind in all. Where the new version judges held labels worse than the one before,
the one before stays in force, and the exit code is 1.`,
  options,

  async run({ options, operands }, terminal) {
    const { as } = options;
    if (as !== 'spam' && as !== 'ham') throw new CommandFault('usage', '--as must be given: "spam" or "ham".');
    if (operands.length === 0) throw new CommandFault('usage', 'the messages must be named, a file each.');
    const by = reporterFrom(options.reporter);
    const bucket = await requireBucket(options, terminal);
    const { lessons, unread } = await readLessons(operands, { as, by, at: new Date().toISOString() }, terminal);
    if (lessons.length === 0) return exitCodes.found;
    const clock = { now: () => new Date() };
    const { policyStore } = await import('../../shared/adapters/policy-store.ts');
    const teach = async (state: State, signal: AbortSignal): Promise<Learned> => {
      // Without a policy in force nobody is in its directory.
      const { policy } = await policyStore(state, clock).current(signal);
      return learn(state, clock, lessons, signal, voicesOf(policy.directory));
    };
    const learned = await withStateBucket(bucket, teach, withinMs);
    const code = await report(learned, terminal);
    return unread > 0 ? exitCodes.found : code;
  },
});

/** All labels that count are read each time: some thousand objects. */
const withinMs = 10 * 60_000;

function reporterFrom(given: string | undefined): string | null {
  if (given === undefined) return null;
  if (parseAddress(given)) return addressKey(given);
  throw new CommandFault('usage', `--reporter is ${printable(JSON.stringify(given))}, which is no address.`);
}

async function readLessons(
  paths: readonly string[],
  word: Parameters<typeof lessonOf>[1],
  terminal: Terminal,
): Promise<{ readonly lessons: readonly Lesson[]; readonly unread: number }> {
  const lessons: Lesson[] = [];
  const progress = progressOf(paths.length, terminal, true);
  let unread = 0;
  try {
    for (const shown of paths) {
      const input = await readInputFile(pathFrom(terminal, shown));
      await progress.step(async () => {
        if (!input.ok) {
          unread += 1;
          say(terminal, `${printable(shown)} ${input.error.problem}. ${input.error.remedy}`);
          return;
        }
        lessons.push(lessonOf(input.bytes, word));
      });
    }
  } finally {
    progress.stop();
  }
  return { lessons, unread };
}

async function report(learned: Learned, terminal: Terminal): Promise<ExitCode> {
  if (learned.outcome === 'unchanged') {
    await print(terminal, 'All of this was known: nothing has changed.');
    return exitCodes.fine;
  }
  const { outcome, version, added, changed, counted, before, after, missing } = learned;
  if (missing > 0) say(terminal, `${missing} labels do not count: what was kept of their messages is gone or damaged.`);
  const news = `${added} new labels, ${changed} changed`;
  if (outcome === 'noted') {
    await print(terminal, `${news}. None of it counts beside what counts already: version ${version} stays as it is.`);
    return exitCodes.fine;
  }
  const base = `Version ${version}, made from ${counted.spam} unwanted and ${counted.ham} good messages,`;
  if (outcome === 'learned') {
    await print(terminal, `${news}. ${base} is in force.`);
    return exitCodes.fine;
  }
  await print(
    terminal,
    `${news}. ${base} is NOT in force: it does worse on held labels than the version before.`,
    `Loss ${before?.loss} before, ${after?.loss} after; good mail lost ${before?.lost} before, ${after?.lost} after.`,
    `Look at what was taught. "mailweir spam rollback ${version}" puts it in force all the same.`,
  );
  return exitCodes.found;
}
