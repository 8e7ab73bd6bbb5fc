/** Every hour: holds the archive against the source's event log, for the hours that are over. */

import { reconcilePorts } from '../shared/adapters/reconcile-ports.ts';
import { reconcileHandler } from '../shared/completeness/handler.ts';
import { loadReconcileConfig } from '../shared/config.ts';
import { reconcileLog } from '../shared/reconcile-log.ts';

const config = loadReconcileConfig(process.env);

export const handler = reconcileHandler(reconcilePorts(config), config, reconcileLog(`reconcile-${config.stage}`));
