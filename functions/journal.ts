/** Record created: sends journal reports to the mailboxes that policy names. */

import { followerPorts, sesMailer, sharedStates } from '../shared/adapters/aws-ports.ts';
import { loadFollowerConfig } from '../shared/config.ts';
import { followLog } from '../shared/follow-log.ts';
import { followerHandler } from '../shared/followers/handler.ts';
import { journal } from '../shared/followers/journal.ts';

const config = loadFollowerConfig(process.env);
const ports = followerPorts(config);
const follower = journal({ ...ports, ...sharedStates(ports), mailer: sesMailer() });

export const handler = followerHandler(follower, ports, config, followLog(`journal-${config.stage}`));
