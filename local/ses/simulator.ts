/** The mailbox simulator's addresses (SES Developer Guide, "Using the mailbox simulator"); a label may stand after `+`. */

import { domainOf } from './addresses.ts';

export const simulations = ['success', 'bounce', 'ooto', 'complaint', 'suppressionlist'] as const;
export type Simulation = (typeof simulations)[number];

export const isSimulator = (address: string): boolean => domainOf(address) === 'simulator.amazonses.com';

/** `unknown`: the simulator has no such mailbox. */
export function simulationOf(address: string): Simulation | 'unknown' {
  const name = address.slice(0, address.lastIndexOf('@')).replace(/\+.*$/, '').toLowerCase();
  return simulations.find((simulation) => simulation === name) ?? 'unknown';
}
