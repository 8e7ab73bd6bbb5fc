/** The edits that the options ask for, of any one message. */

import type { Edit } from '../../shared/mail/edit.ts';
import { isLinkPrefix } from '../../shared/mail/edit-links.ts';
import type { Attachment, ParsedMessage } from '../../shared/mail/message.ts';
import { noticeOf } from '../../shared/notice.ts';
import type { Given, OptionSpecs } from '../arguments.ts';
import { CommandFault } from '../fault.ts';
import { printable } from '../printable.ts';
import { matchesGlob } from './glob.ts';

export const editOptions = {
  'add-header': { type: 'string', multiple: true, value: "'NAME: VALUE'", help: 'Add a field above all others.' },
  'tag-subject': { type: 'string', multiple: true, value: 'TAG', help: 'Put the tag before the subject, once.' },
  'banner-text': { type: 'string', value: 'TEXT', help: 'Put a notice on top of the text; needs --banner-html.' },
  'banner-html': { type: 'string', value: 'HTML', help: 'The same notice for HTML bodies; needs --banner-text.' },
  'replace-attachment': {
    type: 'string',
    multiple: true,
    value: 'GLOB',
    help: 'Put a note in the place of files whose name matches, as in "*.exe".',
  },
  'remove-attachment': { type: 'string', multiple: true, value: 'GLOB', help: 'Take files out whose name matches.' },
  'rewrite-links': { type: 'string', value: 'PREFIX', help: 'Make the links of HTML lead through this address.' },
} as const satisfies OptionSpecs;

export type EditOptions = Given<typeof editOptions>;

export const editNames = [
  'add-header',
  'tag-subject',
  'banner-text',
  'banner-html',
  'replace-attachment',
  'remove-attachment',
  'rewrite-links',
] as const satisfies readonly (keyof EditOptions)[];

export type WantedEdits = (message: ParsedMessage) => readonly Edit[];

/** Says what to do with a message. Options that can never do anything are faults of usage here, before any message is read. */
export function wantedEdits(options: EditOptions): WantedEdits {
  const fields = options['add-header'].map(fieldOf);
  const tags = options['tag-subject'].map((tag): Edit => ({ kind: 'tag-subject', tag }));
  const banner = bannerOf(options);
  const links = linksOf(options);
  const globs = { replaced: options['replace-attachment'], removed: options['remove-attachment'] };
  return (message) => [
    ...filesMatching(message, globs.replaced).map(
      ({ part, filename }): Edit => ({
        kind: 'replace-attachment',
        part: part.path,
        notice: noticeOf(message, { path: part.path, filename, rule: 'mailweir edit' }),
      }),
    ),
    ...filesMatching(message, globs.removed).map(({ part }): Edit => ({ kind: 'remove-attachment', part: part.path })),
    ...tags,
    ...banner,
    ...links,
    ...fields,
  ];
}

/** By any name they claim. A note of ours stays: what it speaks of is gone already. */
function filesMatching({ attachments }: ParsedMessage, globs: readonly string[]): readonly Attachment[] {
  return attachments.filter(
    (attachment) =>
      !isNote(attachment) && globs.some((glob) => namesOf(attachment).some((name) => matchesGlob(glob, name))),
  );
}

/** A file without a name matches `*`. */
function namesOf({ names }: Attachment): readonly string[] {
  return names.length === 0 ? [''] : names;
}

function isNote({ part, filename }: Attachment): boolean {
  return part.mediaType.type === 'text/plain' && filename.endsWith('-removed.txt');
}

function fieldOf(given: string): Edit {
  const colon = given.indexOf(':');
  const name = given.slice(0, Math.max(colon, 0)).trim();
  const value = given.slice(colon + 1).trim();
  if (/^[!-9;-~]+$/.test(name)) return { kind: 'add-field', name, value };
  throw new CommandFault(
    'usage',
    `--add-header is ${printable(JSON.stringify(given))}, which is no header field. Give one such as 'X-Checked: yes'.`,
  );
}

function bannerOf({ 'banner-text': text, 'banner-html': html }: EditOptions): readonly Edit[] {
  if (text === undefined && html === undefined) return [];
  if (text !== undefined && html !== undefined) return [{ kind: 'insert-banner', text, html }];
  const missing = text === undefined ? '--banner-text' : '--banner-html';
  throw new CommandFault(
    'usage',
    `a banner goes into all renderings of a message, or into none. Give ${missing}, too.`,
  );
}

function linksOf({ 'rewrite-links': prefix }: EditOptions): readonly Edit[] {
  if (prefix === undefined) return [];
  if (isLinkPrefix(prefix)) return [{ kind: 'rewrite-links', prefix }];
  throw new CommandFault(
    'usage',
    `--rewrite-links is ${printable(JSON.stringify(prefix))}, which links cannot follow. Give https://, a host, a slash, and what the link goes after, such as "https://links.example/?to=".`,
  );
}
