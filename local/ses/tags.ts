/**
 * The tags and the configuration set of a message: from the request, or from the fields that SES takes out of the
 * message again (SES Developer Guide, "Specifying a configuration set and message tags").
 *
 * ASSUMED: where both name a configuration set, the request's stands; its tags replace those of the field.
 */

import { type Field, valueOf } from '../mime/scan.ts';
import { badRequest, type SendEmail } from './request.ts';

export interface Labels {
  readonly configurationSet: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

export function labelsOf({ ConfigurationSetName, EmailTags }: SendEmail, fields: readonly Field[]): Labels {
  const listed = EmailTags.map(({ Name, Value }) => [Name, Value] as const);
  const tags = new Map<string, string>();
  for (const [name, value] of listed.length > 0 ? listed : tagsIn(valueOf(fields, 'x-ses-message-tags'))) {
    // SES API v2 Reference, MessageTag.
    for (const text of [name, value]) {
      if (!/^[A-Za-z0-9_-]{1,256}$/.test(text)) {
        throw badRequest(
          `Invalid message tag ${JSON.stringify(text)}: ASCII letters, digits, '_' and '-' are allowed.`,
        );
      }
    }
    if (tags.has(name)) throw badRequest(`Duplicate message tag '${name}'.`);
    tags.set(name, value);
  }
  return { configurationSet: ConfigurationSetName ?? valueOf(fields, 'x-ses-configuration-set'), tags };
}

/** `name=value`, separated by commas. */
function tagsIn(field: string | undefined): readonly (readonly [string, string])[] {
  if (field === undefined) return [];
  return field.split(',').map((pair) => {
    const [name = '', value = ''] = pair.split('=', 2);
    return [name.trim(), value.trim()];
  });
}
