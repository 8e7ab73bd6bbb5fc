/** Record created: sends journal reports to the mailboxes that policy names, and notes what SES says became of them. */

import type { Context } from 'aws-lambda';
import { followerPorts, sesMailer, sharedStates } from '../shared/adapters/aws-ports.ts';
import { loadJournalConfig } from '../shared/config.ts';
import { followLog } from '../shared/follow-log.ts';
import { followerHandler } from '../shared/followers/handler.ts';
import { journal } from '../shared/followers/journal.ts';
import { outcomesHandler } from '../shared/followers/journal-outcomes.ts';
import { isFromQueue } from '../shared/followers/notification.ts';

const config = loadJournalConfig(process.env);
const { configurationSet } = config;
const follow = followerPorts(config);
const ports = { ...follow, ...sharedStates(follow), mailer: sesMailer(), configurationSet };
const log = followLog(`journal-${config.stage}`);
const records = followerHandler(journal(ports), follow, config, log);
const outcomes = outcomesHandler(ports, config, log);

export const handler = (event: unknown, context: Context) =>
  isFromQueue(event, '-journal-events') ? outcomes(event, context) : records(event, context);
