/** Record created: makes the locks of original and record last as long as their retention class says. */

import { followerPorts } from '../shared/adapters/aws-ports.ts';
import { loadFollowerConfig } from '../shared/config.ts';
import { followLog } from '../shared/follow-log.ts';
import { followerHandler } from '../shared/followers/handler.ts';
import { retain } from '../shared/followers/retain.ts';

const config = loadFollowerConfig(process.env);
const ports = followerPorts(config);

export const handler = followerHandler(retain(ports.locks), ports, config, followLog(`retain-${config.stage}`));
