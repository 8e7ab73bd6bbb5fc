/**
 * Stands in for the native half of AWS's runtime client: posts what the handler answered to the Runtime API.
 *
 * `next` is missing because `AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1` lets the client ask for work by itself.
 * QUIRK: the native module blocks the process until the answer is posted. This one does not, so the Runtime API must
 * expect the next question before the answer to the previous one.
 */
'use strict';

const { Agent, request } = require('node:http');

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

exports.done = (requestId, body) =>
  afterOutput(() => post(`/2018-06-01/runtime/invocation/${requestId}/response`, body));
exports.error = (requestId, body) => afterOutput(() => post(`/2018-06-01/runtime/invocation/${requestId}/error`, body));

/** Calls `then` when what the function printed has left the process, so that no answer overtakes the log. */
function afterOutput(then) {
  const busy = [process.stdout, process.stderr].find(({ writableLength }) => writableLength > 0);
  if (busy === undefined) then();
  else busy.write('', () => afterOutput(then));
}

/** An error of the connection is left to end the process: without the Runtime API there is nobody to work for. */
function post(path, body) {
  const content = Buffer.from(body);
  const headers = { 'Content-Type': 'application/json', 'Content-Length': content.length };
  const answered = (response) => response.resume();
  request({ agent, hostname, port, path, method: 'POST', headers }, answered).end(content);
}
