/** The difference of original and delivered mail, line by line. */

import type { DiffLine } from '../diff/lines.ts';
import { diffMails, type MailDiff, type OctetDiff } from '../diff/mail-diff.ts';
import { type Html, html } from '../html.ts';
import { bytes } from '../words.ts';

/** Lines that stay around a change. */
const context = 2;

export function mailDiff(original: Buffer, delivered: Buffer): Html {
  if (original.equals(delivered)) return html`<p>Delivered octet for octet as it came.</p>`;
  const { header, texts, attachments, octets } = diffMails(original, delivered);
  return html`${section('Header', header)}
    ${texts.map(({ path, type, lines }) => section(`${type === 'text/html' ? 'HTML' : 'Text'}${path === '' ? '' : ` (part ${path})`}`, lines))}
    ${section('Attachments', attachments)}
    ${octetSummary(octets)}`;
}

function section(title: string, lines: MailDiff['header']): Html | false {
  if (lines === null) return html`<h3 class="part">${title}</h3><p>Almost everything is different.</p>`;
  if (lines.length === 0) return false;
  return html`<h3 class="part">${title}</h3><div class="diff" role="region" aria-label="${title}: difference" tabindex="0">${diffRows(lines)}</div>`;
}

/** A sign stands before each changed line: colour alone tells nothing. */
function diffRows(lines: readonly DiffLine[]): readonly Html[] {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - context), at + context + 1).some(({ kind }) => kind !== 'same'),
  );
  return lines.flatMap((line, at) => {
    if (near[at] === true) return [diffLine(line)];
    return at > 0 && near[at - 1] === false ? [] : [html`<div class="gap">…</div>`];
  });
}

function diffLine({ kind, text }: DiffLine): Html {
  if (kind === 'added')
    return html`<div><ins><span class="sign">+<span class="unseen"> added: </span></span>${text}</ins></div>`;
  if (kind === 'removed')
    return html`<div><del><span class="sign">−<span class="unseen"> removed: </span></span>${text}</del></div>`;
  return html`<div><span class="sign"></span>${text}</div>`;
}

function octetSummary({ before, after, sameHead, sameTail }: OctetDiff): Html {
  const [changed, into] = [before - sameHead - sameTail, after - sameHead - sameTail];
  return html`<p class="octets">${bytes(before)} became ${bytes(after)}: from octet ${sameHead} on, ${bytes(changed)} gave
    way to ${bytes(into)}; the last ${bytes(sameTail)} are the same.</p>`;
}
