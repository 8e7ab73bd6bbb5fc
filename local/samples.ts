/** A handful of messages that the local organisation sends itself, so that a newcomer sees each thing happen once. */

import { createTransport, type SendMailOptions } from 'nodemailer';
import { eicar, gtube } from './flow/content-scan.ts';
import type { MailToSend } from './organisation.ts';

export interface Sample {
  /** What it is, in a few words. */
  readonly title: string;
  /** The reverse-path; the table of `local/org.ts` says what SPF and the like make of it. */
  readonly from: string;
  readonly to: readonly string[];
  readonly content: SendMailOptions;
}

const alice = 'alice@corp.example';
const bob = 'bob@corp.example';
const carol = 'carol@corp.example';

/** The beginning of a Windows program, and nothing more of one. */
const program = Buffer.from('MZ This is no program; its name says it is one.\r\n');

export const samples: readonly Sample[] = [
  {
    title: 'Own service',
    from: 'reports@service.corp.example',
    to: [carol],
    content: { from: 'Reports <reports@corp.example>', subject: 'Nightly report', text: 'All is well.\n' },
  },
  {
    title: 'Partner',
    from: 'pat@partner.example',
    to: [alice],
    content: {
      from: 'Pat Partner <pat@partner.example>',
      subject: 'Figures for Thursday',
      text: 'Dear Alice,\n\nplease find the figures below: 3, 14, 15.\n\nPat\n',
    },
  },
  {
    title: 'Newsletter',
    from: 'bounces@news.example',
    to: [alice, bob],
    content: {
      from: 'The Daily Example <news@news.example>',
      subject: 'Ten examples you must see',
      text: 'Ten examples you must see: https://news.example/ten\n',
      html: '<html><body><h1>Ten examples</h1><p>Do <a href="https://news.example/ten">see</a> them.</p></body></html>\n',
      headers: { 'List-Unsubscribe': '<https://news.example/leave>' },
    },
  },
  {
    title: 'invoice.pdf.exe',
    from: 'billing@stranger.example',
    to: [bob],
    content: {
      from: 'Billing <billing@stranger.example>',
      subject: 'Your invoice',
      text: 'Please open the attached invoice.\n',
      attachments: [{ filename: 'invoice.pdf.exe', content: program, contentType: 'application/pdf' }],
    },
  },
  {
    title: 'Signed, with update.exe',
    from: 'pat@partner.example',
    to: [bob],
    content: { raw: signed() },
  },
  {
    title: 'Virus (EICAR)',
    from: 'someone@careless.example',
    to: [carol],
    content: {
      from: 'Someone <someone@careless.example>',
      subject: 'Look at this',
      text: 'It is attached.\n',
      attachments: [{ filename: 'picture.txt', content: eicar, encoding: 'utf-8', contentTransferEncoding: 'base64' }],
    },
  },
  {
    title: 'Forged colleague',
    from: 'mallory@stranger.example',
    to: [carol],
    content: {
      from: 'Alice Archer <alice@corp.example>',
      subject: 'Urgent: a payment',
      text: 'Carol, please pay 4,800 today. I am in a meeting, do not call.\n\nAlice\n',
    },
  },
  {
    title: 'Spam (GTUBE)',
    from: 'winner@careless.example',
    to: [alice],
    content: { from: 'Prizes <winner@careless.example>', subject: 'You have won', text: `${gtube}\n` },
  },
];

/** The message as it goes out by SMTP. */
export async function compose({ from, to, content }: Sample): Promise<MailToSend> {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await composer.sendMail({ ...content, envelope: { from, to: [...to] }, to: [...to] });
  if (!Buffer.isBuffer(message)) throw new TypeError('a buffered transport gives a buffer');
  return { from, to, raw: message };
}

/** S/MIME's form (RFC 8551 §3.5.3.2) with a signature that is none: changing it would break a real one. */
function signed(): string {
  const lines = [
    'From: Pat Partner <pat@partner.example>',
    `To: ${bob}`,
    'Subject: The update you asked for',
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${Date.now()}.update@partner.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="outer"',
    '',
    '--outer',
    'Content-Type: multipart/mixed; boundary="inner"',
    '',
    '--inner',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'Here it is.',
    '--inner',
    'Content-Type: application/octet-stream; name="update.exe"',
    'Content-Disposition: attachment; filename="update.exe"',
    'Content-Transfer-Encoding: base64',
    '',
    program.toString('base64'),
    '--inner--',
    '',
    '--outer',
    'Content-Type: application/pkcs7-signature; name="smime.p7s"',
    'Content-Disposition: attachment; filename="smime.p7s"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('no signature at all').toString('base64'),
    '--outer--',
    '',
  ];
  return lines.join('\r\n');
}
