/** The texts of `--help`, made from the commands themselves. */

import type { OptionSpecs } from './arguments.ts';
import type { Command } from './command.ts';

const exitCodeHelp = `Exit codes:
  0   done
  1   something is wrong with what was checked: a policy with problems, a message
      that could not be read or judged, or is no mail
  2   the command was called wrongly
  3   something around it is missing or refused: a file, AWS, somebody else was quicker
  70  a fault of mailweir itself`;

export function helpOn({ name, operands, summary, notes, options }: Command): string {
  const all: OptionSpecs = { ...options, help: { type: 'boolean', short: 'h', help: 'Show this.' } };
  const rows = Object.entries(all).map(
    ([long, { short, value, help, multiple }]): Row => [
      `${short === undefined ? '    ' : `-${short}, `}--${long}${value === undefined ? '' : ` ${value}`}`,
      multiple === true ? `${help} May be repeated.` : help,
    ],
  );
  const usage = ['mailweir', name, operands, '[OPTION…]'].filter((word) => word !== '').join(' ');
  return [`Usage: ${usage}`, summary, notes, `Options:\n${table(rows)}`, exitCodeHelp]
    .filter((section) => section !== '')
    .join('\n\n');
}

export function generalHelp(commands: readonly Command[]): string {
  const rows = commands.map(({ name, operands, summary }): Row => [`${name} ${operands}`.trim(), summary]);
  return [
    'Usage: mailweir COMMAND [OPTION…]',
    'Says what a policy makes of a message, and puts policies in force.',
    `Commands:\n${table(rows)}`,
    'mailweir COMMAND --help shows the options of one; mailweir --version the version.',
    exitCodeHelp,
  ].join('\n\n');
}

type Row = readonly [term: string, text: string];

const lineWidth = 88;

/** Two columns; a text that does not fit beside its term goes on in further lines. */
function table(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([term]) => term.length)) + 4;
  return rows
    .map(
      ([term, text]) => `  ${term.padEnd(width)}${wrapped(text, lineWidth - width).join(`\n${' '.repeat(width + 2)}`)}`,
    )
    .join('\n');
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
