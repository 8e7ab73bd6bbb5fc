/** Why an attempt at somebody else's Lambda failed, and what to do about it, for the person who writes it. */

/** What the flow notes of a failed attempt. */
export interface FailedAttempt {
  readonly attempt: number;
  readonly why: 'error' | 'timeout' | 'invalid-answer';
  readonly detail: string;
}

/** `id` names the message, as the flow log and the page do. */
export function failureText(id: string, { attempt, why, detail }: FailedAttempt): string {
  const what = why === 'invalid-answer' ? `an answer that WorkMail would not take: ${detail}` : detail;
  return `${id}: attempt ${attempt} failed: ${what}. ${remedyFor(why, detail)}`.trim();
}

function remedyFor(why: FailedAttempt['why'], detail: string): string {
  if (why === 'timeout') return 'WorkMail waits 15 seconds, whatever --timeout says.';
  if (why === 'invalid-answer') return answerForm;
  return remedies.find(([word]) => detail.includes(word))?.[1] ?? '';
}

const answerForm =
  'It must be {"actions":[{"action":{"type":"DEFAULT"},"allRecipients":true}]}, with "recipients":["…"] for some of them.';

const remedies: readonly (readonly [word: string, remedy: string])[] = [
  ['Runtime.ImportModuleError', 'A module is neither in the zip nor part of the runtime here (docs/local.md).'],
  ['Runtime.HandlerNotFound', 'The file does not export the name after the dot of --handler.'],
  ['Runtime.CallbackHandlerDeprecated', 'nodejs24.x takes no callback: make the handler async and return the answer.'],
  ['Runtime.UserCodeSyntaxError', 'The code cannot be read by Node; a .mjs file holds an ES module, .js CommonJS.'],
  ['Sandbox.Timedout', '--timeout sets how long it may take.'],
  ['Runtime.OutOfMemory', '--memory sets how much it may hold.'],
  ['Runtime.ExitError', 'The process ended; its last words are in the function’s log.'],
];
