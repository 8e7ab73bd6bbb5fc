/** The commands on the archive, in the order of the help. */

import type { Command } from '../command.ts';
import { archiveEraseCommand } from './erase.ts';
import { archiveExportCommand } from './export/export.ts';
import { archiveKeyCommand } from './export/key.ts';
import { archiveVerifyCommand } from './export/verify.ts';
import { archiveGetCommand } from './get.ts';
import { archiveHoldCommand } from './hold.ts';
import { archiveImportCommand } from './import.ts';
import { archiveListCommand } from './list.ts';
import { archiveReconcileCommand } from './reconcile.ts';
import { archiveRetentionCommand } from './retention.ts';

export const archiveCommands: readonly Command[] = [
  archiveListCommand,
  archiveGetCommand,
  archiveExportCommand,
  archiveVerifyCommand,
  archiveKeyCommand,
  archiveImportCommand,
  archiveReconcileCommand,
  archiveHoldCommand,
  archiveRetentionCommand,
  archiveEraseCommand,
];
