/** A local organisation as the page sees it. */

import { catalogue, faultNames } from '../../faults/catalogue.ts';
import { parseFault } from '../../faults/spec.ts';
import { Changes } from '../changes.ts';
import type { FaultSource, FaultToPlant, MailReference, PageSource } from '../source.ts';
import { Buckets } from './buckets.ts';
import { functionSummaries, queueSummaries, refusedCalls } from './functions.ts';
import { listMailbox, listOutbox, readFromMailbox, readFromOutbox } from './mail-places.ts';
import { Messages } from './messages.ts';
import type { Organisation } from './organisation.ts';

export interface OrganisationSource extends PageSource {
  /** To be told of each step of each message. */
  onStep(id: string): void;
  onFaults(): void;
  close(): void;
}

export function organisationSource(organisation: Organisation): OrganisationSource {
  const { id, region, directory, smtp, clock, mailboxes } = organisation;
  const changes = new Changes();
  const messages = new Messages(organisation);
  const buckets = new Buckets(organisation);
  const forgetJumps = clock.onJump(() => changes.tell('clock'));

  const mail = async (reference: MailReference): Promise<Buffer | undefined> => {
    if (reference.of === 'outbox') return readFromOutbox(organisation, reference.box, reference.name);
    if (reference.of === 'mailbox') {
      return readFromMailbox(organisation, reference.address, reference.folder, reference.name);
    }
    return reference.which === 'original' ? messages.original(reference.id) : messages.delivered(reference.id);
  };

  return {
    facts: { id, region, domains: directory.domains, mailboxes: directory.mailboxes, smtp },
    subscribe: changes.subscribe,
    messages: () => messages.list(),
    message: (message) => messages.find(message),
    mail,
    mailboxes: () =>
      Promise.all(
        mailboxes.addresses.map(async (address) => ({
          address,
          inbox: (await mailboxes.list(address, 'inbox')).length,
          junk: (await mailboxes.list(address, 'junk')).length,
        })),
      ),
    mailbox: (address, folder) => listMailbox(organisation, address, folder),
    outbox: () => listOutbox(organisation),
    buckets,
    functions: async () => functionSummaries(organisation),
    queues: { list: async () => queueSummaries(organisation) },
    refusals: { list: () => refusedCalls(organisation) },
    send: (mailToSend) => organisation.post(mailToSend),
    clock,
    faults: faultSource(organisation),
    onStep(message) {
      messages.forget(message);
      changes.tell('messages', 'functions', 'buckets');
    },
    onFaults: () => changes.tell('faults'),
    close() {
      forgetJumps();
      buckets.close();
    },
  };
}

function faultSource({ faults }: Organisation): FaultSource {
  return {
    kinds: faultNames.map((name) => ({ name, what: catalogue[name].what })),
    planted: () => faults.list(),
    plant(fault) {
      try {
        faults.plant(parseFault(textOf(fault)));
        return undefined;
      } catch (problem) {
        if (problem instanceof Error) return problem.message;
        throw problem;
      }
    },
    clear: (id) => void faults.clear(id),
  };
}

/** As it is written on the command line, so that the page refuses what that refuses, in the same words. */
function textOf({ name, service, operation, rate, seed }: FaultToPlant): string {
  const target = [service, operation].filter((word) => word !== undefined).join('.');
  const settings = [...(rate === undefined ? [] : [`rate=${rate}`]), ...(seed === undefined ? [] : [`seed=${seed}`])];
  return [name, ...(target === '' ? [] : [target]), ...settings].join(' ');
}
