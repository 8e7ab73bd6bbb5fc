import { request } from 'node:http';
import { fc, it } from '@fast-check/vitest';
import { afterAll, describe, expect } from 'vitest';
import { type RunningPage, startPage } from '../../../local/page/server.ts';
import type { PageSource } from '../../../local/page/source.ts';
import { aSource, aSummary, id, type TestSource } from './a-source.ts';

const pages: RunningPage[] = [];

afterAll(async () => {
  for (const page of pages) await page.close();
});

async function aPage(source: PageSource): Promise<RunningPage> {
  const page = await startPage({ source });
  pages.push(page);
  return page;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Not `fetch`, which sets Host by itself. */
function ask(
  { port }: RunningPage,
  path: string,
  { method = 'GET', headers = {}, body }: Asked = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    asking.on('error', reject).end(body);
  });
}

const tokenIn = (text: string): string => /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '';
const form = (values: Readonly<Record<string, string>>): string => new URLSearchParams(values).toString();
const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };

const reference = encodeURIComponent('x');
const views = [
  '/',
  `/messages/${id}`,
  `/mail/message/${id}/original`,
  `/mail/message/${id}/original?view=header`,
  `/mail/mailbox/${reference}/inbox/${reference}`,
  `/mail/outbox/${reference}/${reference}`,
  '/send',
  '/mailboxes',
  `/mailboxes/${reference}/junk`,
  '/outbox',
  '/buckets',
  `/buckets/${reference}`,
  `/buckets/${reference}/object?key=x`,
  '/functions',
  '/functions/inbound',
  '/queues',
  '/refusals',
  '/faults',
  '/clock',
];

const tagsOf = (text: string): readonly string[] => text.match(/<\/?[a-zA-Z][^\s>]*/g) ?? [];

describe('every view', () => {
  it.each(views)('%s keeps to itself', async (path) => {
    const { status, headers } = await ask(await aPage(aSource('plain')), path);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; " +
        "frame-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
    );
  });

  it.prop([fc.string({ unit: 'binary', maxLength: 40 })], { numRuns: 15, examples: [['\u0000']] })(
    'shows what comes from outside as text, wherever it stands',
    async (text) => {
      const hostile = await startPage({ source: aSource(`a${text}"'><script>x</script><x-canary `) });
      const plain = await startPage({ source: aSource('a<b') });
      try {
        for (const path of views) {
          const [shown, expected] = [await ask(hostile, path), await ask(plain, path)];
          expect(shown.status).toBe(200);
          expect(shown.text).not.toContain('<x-canary');
          // A difference may have more lines, and what has a NUL is not shown as text: no tag comes from the text.
          const known = new Set(tagsOf(expected.text));
          expect(tagsOf(shown.text).filter((tag) => !known.has(tag))).toEqual([]);
          expect(shown.text.match(/<script/g)).toHaveLength(1);
        }
      } finally {
        await Promise.all([hostile.close(), plain.close()]);
      }
    },
    60_000,
  );
});

