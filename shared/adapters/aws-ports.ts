/** The ports as AWS offers them, and the settings of its clients. */

import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { WorkMailMessageFlowClient } from '@aws-sdk/client-workmailmessageflow';
import type { Config, FollowerConfig } from '../config.ts';
import type { Clock, Mailer, State } from '../ports.ts';
import { evidence } from './evidence.ts';
import { exchange } from './exchange.ts';
import { listing } from './listing.ts';
import { locks } from './locks.ts';
import { macKeys } from './mac-keys.ts';
import { mailer } from './mailer.ts';
import { messageFlow } from './message-flow.ts';
import { policyStore } from './policy-store.ts';
import { relationSecret } from './relation-secret.ts';
import { state } from './state.ts';

/**
 * A call that hangs must end while a second try still has time. `requestTimeout` alone only prints a
 * warning; `throwOnRequestTimeout` makes it one (facts, section 3.3).
 */
const client = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
};

export const systemClock: Clock = { now: () => new Date() };

export function awsPorts(config: Config) {
  const s3 = new S3Client(client);
  const flow = new WorkMailMessageFlowClient(client);
  const states = state(s3, config.stateBucket);
  return {
    flow: messageFlow(flow),
    evidence: evidence(s3, config.evidenceBucket),
    exchange: exchange(s3, config.exchangeBucket),
    state: states,
    policy: policyStore(states, systemClock),
    keys: macKeys(states, systemClock),
    secret: relationSecret(states),
    clock: systemClock,
  };
}

/** What every follower needs; what it does besides, it makes of the clients. */
export function followerPorts(config: FollowerConfig) {
  const s3 = new S3Client(client);
  const { evidenceBucket, stateBucket } = config;
  return {
    evidence: { ...evidence(s3, evidenceBucket), ...listing(s3, evidenceBucket) },
    state: { ...state(s3, stateBucket), ...listing(s3, stateBucket) },
    locks: locks(s3, evidenceBucket),
    clock: systemClock,
  };
}

/** Policy and keys, for followers that go by them. */
export function sharedStates({ state }: { readonly state: State }) {
  return { policy: policyStore(state, systemClock), keys: macKeys(state, systemClock) };
}

/** Of the keyed hashes under which dealings with others are kept, for the follower that keeps them. */
export function relationSecretOf({ state }: { readonly state: State }) {
  return relationSecret(state);
}

/** A large message takes its time; what is asked again could be a second copy. */
export function sesMailer(): Mailer {
  const requestHandler = { connectionTimeout: 2_000, requestTimeout: 20_000, throwOnRequestTimeout: true };
  return mailer(new SESv2Client({ maxAttempts: 1, requestHandler }));
}
