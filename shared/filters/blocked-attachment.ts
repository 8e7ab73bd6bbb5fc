/**
 * Matches a message that carries a file the recipient's system would run, by the extension of its name.
 *
 * Every name a client may show counts (RFC 2183 §2.3, RFC 2231, RFC 2047), on every part however deep: in
 * attached messages and in signed mail too. The declared media type is not consulted: the sender picks it,
 * the recipient's system ignores it. Zip archives are known by name or by their first octets, and what
 * is in them counts as if it were attached; so do the members of office documents, which are zip archives,
 * the files in Outlook's winmail.dat, mail sent as a file, and what only another reading of the delimiters shows.
 */

import * as v from 'valibot';
import { extensionsOf, sesBlockedExtensions } from '../mail/blocked-extensions.ts';
import { decodeBody } from '../mail/decode.ts';
import type { Defect, ParsedMessage, Part } from '../mail/message.ts';
import { parseMessage } from '../mail/parse.ts';
import { archiveNames, namesZip, type UnpackingBudget, unpackingBudget } from './archive-names.ts';
import { blockedAmong, namesByPart } from './attachment-names.ts';
import { defineFilter, type Match, match, type OnMatch } from './filter.ts';
import { hiddenPieces } from './hidden-parts.ts';
import { inlineFileNames } from './inline-files.ts';
import { looksLikeTnef, tnefNames } from './tnef.ts';
import { looksLikeZip } from './zip-directory.ts';

const Extension = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9]{1,16}$/, 'is not an extension: write it in lower case, without the dot'),
);

const replaced: OnMatch = {
  disposition: 'DEFAULT',
  edits: [{ kind: 'replace-attachment', ifImpossible: 'MOVE_TO_JUNK' }],
};

// Not replaced: most of what cannot be looked into is only damaged, and the recipient may need it.
const setAside: OnMatch = { disposition: 'MOVE_TO_JUNK', edits: [] };

export const blockedAttachment = defineFilter({
  name: 'blocked-attachment',
  // Danger is its matter: a message it cannot judge counts as one it matches.
  onFault: 'closed',
  directions: ['INBOUND', 'OUTBOUND'],
  reasons: {
    'blocked-extension': {
      text: 'It carries a file of a kind that can harm a computer.',
      onMatch: replaced,
      namesParts: true,
    },
    'blocked-in-archive': {
      text: 'It carries an archive with a file of a kind that can harm a computer.',
      onMatch: replaced,
      namesParts: true,
    },
    // Not replaced: the file is part of the text that the recipient is to read.
    'blocked-in-text': {
      text: 'Its text holds an encoded file of a kind that can harm a computer.',
      onMatch: setAside,
    },
    'unreadable-archive': {
      text: 'It carries an archive that cannot be looked into.',
      onMatch: setAside,
      namesParts: true,
      yieldsToAllow: true,
    },
    'unseen-parts': { text: 'Its parts cannot all be looked into.', onMatch: setAside },
  },
  settings: v.strictObject({
    extensions: v.optional(v.array(Extension), [...sesBlockedExtensions]),
    /** Look into zip archives. */
    archives: v.optional(v.boolean(), true),
  }),

  evaluate({ message }, { extensions, archives }) {
    const inspection: Inspection = {
      blocked: new Set(extensions),
      budget: archives ? unpackingBudget() : null,
      innerMessages: 20,
      found: new Map(),
    };
    inspect(inspection, message, null);
    return [...inspection.found].map(([reason, { what, parts }]) => asMatch(reason, what, parts));
  },
});

type ReasonCode =
  | 'blocked-extension'
  | 'blocked-in-archive'
  | 'blocked-in-text'
  | 'unreadable-archive'
  | 'unseen-parts';

interface Inspection {
  readonly blocked: ReadonlySet<string>;
  /** Null where archives stay closed. */
  readonly budget: UnpackingBudget | null;
  /** How many messages within the message may still be opened. */
  innerMessages: number;
  /** By reason: the first extension or defect met, and all parts it is about. */
  readonly found: Map<ReasonCode, { readonly what: string; readonly parts: Set<string> }>;
}