describe('who may ask', () => {
  it.each([
    { host: '127.0.0.1:2529', status: 200 },
    { host: 'localhost', status: 200 },
    { host: '[::1]:1', status: 200 },
    { host: 'evil.example', status: 421 },
    { host: '127.0.0.1.evil.example:2529', status: 421 },
    { host: 'localhost.evil.example', status: 421 },
    { host: '127.0.0.1@evil.example', status: 421 },
  ])('Host $host: $status', async ({ host, status }) => {
    const page = await aPage(aSource('x'));
    expect((await ask(page, '/', { headers: { host } })).status).toBe(status);
    expect((await ask(page, '/assets/page.js', { headers: { host } })).status).toBe(status);
  });

  it.each([
    { headers: {}, status: 303 }, // a program on this machine; it had to read the token
    { headers: { origin: 'http://127.0.0.1:1' }, status: 403 },
    { headers: { origin: 'https://evil.example' }, status: 403 },
    { headers: { origin: 'null' }, status: 403 },
    { headers: { 'sec-fetch-site': 'same-origin' }, status: 303 },
    { headers: { 'sec-fetch-site': 'same-origin', origin: 'null' }, status: 303 }, // what Chromium sends
    { headers: { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }, status: 403 },
    { headers: { 'sec-fetch-site': 'cross-site', origin: 'null' }, status: 403 },
    { headers: { 'sec-fetch-site': 'cross-site' }, status: 403 },
    { headers: { 'sec-fetch-site': 'same-site' }, status: 403 },
    { headers: { 'sec-fetch-site': 'none' }, status: 403 },
  ])('a form with $headers: $status', async ({ headers, status }) => {
    const source = aSource('x');
    const page = await aPage(source);
    const token = tokenIn((await ask(page, '/clock')).text);
    const body = form({ token, amount: '2', unit: 'hours' });
    const answer = await ask(page, '/clock', { method: 'POST', headers: { ...urlencoded, ...headers }, body });
    expect(answer.status).toBe(status);
    expect(source.moved).toEqual(status === 303 ? [7_200_000] : []);
  });

  it('a form from its own origin is taken, one without the token or with that of another start is not', async () => {
    const source = aSource('x');
    const page = await aPage(source);
    const foreign = tokenIn((await ask(await aPage(aSource('x')), '/clock')).text);
    const post = (token: string) =>
      ask(page, '/clock', {
        method: 'POST',
        headers: { ...urlencoded, host: `127.0.0.1:${page.port}`, origin: page.url },
        body: form({ token, amount: '1', unit: 'minutes' }),
      });
    expect((await post('')).status).toBe(403);
    expect((await post(foreign)).status).toBe(403);
    expect(source.moved).toEqual([]);
    expect((await post(tokenIn((await ask(page, '/clock')).text))).status).toBe(303);
    expect(source.moved).toEqual([60_000]);
  });

  it.each([
    { path: '/nothing', status: 404 },
    { path: '/messages/none', status: 404 },
    { path: '/messages/..%2f..%2fetc%2fpasswd', status: 404 },
    { path: '/assets/../server.ts', status: 404 },
    { path: '/assets/%2e%2e%2fserver.ts', status: 404 },
    { path: '/%E0%A4%A', status: 404 },
    { path: `/?q=${'x'.repeat(5000)}`, status: 414 },
    { path: '/clock', method: 'DELETE', status: 405 },
    { path: '/messages/x', method: 'POST', status: 405 },
    { path: '/', method: 'HEAD', status: 200 },
  ])('$method $path: $status', async ({ path, method = 'GET', status }) => {
    expect((await ask(await aPage(aSource('x')), path, { method })).status).toBe(status);
  });
});

