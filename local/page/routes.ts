/** Every address of the page and the view that answers it. */

import type { Route } from './router.ts';
import { bucketsView, bucketView, objectDownload, objectView } from './views/buckets.ts';
import { clockView, moveClock } from './views/clock.ts';
import { clearFault, faultsView, plantFault } from './views/faults.ts';
import { functionsView, functionView } from './views/functions.ts';
import {
  mailAttachment,
  mailboxMail,
  mailFrame,
  mailSource,
  mailView,
  messageMail,
  outboxMail,
  type ReferenceOf,
} from './views/mail.ts';
import { mailboxesView, mailboxView } from './views/mailboxes.ts';
import { messageView } from './views/message.ts';
import { messagesView } from './views/messages.ts';
import { outboxView } from './views/outbox.ts';
import { queuesView, refusalsView } from './views/queues.ts';
import { sendMail, sendView } from './views/send.ts';
import type { View } from './visit.ts';

const get = (pattern: string, view: View): Route => ({ method: 'GET', pattern, view });
const post = (pattern: string, view: View): Route => ({ method: 'POST', pattern, view });

const mailRoutes = (path: string, referenceOf: ReferenceOf): readonly Route[] => [
  get(path, mailView(referenceOf)),
  get(`${path}/frame`, mailFrame(referenceOf)),
  get(`${path}/source`, mailSource(referenceOf)),
  get(`${path}/attachments/:number`, mailAttachment(referenceOf)),
];

export const routes: readonly Route[] = [
  get('/', messagesView),
  get('/messages/:id', messageView),
  ...mailRoutes('/mail/message/:id/:which', messageMail),
  ...mailRoutes('/mail/mailbox/:address/:folder/:name', mailboxMail),
  ...mailRoutes('/mail/outbox/:box/:name', outboxMail),
  get('/send', sendView),
  post('/send', sendMail),
  get('/mailboxes', mailboxesView),
  get('/mailboxes/:address/:folder', mailboxView),
  get('/outbox', outboxView),
  get('/buckets', bucketsView),
  get('/buckets/:bucket', bucketView),
  get('/buckets/:bucket/object', objectView),
  get('/buckets/:bucket/download', objectDownload),
  get('/functions', functionsView),
  get('/functions/:name', functionView),
  get('/queues', queuesView),
  get('/refusals', refusalsView),
  get('/faults', faultsView),
  post('/faults', plantFault),
  post('/faults/clear', clearFault),
  get('/clock', clockView),
  post('/clock', moveClock),
];
