/** Record created: counts whom the organisation heard from and whom it wrote to. */

import { followerPorts, relationSecretOf, sharedStates } from '../shared/adapters/aws-ports.ts';
import { loadFollowerConfig } from '../shared/config.ts';
import { followLog } from '../shared/follow-log.ts';
import { followerHandler } from '../shared/followers/handler.ts';
import { relation } from '../shared/followers/relation.ts';

const config = loadFollowerConfig(process.env);
const ports = followerPorts(config);
const { policy } = sharedStates(ports);
const follower = relation({ ...ports, policy, secret: relationSecretOf(ports) });

export const handler = followerHandler(follower, ports, config, followLog(`relation-${config.stage}`));
