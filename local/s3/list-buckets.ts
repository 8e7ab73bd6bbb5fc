/** ListBuckets (S3 API Reference): in the order of their names, by prefix, page by page. */

import { AwsFault } from '../aws/fault.ts';
import type { Answer } from '../aws/protocol.ts';
import { document, element } from '../aws/xml.ts';
import { type AccountRequest, s3Namespace } from './request.ts';

const maxPage = 10_000;

export async function listBuckets({ buckets, query }: AccountRequest): Promise<Answer> {
  const prefix = query.get('prefix') ?? '';
  const after = Buffer.from(query.get('continuation-token') ?? '', 'base64url').toString();
  const limit = readLimit(query.get('max-buckets'));
  const found = [...buckets.values()]
    .filter(({ spec: { name } }) => name.startsWith(prefix) && name > after)
    .toSorted((a, b) => (a.spec.name < b.spec.name ? -1 : 1));
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: document(
      element(
        'ListAllMyBucketsResult',
        [
          element(
            'Buckets',
            page.map(({ spec, created }) =>
              element('Bucket', [element('Name', spec.name), element('CreationDate', created)]),
            ),
          ),
          element('Owner', [element('ID', 'LOCAL')]),
          ...(prefix === '' ? [] : [element('Prefix', prefix)]),
          ...(last && found.length > page.length
            ? [element('ContinuationToken', Buffer.from(last.spec.name).toString('base64url'))]
            : []),
        ],
        s3Namespace,
      ),
    ),
  };
}

function readLimit(text: string | undefined): number {
  const limit = text === undefined ? maxPage : /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= maxPage) return limit;
  throw new AwsFault(400, 'InvalidArgument', `max-buckets must be a whole number from 1 to ${maxPage}`);
}
