/** Who the scenarios are about: an organisation of fifty people and twenty partners. Nobody real. */

import type { Organisation } from '../../../shared/filters/filter.ts';

export const firstNames = 'Alice Bernd Chloé Diego Elena Farid Greta Hugo Ines Jonas'.split(' ');
const lastNames = 'Adams Baumgart Carvalho Dupont Eriksen'.split(' ');

export const ownDomain = 'northwind-tools.example';

export const people = lastNames.flatMap((last, row) =>
  firstNames.map((first, column) => ({
    name: `${first} ${last}`,
    addresses: [
      `p${row}${column}@${ownDomain}`,
      // Every fifth writes from home now and then.
      ...(column % 5 === 0 ? [`home${row}${column}@gmail.com`] : []),
    ],
  })),
);

export const partners = [
  'contoso-bank.example fabrikam.example tailspin-toys.example litware-legal.example proseware.example',
  'adventure-works.example wingtip-logistics.example lucerne-press.example margies-travel.example coho-winery.example',
  'alpine-ski-house.example graphic-design-institute.example humongous-insurance.example blue-yonder.example',
  'city-power.example fourth-coffee.example school-of-fine-art.example trey-research.example',
  'the-phone-company.example wide-world-importers.example',
]
  .flatMap((line) => line.split(' '))
  .map((domain) => ({ name: domain.slice(0, domain.indexOf('.')), domains: [domain] }));

export const organisation: Organisation = {
  domains: [ownDomain],
  directory: { people, groups: [], partners },
  lists: { allow: [], block: [] },
  mailboxLists: {},
};
