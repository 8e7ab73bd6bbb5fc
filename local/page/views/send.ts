/** Sends a message: a file that was saved from a mail reader, or its source typed in. */

import { seeOther } from '../answer.ts';
import { html } from '../html.ts';
import { page, problem, tokenField } from '../layout.ts';
import type { MailToSend } from '../source.ts';
import { pathOf, type View, type Visit } from '../visit.ts';

/** Loose: the SMTP server has the last word. No space and no bracket, so that one address stays one. */
const addressPattern = /^[^\s<>(),;:\\"]{1,250}@[^\s<>(),;:\\"@]{1,250}$/;
const maxRecipients = 100;

export const sendView: View = async (visit) => sendPage(visit);

export const sendMail: View = async (visit) => {
  const mail = readMail(visit);
  if (typeof mail === 'string') return sendPage(visit, mail);
  let id: string;
  try {
    id = await visit.source.send(mail);
  } catch (fault) {
    // Refused by SMTP: the sender's matter, told in the server's words.
    if (fault instanceof Error && 'responseCode' in fault) return sendPage(visit, `SMTP refused it: ${fault.message}`);
    throw fault;
  }
  return seeOther(pathOf('messages', id));
};

/** The mail, or what is wrong with the form. */
function readMail({ form }: Visit): MailToSend | string {
  const from = (form.fields.get('from') ?? '').trim();
  if (from !== '' && !addressPattern.test(from))
    return `${JSON.stringify(from)} is no address to send from. Leave it empty for a notification.`;
  const to = (form.fields.get('to') ?? '').split(/[\s,;]+/).filter((one) => one !== '');
  if (to.length === 0) return 'Name at least one recipient.';
  if (to.length > maxRecipients) return `There are more than ${maxRecipients} recipients.`;
  const wrong = to.find((one) => !addressPattern.test(one));
  if (wrong !== undefined) return `${JSON.stringify(wrong)} is no address to send to.`;
  const file = form.files.get('file')?.content ?? Buffer.alloc(0);
  const raw = file.length > 0 ? file : Buffer.from(withCrLf(form.fields.get('source') ?? ''));
  if (raw.toString('latin1', 0, 4096).trim() === '') return 'Choose a file, or write a message.';
  return { from: from === '' ? null : from, to, raw };
}

/** RFC 5322 §2.3: lines of a message end in CRLF; a text area's do so only in some browsers. */
const withCrLf = (text: string): string => text.replaceAll(/\r?\n/g, '\r\n');

function example(to: string): string {
  return `From: You <you@stranger.example>\nTo: ${to}\nSubject: A first message\n\nHello.\n`;
}

function sendPage(visit: Visit, refused?: string) {
  const { mailboxes } = visit.source.facts;
  const first = mailboxes[0] ?? '';
  const given = (name: string, usual: string): string => visit.form.fields.get(name) ?? usual;
  return page(visit, {
    title: 'Send',
    ...(refused !== undefined && { status: 422 }),
    content: html`<h1>Send a message</h1>
      <p>It goes in by SMTP, like any other. A file wins over the text below.</p>
      ${problem(refused)}
      <form class="sheet" method="post" action="/send" enctype="multipart/form-data">${tokenField(visit)}
        <div><label for="from">Envelope from (empty: a notification)</label>
          <input id="from" name="from" value="${given('from', 'you@stranger.example')}" maxlength="320" autocomplete="off"></div>
        <div><label for="to">Envelope to (several: with commas)</label>
          <input id="to" name="to" value="${given('to', first)}" maxlength="8000" required autocomplete="off">
          <p class="hint">There are ${mailboxes.join(', ')}.</p></div>
        <div><label for="file">A message as a file (.eml)</label><input type="file" id="file" name="file" accept=".eml,message/rfc822"></div>
        <div><label for="source">Or its source</label>
          <textarea id="source" name="source" rows="12" spellcheck="false">${given('source', example(first))}</textarea></div>
        <p><button type="submit">Send</button></p>
      </form>`,
  });
}
