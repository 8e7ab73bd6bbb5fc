/** The banners mailweir brings along, in words and colours that mail clients show alike. */

import type { EditRule } from './filter.ts';

type Banner = Extract<EditRule, { kind: 'insert-banner' }>;

/** `text` holds no character that HTML would read as its own. */
export function banner(text: string, colours: { readonly edge: string; readonly ground: string }): Banner {
  // QUIRK: Outlook's engine ignores most style sheets; inline styles on a table cell work everywhere.
  const style = `border-left:4px solid ${colours.edge};background:${colours.ground};color:#222;padding:8px 12px;font:14px sans-serif`;
  return {
    kind: 'insert-banner',
    text,
    html: `<table role="presentation" width="100%" cellspacing="0" cellpadding="0"><tr><td style="${style}">${text}</td></tr></table>`,
    ifImpossible: 'DEFAULT',
  };
}
