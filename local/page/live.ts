/**
 * Tells open pages that something has changed, as server-sent events (HTML, "Server-sent events").
 *
 * An event only names what changed; the page fetches itself again. Changes that come together are told once.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { pageHeaders } from './answer.ts';
import type { PageSource, Topic } from './source.ts';

/** So that a burst of steps makes one reload. */
const gatherMs = 150;
/** A comment that keeps the connection from being taken for dead. */
const heartbeatMs = 20_000;
const maxListeners = 50;

export class Live {
  readonly #listeners = new Set<ServerResponse>();
  readonly #pending = new Set<Topic>();
  readonly #unsubscribe: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(source: PageSource) {
    this.#unsubscribe = source.subscribe((topic) => {
      this.#pending.add(topic);
      this.#timer ??= setTimeout(() => this.#tell(), gatherMs);
    });
  }

  /** Keeps the answer open until the browser leaves. */
  attach(request: IncomingMessage, response: ServerResponse): void {
    if (this.#listeners.size >= maxListeners) {
      response.writeHead(503, pageHeaders).end();
      return;
    }
    response.writeHead(200, { ...pageHeaders, 'Content-Type': 'text/event-stream; charset=utf-8' });
    response.write('retry: 2000\n\n');
    const beat = setInterval(() => response.write(': still here\n\n'), heartbeatMs);
    this.#listeners.add(response);
    request.on('close', () => {
      clearInterval(beat);
      this.#listeners.delete(response);
    });
  }

  close(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.end();
  }

  #tell(): void {
    this.#timer = undefined;
    const topics = [...this.#pending];
    this.#pending.clear();
    for (const listener of this.#listeners) {
      for (const topic of topics) listener.write(`event: change\ndata: ${topic}\n\n`);
    }
  }
}