describe('the mail itself', () => {
  const hostile = `"><script>alert(1)</script>`;

  it('stands in a frame that can do nothing', async () => {
    const { headers } = await ask(await aPage(aSource(hostile)), `/mail/message/${id}/original/frame`);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox",
    );
  });

  it('is shown as it is only as plain text', async () => {
    const { headers, text } = await ask(await aPage(aSource(hostile)), `/mail/message/${id}/original/source`);
    expect(headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
    expect(headers['content-security-policy']).toContain('sandbox');
    expect(text).toContain('MIME-Version: 1.0');
  });

  it('gives its attachments to save and never to show', async () => {
    const page = await aPage(aSource('run<.exe'));
    const { headers, text } = await ask(page, `/mail/message/${id}/original/attachments/0`);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="run_.exe"; filename*=UTF-8''run_.exe`,
      'x-content-type-options': 'nosniff',
    });
    expect(text).toBe('run<.exe');
    expect((await ask(page, `/mail/message/${id}/original/attachments/9`)).status).toBe(404);
    expect((await ask(page, `/mail/message/${id}/original/attachments/-1`)).status).toBe(404);
    expect((await ask(page, `/mail/message/${id}/other`)).status).toBe(404);
  });
});

describe('sending', () => {
  const boundary = 'xBOUNDARYx';
  const field = (name: string, value: string, more = '') =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;

  async function send(
    source: TestSource,
    parts: (token: string) => string,
    type = `multipart/form-data; boundary=${boundary}`,
  ) {
    const page = await aPage(source);
    const token = tokenIn((await ask(page, '/send')).text);
    return ask(page, '/send', { method: 'POST', headers: { 'content-type': type }, body: parts(token) });
  }

  const usual = (token: string) =>
    field('token', token) + field('from', 'you@stranger.example') + field('to', 'a@corp.example, b@corp.example');
  const end = `--${boundary}--\r\n`;

  it('hands a file over as it is, to every recipient, and leads to its way', async () => {
    const source = aSource('x');
    const mail = `Subject: x\r\n\r\n--xBOUNDARY\r\n\u0000é\r\n`;
    const answer = await send(
      source,
      (token) => `${usual(token)}${field('source', 'ignored')}${field('file', mail, '; filename="a.eml"')}${end}`,
    );
    expect([answer.status, answer.headers['location']]).toEqual([303, `/messages/${id}`]);
    expect(source.sent).toEqual([
      { from: 'you@stranger.example', to: ['a@corp.example', 'b@corp.example'], raw: Buffer.from(mail) },
    ]);
  });

  it('takes a typed source, and an empty sender for a notification', async () => {
    const source = aSource('x');
    await send(
      source,
      (token) =>
        `${field('token', token)}${field('from', '')}${field('to', 'a@corp.example')}${field('source', 'Subject: x\n\nHi\n')}${field('file', '', '; filename=""')}${end}`,
    );
    expect(source.sent).toEqual([{ from: null, to: ['a@corp.example'], raw: Buffer.from('Subject: x\r\n\r\nHi\r\n') }]);
  });

  it.each([
    {
      what: 'no recipient',
      parts: (token: string) => `${field('token', token)}${field('source', 'x')}${end}`,
      status: 422,
      said: 'Name at least one recipient',
    },
    {
      what: 'no message',
      parts: (token: string) => `${usual(token)}${end}`,
      status: 422,
      said: 'Choose a file, or write a message.',
    },
    {
      what: 'a header in an address',
      parts: (token: string) =>
        `${field('token', token)}${field('from', 'a@b>\r\nRCPT TO:<x@y')}${field('to', 'a@corp.example')}${end}`,
      status: 422,
      said: 'is no address to send from',
    },
    { what: 'a form cut short', parts: (token: string) => usual(token), status: 400, said: 'The form was cut short.' },
    {
      what: 'too many fields',
      parts: (token: string) => `${usual(token)}${field('x', 'y').repeat(30)}${end}`,
      status: 400,
      said: 'more than 20 fields',
    },
  ])('refuses $what', async ({ parts, status, said }) => {
    const source = aSource('x');
    const answer = await send(source, parts);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(said);
    expect(source.sent).toEqual([]);
  });

  it('refuses another type of body, and one that is too large before it is read', async () => {
    const source = aSource('x');
    expect((await send(source, (token) => token, 'application/json')).status).toBe(415);
    const page = await aPage(source);
    const headers = { ...urlencoded, 'content-length': String(50 * 1024 * 1024), expect: '100-continue' };
    expect((await ask(page, '/send', { method: 'POST', headers })).status).toBe(413);
  });

  it('says what is wrong on a page that no change replaces', async () => {
    const page = await aPage(aSource('x'));
    for (const path of ['/clock', '/faults']) {
      const shown = await ask(page, path);
      expect(shown.text).toContain(`data-live="${path.slice(1)}"`);
      const body = form({ token: tokenIn(shown.text), amount: 'many', rate: '2' });
      const refused = await ask(page, path, { method: 'POST', headers: urlencoded, body });
      expect(refused.status).toBe(422);
      expect(refused.text).toContain('data-live=""');
    }
  });

  it('shows why SMTP refused', async () => {
    const refusal = Object.assign(new Error('550 no such <mailbox>'), { responseCode: 550 });
    const source = aSource('x', { send: () => Promise.reject(refusal) });
    const answer = await send(source, (token) => `${usual(token)}${field('source', 'x')}${end}`);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('550 no such &lt;mailbox&gt;');
  });
});

describe('finding a message', () => {
  const messages = [
    aSummary('x', {
      id: 'a',
      subject: 'Figures for Thursday',
      mailFrom: 'pat@partner.example',
      outcomes: ['inbox'],
      receivedAt: '2026-11-23T23:59:59.999Z',
    }),
    aSummary('x', {
      id: 'b',
      subject: 'Your invoice',
      mailFrom: null,
      outcomes: ['junk'],
      reasons: ['f: r'],
      receivedAt: '2026-11-24T00:00:00.000Z',
    }),
    aSummary('x', {
      id: 'c',
      subject: 'Figures',
      mailFrom: 'you@stranger.example',
      outcomes: ['inbox', 'junk'],
      state: 'under-way',
      direction: 'OUTBOUND',
      receivedAt: '2026-11-25T12:00:00.000Z',
    }),
  ];

  it.each([
    { query: '', found: ['a', 'b', 'c'] },
    { query: '?q=FIGURES', found: ['a', 'c'] },
    { query: '?q=figures+partner', found: ['a'] }, // each word, wherever it stands
    { query: '?q=(.*)*', found: [] },
    { query: '?outcome=junk', found: ['b', 'c'] },
    { query: '?reason=f%3A+r', found: ['b'] },
    { query: '?state=under-way', found: ['c'] },
    { query: '?direction=OUTBOUND', found: ['c'] },
    { query: '?from=2026-11-24', found: ['b', 'c'] },
    { query: '?to=2026-11-23', found: ['a'] },
    { query: '?from=yesterday', found: ['a', 'b', 'c'] },
    { query: '?page=99', found: ['a', 'b', 'c'] },
    { query: '?page=-1', found: ['a', 'b', 'c'] },
  ])('$query: $found', async ({ query, found }) => {
    const page = await aPage(aSource('x', { messages: async () => messages }));
    const { text } = await ask(page, `/${query}`);
    expect([...text.matchAll(/href="\/messages\/(\w)"/g)].map(([, one]) => one)).toEqual(found);
  });

  it('shows fifty a page, and keeps the filter from page to page', async () => {
    const many = Array.from({ length: 120 }, (_, at) =>
      aSummary('x', { id: `m${at}`, subject: at % 2 ? 'odd' : 'even' }),
    );
    const page = await aPage(aSource('x', { messages: async () => many }));
    const { text } = await ask(page, '/?q=odd&page=2');
    expect(text.match(/href="\/messages\//g)).toHaveLength(10);
    expect(text).toContain('60 messages of 120');
    expect(text).toContain('href="/?q=odd&amp;page=1"');
  });
});

describe('live', () => {
  it('tells what has changed, once for many changes', async () => {
    const source = aSource('x');
    const page = await aPage(source);
    const { promise, resolve } = Promise.withResolvers<string>();
    const asking = request({ host: '127.0.0.1', port: page.port, path: '/live' }, (response) => {
      expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (text.includes('retry') && !text.includes('event')) for (let n = 0; n < 5; n += 1) source.tell('messages');
        if (text.includes('\ndata: clock\n\n')) resolve(text);
        else if (text.includes('event')) source.tell('clock');
      });
    });
    asking.end();
    expect(await promise).toBe('retry: 2000\n\nevent: change\ndata: messages\n\nevent: change\ndata: clock\n\n');
    asking.destroy();
  });
});
