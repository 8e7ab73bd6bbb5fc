/** The banners mailweir brings along, in words and colours that mail clients show alike. */

import type { EditRule } from './filter.ts';

type Banner = Extract<EditRule, { kind: 'insert-banner' }>;

/** Said of most mail, for information: where it cannot be said, nothing follows. `text` holds no character that HTML would read as its own. */
export function notice(text: string): Banner {
  return { ...banner(text, { edge: '#b58900', ground: '#fff8e1' }), ifImpossible: 'DEFAULT' };
}

/**
 * Said of mail that may be made to deceive. What keeps an edit out is the sender's choice, so a message that cannot bear its warning does
 * not belong in the inbox. But signed mail and invitations take no banner either, and honest people send them: there the
 * subject warns, and only mail that cannot be changed at all goes to junk. `text` as above.
 */
export function warning(text: string): Banner {
  const red = banner(text, { edge: '#c62828', ground: '#fdecea' });
  return { ...red, tagIfImpossible: '[SUSPICIOUS]', ifImpossible: 'MOVE_TO_JUNK' };
}

function banner(text: string, colours: { readonly edge: string; readonly ground: string }): Banner {
  // QUIRK: Outlook's engine ignores most style sheets; inline styles on a table cell work everywhere.
  const style = `border-left:4px solid ${colours.edge};background:${colours.ground};color:#222;padding:8px 12px;font:14px sans-serif`;
  return {
    kind: 'insert-banner',
    text,
    html: `<table role="presentation" width="100%" cellspacing="0" cellpadding="0"><tr><td style="${style}">${text}</td></tr></table>`,
  };
}
