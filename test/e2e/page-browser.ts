/** A browser that looks at the page, and everything it did that it should not have. */

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import * as v from 'valibot';

export interface Watched {
  readonly page: Page;
  /** Requests to anywhere but the page's own origin. */
  readonly foreign: string[];
  /** What alert, confirm and prompt said. */
  readonly dialogs: string[];
  /** Errors and warnings of the console; a content policy's refusals are among them. */
  readonly complaints: string[];
}

export async function watch(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: 1100, height: 800 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const [foreign, dialogs, complaints]: [string[], string[], string[]] = [[], [], []];
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) foreign.push(url);
  });
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (fault) => complaints.push(fault.message));
  return { page, foreign, dialogs, complaints };
}

/** A mail's own HTML is not ours. */
const run = "axe.run(document, { iframes: false, resultTypes: ['violations'] })";

const Results = v.object({
  violations: v.array(v.object({ id: v.string(), nodes: v.array(v.object({ html: v.string() })) })),
});

/** What axe-core finds wrong with the page as it is, one line a place. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  // By the browser's own tools: the page's content policy holds, and lets no other script in.
  if ((await page.evaluate('typeof axe')) === 'undefined')
    await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = v.parse(Results, await page.evaluate(run));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

export interface Stranger {
  readonly url: string;
  /** How often somebody has come, if only to connect. */
  connections(): number;
  /** How often somebody has asked for something. */
  requests(): number;
  close(): void;
}

/** Somebody else's server, which no mail may make a browser speak to. */
export async function aStranger(
  answer: (path: string) => { headers: Record<string, string>; body: string },
): Promise<Stranger> {
  let [connections, requests] = [0, 0];
  const server: Server = createServer((request, response) => {
    requests += 1;
    const { headers, body } = answer(request.url ?? '/');
    response.writeHead(200, headers).end(body);
  });
  server.on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    connections: () => connections,
    requests: () => requests,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Every way in that mail is known to try; `to` is where it wants to go. */
export const hostileHtml = (to: string): string => `<!doctype html><html><head><base href="${to}/">
<meta http-equiv="refresh" content="0;url=${to}/refresh"><link rel="stylesheet" href="${to}/style">
<style>@import "${to}/import"; body { background: url(${to}/css) } @font-face { font-family: x; src: url(${to}/font) } * { font-family: x }</style>
<script>top.canary = 1; alert('script')</script><script src="${to}/script"></script></head>
<body onload="alert('onload')"><p>Hello</p>
<img src="${to}/image" onerror="top.canary = 1; alert('onerror')"><img src="x" onerror="alert('broken')">
<svg onload="alert('svg')"><script>alert('svg script')</script><image href="${to}/svg"/></svg>
<iframe src="${to}/frame"></iframe><iframe srcdoc="<script>top.canary = 1</script>"></iframe><object data="${to}/object"></object><embed src="${to}/embed">
<form action="${to}/form"><input name="q"><button id="submit">Send</button></form>
<a href="javascript:top.canary=1" id="js">javascript</a> <a href="${to}/link" target="_top" id="top">top</a>
<video src="${to}/video" autoplay></video><audio src="${to}/audio" autoplay></audio>
<math><mtext></form><form><mglyph><style></math><img src onerror="alert('mutation')">
<template><script>alert('template')</script></template><textarea><img src onerror="alert('textarea')"></textarea>
</body></html>`;
