/** The page of a whole organisation in headless Chromium. */

import { createTransport } from 'nodemailer';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalOrganisation, MailToSend } from '../../local/organisation.ts';
import { frameHeaders } from '../../local/page/answer.ts';
import { compose, samples } from '../../local/samples.ts';
import { chromiumPath, howToGetChromium, startChromium } from '../../tools/chromium.ts';
import { builtZip } from './builds.ts';
import { accessibilityProblems, aStranger, hostileHtml, type Stranger, type Watched, watch } from './page-browser.ts';
import { anOrganisation } from './whole-organisation.ts';

const available = chromiumPath() !== undefined;
if (!available) process.stderr.write(`The page's browser tests are skipped. ${howToGetChromium}\n`);

/** How much wider the content is than the window. */
const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

describe.skipIf(!available)('the page', () => {
  let organisation: LocalOrganisation;
  let browser: Browser;
  let stranger: Stranger;
  let hostileId: string;

  const html = '"><img src=x onerror=alert(1)><script>top.canary=1</script>';

  async function hostileMail(): Promise<MailToSend> {
    const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
    const { message } = await composer.sendMail({
      from: { name: html, address: 'mallory@stranger.example' },
      to: 'alice@corp.example',
      subject: `Hostile ${html}`,
      text: html,
      html: hostileHtml(stranger.url),
      headers: { 'X-Hostile': html },
      attachments: [{ filename: `${html}.txt`, content: '<script>top.canary = 1</script>', contentType: 'text/html' }],
    });
    if (!Buffer.isBuffer(message)) throw new TypeError('a buffered transport gives a buffer');
    return { from: 'mallory@stranger.example', to: ['alice@corp.example'], raw: message };
  }

  const open = (options?: Parameters<typeof watch>[2]): Promise<Watched> =>
    watch(browser, organisation.page.url, options);

  beforeAll(async () => {
    [organisation, browser, stranger] = await Promise.all([
      builtZip().then((zipFile) => anOrganisation({ zipFile })),
      startChromium(),
      aStranger(() => ({ headers: {}, body: '' })),
    ]);
    for (const sample of samples) await organisation.send(await compose(sample));
    hostileId = (await organisation.send(await hostileMail())).id;
    organisation.faults.plant('throttle s3.DeleteObject');
  });

  afterAll(async () => {
    await browser?.close();
    stranger?.close();
  });

  /** Every kind of view, with something in it. */
  function views(): readonly string[] {
    const { evidence } = organisation.deployment.buckets;
    const kept = organisation.s3.calls
      .list()
      .find(({ operation, bucket }) => operation === 'PutObject' && bucket === evidence.name);
    const mail = `/mail/message/${hostileId}`;
    return [
      '/',
      '/?q=invoice&outcome=inbox',
      '/?q=nothing-like-it',
      `/messages/${hostileId}`,
      `${mail}/original`,
      `${mail}/delivered?view=html`,
      `${mail}/original?view=header`,
      '/send',
      '/mailboxes',
      '/mailboxes/alice%40corp.example/inbox',
      '/mailboxes/alice%40corp.example/junk',
      '/outbox',
      '/buckets',
      `/buckets/${evidence.name}`,
      `/buckets/${evidence.name}/object?key=${encodeURIComponent(kept?.key ?? '')}`,
      '/functions',
      `/functions/${organisation.deployment.inbound.name}`,
      '/queues',
      '/refusals',
      '/faults',
      '/clock',
      '/not-there',
    ];
  }

  it('has no accessibility problem, in light on a desk and in dark on a phone, and nothing to scroll sideways', async () => {
    const { page, complaints } = await open();
    const looks = [
      { name: 'desk, light', size: { width: 1100, height: 800 }, colorScheme: 'light' },
      { name: 'phone, dark', size: { width: 360, height: 740 }, colorScheme: 'dark' },
    ] as const;
    for (const path of views()) {
      await page.goto(organisation.page.url + path);
      for (const { name, size, colorScheme } of looks) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
        expect.soft(await accessibilityProblems(page), `${path}, ${name}`).toEqual([]);
        expect.soft(await page.evaluate(overflow), `${path}, ${name}`).toBeLessThanOrEqual(0);
      }
    }
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
    await page.context().close();
  });

  it('shows a hostile message inert, everywhere', async () => {
    const { page, foreign, dialogs, complaints } = await open();
    const mail = `${organisation.page.url}/mail/message/${hostileId}`;
    const said = async (path: string): Promise<string> => {
      await page.goto(organisation.page.url + path);
      return (await page.textContent('main')) ?? '';
    };
    expect(await said('')).toContain('<script>');
    expect(await said(`/messages/${hostileId}`)).toContain('<script>');
    // It looks like unwanted mail, so it may lie in either.
    const mailbox = '/mailboxes/alice%40corp.example';
    expect((await said(`${mailbox}/inbox`)) + (await said(`${mailbox}/junk`))).toContain('<script>');
    for (const view of ['original?view=text', 'original?view=header', 'original?view=html', 'delivered?view=html']) {
      await page.goto(`${mail}/${view}`);
      const frame = page.frame({ url: /\/frame$/ });
      if (view.endsWith('html')) {
        await frame?.waitForLoadState();
        await expect.poll(() => page.frameLocator('iframe').locator('body').innerText()).toContain('Hello');
        expect(await page.textContent('.held')).toMatch(/\d+ things to load from elsewhere held back/);
      }
      expect(await page.evaluate('window.canary')).toBeUndefined();
      expect(page.url()).toBe(`${mail}/${view}`);
    }
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save' }).first().click();
    expect((await download).suggestedFilename()).not.toMatch(/[<>"/\\]/);
    expect({ foreign, dialogs, complaints, connections: stranger.connections() }).toEqual({
      foreign: [],
      dialogs: [],
      complaints: [],
      connections: 0,
    });
    await page.context().close();
  });

  it('keeps the same mail inert by the frame alone, were its HTML shown as it came', async () => {
    const outer = await aStranger((path) =>
      path === '/frame'
        ? {
            headers: { ...frameHeaders, 'Content-Type': 'text/html' },
            body: hostileHtml(stranger.url).replace(/<link[^>]*>/, ''),
          }
        : { headers: { 'Content-Type': 'text/html' }, body: '<iframe sandbox="" src="/frame"></iframe>' },
    );
    const before = stranger.requests();
    const { page, foreign, dialogs } = await watch(browser, outer.url);
    await page.goto(`${outer.url}/`);
    const frame = page.frameLocator('iframe');
    await frame.locator('#submit').click({ force: true, timeout: 2000 });
    await frame.locator('#js').click({ force: true, timeout: 2000 });
    await frame.locator('#top').click({ force: true, timeout: 2000 });
    expect(await page.evaluate('window.canary')).toBeUndefined();
    expect(page.url()).toBe(`${outer.url}/`);
    // Chromium connects to where a link leads as soon as it is pressed; that is why safe-html.ts takes links away.
    expect({ dialogs, requests: stranger.requests() - before }).toEqual({ dialogs: [], requests: 0 });
    expect(foreign.filter((url) => !url.startsWith(stranger.url))).toEqual([]);
    await page.context().close();
    outer.close();
  });

  it('can be walked by keyboard alone', async () => {
    const { page } = await open();
    await page.goto(organisation.page.url);
    await page.keyboard.press('Tab');
    expect(await page.textContent(':focus')).toBe('Skip to content');
    await page.keyboard.press('Enter');
    const focused = (): Promise<string | null> => page.locator(':focus').textContent();
    const tabTo = async (text: string): Promise<void> => {
      for (let steps = 0; steps < 40; steps += 1) {
        await page.keyboard.press('Tab');
        if ((await focused()) === text) return;
      }
      throw new Error(`no way to ${text} by keyboard`);
    };
    await tabTo('Your invoice');
    expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle !== 'none'")).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Your invoice' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await tabTo('Messages');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Messages' }).waitFor();
    await page.context().close();
  });

  it('shows a new message without a reload, says so, and leaves the focus where it is', async () => {
    const { page } = await open();
    await page.goto(organisation.page.url);
    await page.evaluate('window.marker = 1');
    await page.getByRole('link', { name: 'Your invoice' }).focus();
    const mail = {
      from: 'pat@partner.example',
      to: ['alice@corp.example'],
      raw: 'From: pat@partner.example\r\nSubject: Just now\r\n\r\nHi\r\n',
    };
    await organisation.post(mail);
    await page.getByRole('link', { name: 'Just now' }).waitFor();
    expect(await page.textContent('#news')).toBe('One new message.');
    expect(await page.locator(':focus').textContent()).toBe('Your invoice');
    expect(await page.evaluate('window.marker')).toBe(1);
    await page.context().close();
  });

  it('finds messages by words and by filters', async () => {
    const { page } = await open();
    await page.goto(organisation.page.url);
    const subjects = (): Promise<string[]> => page.locator('a.subject').allTextContents();
    await page.getByLabel('Search addresses').fill('invoice billing');
    await page.keyboard.press('Enter');
    await page.getByText('1 message of').waitFor();
    expect(await subjects()).toEqual(['Your invoice']);
    await page.getByRole('link', { name: 'Show all' }).click();
    await page.getByText('Filters').click();
    await page.getByLabel('Went to').selectOption('dropped');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('1 message of').waitFor();
    expect(await subjects()).toEqual(['Look at this']);
    await page.context().close();
  });

  it.each([{ javaScriptEnabled: true }, { javaScriptEnabled: false }])(
    'sends an uploaded file, $javaScriptEnabled',
    async (options) => {
      const { page } = await open(options);
      await page.goto(`${organisation.page.url}/send`);
      const subject = `Uploaded, script ${String(options.javaScriptEnabled)}`;
      const buffer = Buffer.from(`From: you@stranger.example\nSubject: ${subject}\n\nHello.\n`);
      await page.getByLabel('Envelope to').fill('bob@corp.example');
      await page.getByLabel('A message as a file').setInputFiles({ name: 'a.eml', mimeType: 'message/rfc822', buffer });
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByRole('heading', { level: 1, name: subject }).waitFor();
      if (options.javaScriptEnabled) {
        await page.getByRole('heading', { level: 3, name: 'Done' }).waitFor();
      } else {
        await organisation.flow.idle();
        await page.reload();
        expect(await page.getByRole('heading', { level: 3, name: 'Done' }).count()).toBe(1);
      }
      expect(
        await page.getByRole('heading', { level: 3, name: 'Delivered to the inbox of bob@corp.example' }).count(),
      ).toBe(1);
      await page.context().close();
    },
  );

  it('hears of what happened before it could listen', async () => {
    const { page } = await open();
    await page.route('**/live', async (route) => {
      let shown = '';
      // Followers as well have nothing more to say then.
      const isOver = async (): Promise<boolean> => {
        const before = shown;
        shown = await (await fetch(page.url())).text();
        return shown === before && shown.includes('Done');
      };
      await expect.poll(isOver, { interval: 2_000, timeout: 60_000 }).toBe(true);
      await route.continue();
    });
    await page.goto(`${organisation.page.url}/send`);
    const buffer = Buffer.from('From: you@stranger.example\nSubject: Sooner\n\nHello.\n');
    await page.getByLabel('Envelope to').fill('bob@corp.example');
    await page.getByLabel('A message as a file').setInputFiles({ name: 'a.eml', mimeType: 'message/rfc822', buffer });
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('heading', { level: 3, name: 'Done' }).waitFor();
    await page.context().close();
  });

  it('takes nothing away from somebody who began to type while it was fetched', async () => {
    const { page } = await open();
    const typed = Promise.withResolvers<void>();
    await page.route('**/clock', async (route) => {
      if (!route.request().isNavigationRequest()) await typed.promise;
      await route.continue();
    });
    const again = page.waitForResponse(
      (response) => !response.request().isNavigationRequest() && response.url().endsWith('/clock'),
    );
    await page.goto(`${organisation.page.url}/clock`);
    // The page shows the time to the second: what is fetched later is another.
    await page.waitForTimeout(1_100);
    await page.getByLabel('Move forward by').fill('42');
    typed.resolve();
    await (await again).finished();
    await page.waitForTimeout(300);
    expect(await page.getByLabel('Move forward by').inputValue()).toBe('42');
    await page.context().close();
  });

  it('shows every function, the queues before them, and what permissions refused', async () => {
    const { page } = await open();
    const rows = async (path: string): Promise<string[]> => {
      await page.goto(organisation.page.url + path);
      return page.getByRole('rowheader').allTextContents();
    };
    expect(await rows('/functions')).toEqual([...organisation.deployment.functions.keys()]);
    expect(await rows('/queues')).toHaveLength(organisation.events.queues.size);
    expect(await rows('/refusals')).toHaveLength(organisation.authoriser.refusals().length);
    await page.context().close();
  });

  it('plants and clears a fault, and moves the clock', async () => {
    const { page } = await open();
    await page.goto(`${organisation.page.url}/faults`);
    await page.getByLabel('Fault', { exact: true }).selectOption('error-503');
    await page.getByLabel('Service').fill('s3');
    await page.getByLabel('Operation').fill('HeadObject');
    await page.getByRole('button', { name: 'Plant' }).click();
    await page.getByText('error-503 s3.HeadObject times=1').first().waitFor();
    await page.getByLabel('Service').fill('smoke-signals');
    await page.getByLabel('Operation').fill('Puff');
    await page.getByRole('button', { name: 'Plant' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('There is no service "smoke-signals"');
    await page.getByRole('button', { name: 'Clear error-503' }).click();
    await expect
      .poll(() => organisation.faults.list().map(({ text }) => text))
      .toEqual(['throttle s3.DeleteObject times=1']);
    await page.goto(`${organisation.page.url}/clock`);
    await page.getByLabel('Move forward by').fill('3');
    await page.getByRole('button', { name: 'Move' }).click();
    await page.getByText('3 min', { exact: true }).waitFor();
    expect(organisation.clock.offsetMs).toBe(180_000);
    await page.context().close();
  });
});