/** Where the parser stopped, or where clients may read other parts than we do, a file may stand behind. */
const unseen: readonly Defect[] = [
  'too-many-parts',
  'too-deep',
  'header-too-large',
  'repeated-content-type',
  'boundary-missing',
  'boundary-unused',
];

/** `container`: the part of the outer message that holds this one; it is what can be replaced. */
function inspect(inspection: Inspection, message: ParsedMessage, container: Part | null): void {
  const names = namesByPart(message);
  for (const part of message.parts) {
    const place = container ?? part;
    const shown = names.get(part) ?? [];
    note(inspection, 'blocked-extension', place, blockedAmong(shown, inspection.blocked));
    note(inspection, 'unseen-parts', place, part.defects.find((defect) => unseen.includes(defect)) ?? null);
    if (part.children.length > 0) continue;
    if (part.mediaType.type === 'message/partial') note(inspection, 'unseen-parts', place, 'message-partial');
    if (isMailAsFile(part, shown)) inspectInner(inspection, decodeBody(message.bytes, part).bytes, place);
    inspectTnef(inspection, message, part, place);
    if (part.mediaType.type === 'text/plain') inspectText(inspection, message, part, place);
    if (inspection.budget !== null) inspectArchive(inspection, inspection.budget, message, part, shown, place);
  }
  for (const { part, piece } of hiddenPieces(message)) inspectInner(inspection, piece, container ?? part);
}

/** QUIRK: clients open mail by the name of the file, too. */
const mailExtensions: ReadonlySet<string> = new Set(['eml', 'mht', 'mhtml', 'mim', 'mime']);

/**
 * QUIRK: RFC 2046 §5.2.1 forbids base64 on message/rfc822, and clients open it all the same. An external body (§5.2.3)
 * has a header that names what is elsewhere.
 */
function isMailAsFile({ mediaType, defects }: Part, shown: readonly string[]): boolean {
  return (
    defects.includes('encoded-container') ||
    mediaType.type === 'message/external-body' ||
    shown.some((name) => extensionsOf(name).some((extension) => mailExtensions.has(extension)))
  );
}

function inspectInner(inspection: Inspection, bytes: Buffer, place: Part): void {
  if (inspection.innerMessages <= 0) {
    note(inspection, 'unseen-parts', place, 'too-many-inner-messages');
    return;
  }
  inspection.innerMessages -= 1;
  inspect(inspection, parseMessage(bytes), place);
}

function inspectTnef(inspection: Inspection, { bytes }: ParsedMessage, part: Part, place: Part): void {
  if (!looksLikeTnef(decodeBody(bytes, part, 4).bytes)) return;
  const { names, damaged } = tnefNames(decodeBody(bytes, part).bytes);
  note(inspection, 'blocked-in-archive', place, blockedAmong(names, inspection.blocked));
  note(inspection, 'unreadable-archive', place, damaged ? 'damaged-tnef' : null);
}

function inspectText(inspection: Inspection, { bytes }: ParsedMessage, part: Part, place: Part): void {
  const names = inlineFileNames(decodeBody(bytes, part).bytes);
  note(inspection, 'blocked-in-text', place, blockedAmong(names, inspection.blocked));
}

function inspectArchive(
  inspection: Inspection,
  budget: UnpackingBudget,
  { bytes }: ParsedMessage,
  part: Part,
  shown: readonly string[],
  place: Part,
): void {
  if (!shown.some(namesZip) && !looksLikeZip(decodeBody(bytes, part, 4).bytes)) return;
  const archive = archiveNames(decodeBody(bytes, part).bytes, budget);
  note(inspection, 'blocked-in-archive', place, blockedAmong(archive.names, inspection.blocked));
  note(inspection, 'unreadable-archive', place, archive.defect);
}

function note({ found }: Inspection, reason: ReasonCode, { path }: Part, what: string | null): void {
  if (what === null) return;
  const known = found.get(reason);
  if (known === undefined) found.set(reason, { what, parts: new Set([path]) });
  else known.parts.add(path);
}

function asMatch(reason: ReasonCode, what: string, parts: ReadonlySet<string>): Match {
  const isDefect = reason === 'unreadable-archive' || reason === 'unseen-parts';
  const evidence = { [isDefect ? 'defect' : 'extension']: what, parts: parts.size };
  return match(reason, evidence, { parts: [...parts] });
}
