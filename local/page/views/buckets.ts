/** The buckets: what is in them, each version of an object, its lock, and its text where it is a small one. */

import { downloadAnswer } from '../answer.ts';
import { type Content, html } from '../html.ts';
import { crumbs, page } from '../layout.ts';
import type { BucketSummary, ObjectVersion } from '../source.ts';
import { table } from '../table.ts';
import { parameter, pathOf, type View, withQuery } from '../visit.ts';
import { bytes, plural, time } from '../words.ts';

/** S3's own limit for a key. */
const maxKeyBytes = 1024;
const maxShownBytes = 256 * 1024;

export const bucketsView: View = async (visit) =>
  page(visit, {
    title: 'Buckets',
    content: html`<h1>Buckets</h1>${table({
      caption: 'Buckets',
      columns: [
        { title: 'Name', kind: 'row' },
        { title: 'Properties', kind: 'wide' },
      ],
      rows: visit.source.buckets
        .list()
        .map((bucket) => [html`<a href="${pathOf('buckets', bucket.name)}">${bucket.name}</a>`, properties(bucket)]),
      empty: 'There is no bucket.',
    })}`,
  });

function properties({ versioned, objectLock, lifecycleRules }: BucketSummary): string {
  const told = [
    versioned ? 'versioned' : 'not versioned',
    ...(objectLock ? ['Object Lock'] : []),
    ...(lifecycleRules === 0 ? [] : [plural(lifecycleRules, 'lifecycle rule')]),
  ];
  return told.join(', ');
}

export const bucketView: View = async (visit) => {
  const name = parameter(visit, 'bucket');
  const prefix = keyIn(visit.query, 'prefix') ?? '';
  const after = keyIn(visit.query, 'after');
  const found = await visit.source.buckets.objects(name, { prefix, after });
  if (!found) return undefined;
  const here = pathOf('buckets', name);
  return page(visit, {
    title: name,
    live: 'buckets',
    content: html`${crumbs(['/buckets', 'Buckets'])}
      <h1>${name}</h1>
      <form class="filters" method="get" action="${here}" role="search" aria-label="Objects">
        <div class="search"><label for="prefix">Keys that begin with</label>
        <input type="search" id="prefix" name="prefix" value="${prefix}" maxlength="${maxKeyBytes}">
        <button type="submit">Show</button></div>
      </form>
      ${table({
        caption: 'Objects, in the order of their keys',
        columns: [{ title: 'Key', kind: 'row' }, { title: 'Changed' }, { title: 'Size', kind: 'number' }],
        rows: found.objects.map(({ key, modified, sizeBytes }) => [
          html`<a class="key" href="${withQuery(`${here}/object`, { key })}">${key}</a>`,
          time(modified),
          bytes(sizeBytes),
        ]),
        empty: prefix === '' ? 'The bucket is empty.' : 'No key begins like this.',
      })}
      ${found.next !== undefined && html`<nav class="pager" aria-label="Pages of the list"><a href="${withQuery(here, { prefix, after: found.next })}" rel="next">More</a></nav>`}`,
  });
};

export const objectView: View = async (visit) => {
  const name = parameter(visit, 'bucket');
  const key = keyIn(visit.query, 'key');
  if (key === undefined) return undefined;
  const versions = await visit.source.buckets.object(name, key);
  if (versions.length === 0) return undefined;
  const here = pathOf('buckets', name, 'object');
  const download = (version: string): string => withQuery(`${pathOf('buckets', name)}/download`, { key, version });
  const asked = visit.query.get('version');
  const shown = versions.find(({ version, latest }) => (asked === null ? latest : version === asked));
  return page(visit, {
    title: key,
    content: html`${crumbs(['/buckets', 'Buckets'], [pathOf('buckets', name), name])}
      <h1 class="key">${key}</h1>
      ${table({
        caption: 'Versions, newest first',
        columns: [
          { title: 'Version', kind: 'row' },
          { title: 'Changed' },
          { title: 'Size', kind: 'number' },
          { title: 'Lock', kind: 'wide' },
          { title: 'Save' },
        ],
        rows: versions.map((one) => [
          html`<a class="key" href="${withQuery(here, { key, version: one.version })}">${one.version}</a>${one.latest && ' (latest)'}`,
          time(one.modified),
          one.deleteMarker ? 'delete marker' : bytes(one.sizeBytes),
          lockOf(one),
          !one.deleteMarker &&
            html`<a href="${download(one.version)}" download>Save<span class="unseen"> version ${one.version}</span></a>`,
        ]),
        empty: '',
      })}
      ${shown && (await contentOf(shown, (version) => visit.source.buckets.read(name, key, version)))}`,
  });
};

function lockOf({ lock, legalHold }: ObjectVersion): string {
  const told = [
    ...(lock ? [`${lock.mode} until ${lock.until.toISOString().slice(0, 10)}`] : []),
    ...(legalHold ? ['legal hold'] : []),
  ];
  return told.length === 0 ? 'none' : told.join(', ');
}

async function contentOf(
  { version, sizeBytes, deleteMarker }: ObjectVersion,
  read: (version: string) => Promise<Buffer | undefined>,
): Promise<Content> {
  if (deleteMarker) return html`<p>Deleted here; the versions below are still there.</p>`;
  if (sizeBytes > maxShownBytes) return html`<p>Too large to show; save it.</p>`;
  const content = await read(version);
  const text = content && textOf(content);
  if (text === undefined) return html`<p>No text; save it.</p>`;
  return html`<h2>Content</h2><pre class="code" tabindex="0"><code>${text}</code></pre>`;
}

/** Undefined where it is no UTF-8 or has NUL in it; JSON is shown with its lines. */
function textOf(content: Buffer): string | undefined {
  const text = content.toString('utf8');
  if (text.includes('\u0000') || text.includes('\uFFFD')) return undefined;
  return text.startsWith('{') ? indented(text) : text;
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch (fault) {
    if (fault instanceof SyntaxError) return text;
    throw fault;
  }
}

export const objectDownload: View = async (visit) => {
  const key = keyIn(visit.query, 'key');
  if (key === undefined) return undefined;
  const version = visit.query.get('version') ?? undefined;
  const content = await visit.source.buckets.read(parameter(visit, 'bucket'), key, version);
  return content && downloadAnswer(key.slice(key.lastIndexOf('/') + 1), content);
};

function keyIn(query: URLSearchParams, name: string): string | undefined {
  const key = query.get(name) ?? '';
  return key === '' || Buffer.byteLength(key) > maxKeyBytes ? undefined : key;
}
