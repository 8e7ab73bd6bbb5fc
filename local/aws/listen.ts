/** Listening on the loopback interface, with an end that comes and an error that helps. */

import { createServer, type RequestListener, type Server } from 'node:http';

export interface Listening {
  readonly port: number;
  readonly url: string;
  /** Lets calls under way finish, for a while, and ends idle connections at once. Can be asked twice. */
  close(): Promise<void>;
}

const host = '127.0.0.1';
/** Longer than any call of ours takes; a caller that does not read its answer must not hold up the end. */
const closeGraceMs = 2000;

/** `thing` is what the error message calls the server; port 0 takes a free one. */
export async function listen(thing: string, port: number, onRequest: RequestListener): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: 60_000 }, onRequest);
  const bound = await bind(server, thing, port);
  let closed: Promise<void> | undefined;
  return {
    port: bound,
    url: `http://${host}:${bound}`,
    close() {
      closed ??= close(server);
      return closed;
    },
  };
}

function bind(server: Server, thing: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(cause.code === 'EADDRINUSE' ? portInUse(thing, port, cause) : cause);
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

const portInUse = (thing: string, port: number, cause: Error): Error =>
  new Error(
    `${thing} cannot listen on ${host}:${port}: the port is in use. ` +
      'End the program that holds it, or choose another port (0 takes a free one).',
    { cause },
  );

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    const ending = setTimeout(() => server.closeAllConnections(), closeGraceMs);
    server.close((fault) => {
      clearTimeout(ending);
      if (fault) reject(fault);
      else resolve();
    });
    server.closeIdleConnections();
  });
}
