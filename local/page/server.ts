/**
 * The page of a local organisation: what happened to each message, on loopback, for a browser.
 *
 * Every answer is whole without the script; the script only fetches a page again when something changed.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Listening, listen } from '../aws/listen.ts';
import { type PageAnswer, pageHeaders } from './answer.ts';
import { loadAssets } from './assets.ts';
import { FormFault, maxFormBytes, readForm } from './form.ts';
import { FormToken, hostRefusal, originRefusal, type Refusal } from './guard.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import { Live } from './live.ts';
import type { FormValues } from './multipart.ts';
import { findView } from './router.ts';
import { routes } from './routes.ts';
import type { PageSource } from './source.ts';
import type { Visit } from './visit.ts';

export interface PageOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly source: PageSource;
  /** Gets what goes wrong in our own work; the browser sees a 500. Default: standard error. */
  readonly report?: (fault: unknown) => void;
}

export interface RunningPage extends Listening {
  close(): Promise<void>;
}

const maxUrlLength = 4096;
const noForm: FormValues = { fields: new Map(), files: new Map() };

export async function startPage({ port = 0, source, report = console.error }: PageOptions): Promise<RunningPage> {
  const token = new FormToken();
  const assets = await loadAssets();
  const live = new Live(source);
  const listening = await listen('The page', port, (request, response) => {
    const url = request.url ?? '/';
    const path = url.split('?', 1)[0] ?? '/';
    if (path === '/live' && request.method === 'GET' && !hostRefusal(request.headers)) {
      live.attach(request, response);
      return;
    }
    answer({ source, token, assets }, request, path)
      .catch((fault: unknown) => {
        report(fault);
        return plain({ status: 500, text: 'Something went wrong here; the terminal says what.' });
      })
      .then((given) => send(given, request, response))
      .catch(report);
  });
  return {
    ...listening,
    close() {
      live.close();
      return listening.close();
    },
  };
}

interface Serving {
  readonly source: PageSource;
  readonly token: FormToken;
  readonly assets: ReadonlyMap<string, PageAnswer>;
}

async function answer({ source, token, assets }: Serving, request: IncomingMessage, path: string): Promise<PageAnswer> {
  const refused = hostRefusal(request.headers) ?? urlRefusal(request.url ?? '/');
  if (refused) return plain(refused);
  const asset = assets.get(path);
  if (asset && (request.method === 'GET' || request.method === 'HEAD')) return asset;
  const query = new URL(request.url ?? '/', 'http://page.invalid').searchParams;
  const visit: Visit = { source, path, query, token: token.value, parameters: new Map(), form: noForm };
  const found = findView(routes, request.method ?? 'GET', path);
  if (found === 'other-method') return plain({ status: 405, text: `${path} does not take a ${request.method}.` });
  if (!found) return notFound(visit);
  const form = request.method === 'POST' ? await formOf(request, token) : noForm;
  if ('status' in form) return plain(form);
  return (await found.view({ ...visit, parameters: found.parameters, form })) ?? notFound(visit);
}

const urlRefusal = (url: string): Refusal | undefined =>
  url.length > maxUrlLength
    ? { status: 414, text: `The address is longer than ${maxUrlLength} characters.` }
    : undefined;

/** Asked for its origin before a byte is read, and for its token after. */
async function formOf(request: IncomingMessage, token: FormToken): Promise<FormValues | Refusal> {
  const refused = originRefusal(request.headers);
  if (refused) return refused;
  if (Number(request.headers['content-length']) > maxFormBytes) {
    return { status: 413, text: `The form is larger than ${maxFormBytes} bytes.` };
  }
  try {
    const form = await readForm(request);
    return token.refusal(form.fields.get('token')) ?? form;
  } catch (fault) {
    if (fault instanceof FormFault) return { status: fault.status, text: fault.message };
    throw fault;
  }
}

const plain = ({ status, text }: Refusal): PageAnswer => ({
  status,
  headers: { ...pageHeaders, 'Content-Type': 'text/plain; charset=utf-8' },
  body: `${text}\n`,
});

const notFound = (visit: Visit): PageAnswer =>
  page(visit, {
    title: 'Not found',
    status: 404,
    content: html`<h1>Not found</h1>
      <p>There is nothing under this address. A message that was fetched a day ago is gone from transit, and with
      <code>--fresh</code> everything is.</p>
      <p><a href="/">To the messages</a></p>`,
  });

function send({ status, headers, body }: PageAnswer, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
  // What a refused request still sends is read and dropped, so that the browser gets to read the answer.
  request.resume();
}
