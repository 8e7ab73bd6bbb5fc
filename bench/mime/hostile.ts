/** Messages made to cost much: each takes a size, so that doubling it shows whether time grows with it alone. */

const crlf = '\r\n';
const heading = ['From: a@partner.example', 'To: b@corp.example', 'Subject: order', 'MIME-Version: 1.0'];

function message(fields: readonly string[], body: string): Buffer {
  return Buffer.from([...heading, ...fields, '', body].join(crlf), 'latin1');
}

const plain = 'Content-Type: text/plain; charset=utf-8';
const html = 'Content-Type: text/html; charset=utf-8';
const mixed = 'Content-Type: multipart/mixed; boundary=b';
const filled = (unit: string, bytes: number) => unit.repeat(Math.ceil(bytes / unit.length));

const MB = 1_000_000;

/** `scale` 1 is the size of the table, 2 is twice that. */
export const hostile: ReadonlyMap<string, (scale: number) => Buffer> = new Map([
  [
    '2.6 MB of flowed text',
    (scale) =>
      message([`${plain}; format=flowed`], filled(`> a line that flows into the next one ${crlf}`, scale * 2.6 * MB)),
  ],
  ['1.7 MB of text in one line', (scale) => message([plain], filled('word ', scale * 1.7 * MB))],
  [
    '10 MB of base64 in one line',
    (scale) =>
      message(
        ['Content-Type: application/pdf; name=a.pdf', 'Content-Transfer-Encoding: base64'],
        filled('QUJD', scale * 10 * MB),
      ),
  ],
  [
    '10 MB of quoted-printable',
    (scale) => message([html, 'Content-Transfer-Encoding: quoted-printable'], filled('=C3=A9=', scale * 10 * MB)),
  ],
  [
    '900 attachments',
    (scale) =>
      message(
        [mixed],
        `${filled(`--b${crlf}Content-Type: application/pdf; name=a.pdf${crlf}${crlf}content${crlf}`, scale * 900 * 60)}--b--`,
      ),
  ],
  ['10 MB of lines that begin with dashes', (scale) => message([mixed], filled(`--b-no${crlf}`, scale * 10 * MB))],
  ['5 MB of empty lines', (scale) => message([mixed], `--b${crlf}${crlf}${filled(crlf, scale * 5 * MB)}`)],
  [
    'To with 18,000 addresses',
    (scale) => message([`Cc: ${filled(`"A B" <someone@partner.example>,${crlf} `, scale * 590_000)}`, plain], 'text'),
  ],
  [
    'a field of 10,000 encoded words',
    (scale) => message([`Comments: ${filled(`=?utf-8?q?=C3=A9?=${crlf} `, scale * 220_000)}`, plain], 'text'),
  ],
  [
    'multiparts 1,500 deep',
    (scale) =>
      message(
        ['Content-Type: multipart/mixed; boundary=b0'],
        Array.from(
          { length: scale * 1_500 },
          (_, depth) => `--b${depth}${crlf}Content-Type: multipart/mixed; boundary=b${depth + 1}${crlf}${crlf}`,
        ).join(''),
      ),
  ],
  ['4 MB of tags never closed', (scale) => message([html], filled('<a href="', scale * 4 * MB))],
  [
    '1 MB of parameters',
    (scale) => message([`Content-Type: text/plain;${crlf} ${filled(`name*0=a;${crlf} `, scale * MB)}`], 'text'),
  ],
]);
