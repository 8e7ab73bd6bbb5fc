/**
 * What can follow for a recipient of a message, in WorkMail's words (guide: "Configuring AWS
 * Lambda", response schema), and which of two is the stricter.
 */

/** WorkMail's action types; `DEFAULT` = deliver as WorkMail's own spam check decides. */
export const dispositions = ['DEFAULT', 'BYPASS_SPAM_CHECK', 'MOVE_TO_JUNK', 'BOUNCE', 'DROP'] as const;

export type Disposition = (typeof dispositions)[number];

/** What happens to the message for one recipient. `bounceMessage` only with `BOUNCE`. */
export interface Action {
  readonly disposition: Disposition;
  /** The text of the bounce mail. */
  readonly bounceMessage?: string;
}

/** `DEFAULT` is the mildest because it means "no opinion": an explicit bypass outranks it. */
export function strictness(disposition: Disposition): number {
  return dispositions.indexOf(disposition);
}

/** The stricter of two actions; the first where they are equal, so that its text is kept. */
export function stricter(a: Action, b: Action): Action {
  return strictness(b.disposition) > strictness(a.disposition) ? b : a;
}
