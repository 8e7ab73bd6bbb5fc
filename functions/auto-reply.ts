/** Record created: answers the message automatically where policy has a responder for it. */

import { randomUUID } from 'node:crypto';
import { followerPorts, sesMailer, sharedStates } from '../shared/adapters/aws-ports.ts';
import { loadFollowerConfig } from '../shared/config.ts';
import { followLog } from '../shared/follow-log.ts';
import { followerHandler } from '../shared/followers/handler.ts';
import { reply } from '../shared/followers/reply.ts';

const config = loadFollowerConfig(process.env);
const ports = followerPorts(config);
const follower = reply({ ...ports, ...sharedStates(ports), mailer: sesMailer(), newAttempt: randomUUID });

export const handler = followerHandler(follower, ports, config, followLog(`auto-reply-${config.stage}`));
