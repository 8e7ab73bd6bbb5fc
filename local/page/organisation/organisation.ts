/** The parts of a local organisation that the page looks at. */

import type { LocalOrganisation } from '../../organisation.ts';

export type Organisation = Omit<LocalOrganisation, 'page' | 'close'>;
