/** Record created: learns from mail that people attach to messages to the policy's `learning` addresses. */

import { followerPorts, sharedStates } from '../shared/adapters/aws-ports.ts';
import { loadFollowerConfig } from '../shared/config.ts';
import { followLog } from '../shared/follow-log.ts';
import { followerHandler } from '../shared/followers/handler.ts';
import { learn } from '../shared/followers/learn.ts';
import { teacher } from '../shared/learning.ts';

const config = loadFollowerConfig(process.env);
const ports = followerPorts(config);
const { policy } = sharedStates(ports);
const follower = learn({ ...ports, policy, teach: teacher(ports.state, ports.clock) });

export const handler = followerHandler(follower, ports, config, followLog(`learn-${config.stage}`));
