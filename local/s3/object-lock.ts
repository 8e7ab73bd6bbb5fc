/** Retention and legal hold of one version (S3 API Reference: Put/GetObjectRetention, Put/GetObjectLegalHold). */

import { XMLParser } from 'fast-xml-parser';
import * as v from 'valibot';
import { readWhole } from '../aws/body.ts';
import { AwsFault } from '../aws/fault.ts';
import type { Answer } from '../aws/protocol.ts';
import { document, element } from '../aws/xml.ts';
import { legalHoldAccess, retentionAccess } from './access.ts';
import { BodyDigest, readChecksums } from './checksum.ts';
import { mayReplaceRetention, readLegalHold, readRetention } from './lock-rules.ts';
import {
  accessDeniedByLock,
  bypassesGovernance,
  documentLimitBytes,
  findObject,
  type ObjectRequest,
  s3Namespace,
  versionHeader,
} from './request.ts';
import type { StoredObject } from './version.ts';

const parser = new XMLParser({ parseTagValue: false, processEntities: false });

const RetentionDocument = v.strictObject({
  Retention: v.union([
    // The empty element: no retention.
    v.pipe(
      v.literal(''),
      v.transform(() => ({})),
    ),
    v.looseObject({ Mode: v.exactOptional(v.string()), RetainUntilDate: v.exactOptional(v.string()) }),
  ]),
});

const LegalHoldDocument = v.strictObject({ LegalHold: v.looseObject({ Status: v.string() }) });

export async function putObjectRetention(request: ObjectRequest): Promise<Answer> {
  const { bucket, key, clock } = request;
  demandLock(request);
  const { Retention } = await readDocument(request, RetentionDocument);
  const { Mode, RetainUntilDate }: { Mode?: string; RetainUntilDate?: string } = Retention;
  const proposed = readRetention(Mode, RetainUntilDate, clock());
  request.demand(retentionAccess(request, proposed));
  return bucket.exclusively(key, async () => {
    const object = findObject(request);
    if (!mayReplaceRetention(object.retention, proposed, bypassesGovernance(request), clock())) {
      throw accessDeniedByLock();
    }
    const { retention: _replaced, ...rest } = object;
    await replace(request, object, proposed ? { ...rest, retention: proposed } : rest);
    return { status: 200, headers: versionHeader(bucket, object.versionId) };
  });
}

export async function putObjectLegalHold(request: ObjectRequest): Promise<Answer> {
  const { bucket, key } = request;
  demandLock(request);
  const { LegalHold } = await readDocument(request, LegalHoldDocument);
  const legalHold = readLegalHold(LegalHold.Status);
  request.demand(legalHoldAccess(request, LegalHold.Status));
  return bucket.exclusively(key, async () => {
    const object = findObject(request);
    await replace(request, object, { ...object, legalHold });
    return { status: 200, headers: versionHeader(bucket, object.versionId) };
  });
}

export async function getObjectRetention(request: ObjectRequest): Promise<Answer> {
  demandLock(request);
  const { retention } = findObject(request);
  if (!retention) throw noConfiguration();
  return xml(
    element('Retention', [element('Mode', retention.mode), element('RetainUntilDate', retention.until)], s3Namespace),
  );
}

export async function getObjectLegalHold(request: ObjectRequest): Promise<Answer> {
  demandLock(request);
  const { legalHold } = findObject(request);
  if (legalHold === undefined) throw noConfiguration();
  return xml(element('LegalHold', [element('Status', legalHold ? 'ON' : 'OFF')], s3Namespace));
}

const xml = (root: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: document(root),
});

function replace({ bucket, key }: ObjectRequest, before: StoredObject, after: StoredObject): Promise<void> {
  return bucket.commit(
    key,
    bucket.versions(key).map((version) => (version === before ? after : version)),
  );
}

function demandLock({ bucket }: ObjectRequest): void {
  if (!bucket.spec.objectLock) {
    throw new AwsFault(400, 'InvalidRequest', 'Bucket is missing Object Lock Configuration');
  }
}

const noConfiguration = (): AwsFault =>
  new AwsFault(404, 'NoSuchObjectLockConfiguration', 'The specified object does not have a ObjectLock configuration');

/** These requests must carry a checksum of their document, as on S3. */
async function readDocument<Schema extends v.GenericSchema>(
  { headers, body }: ObjectRequest,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const claimed = readChecksums(headers);
  if (claimed.md5 === undefined && claimed.checksum === undefined) {
    throw new AwsFault(400, 'InvalidRequest', 'Missing required header for this request: Content-MD5');
  }
  const bytes = await readWhole(body, documentLimitBytes);
  const digest = new BodyDigest(claimed);
  digest.update(bytes);
  digest.conclude(body.trailers);
  const parsed = v.safeParse(schema, parseXml(bytes));
  if (!parsed.success) throw malformedXml();
  return parsed.output;
}

function parseXml(bytes: Buffer): unknown {
  let root: unknown;
  try {
    root = parser.parse(bytes, true);
  } catch (cause) {
    if (cause instanceof Error) throw malformedXml();
    throw cause;
  }
  if (typeof root !== 'object' || root === null) return root;
  const { '?xml': _declaration, ...content } = root as Readonly<Record<string, unknown>>;
  return content;
}

const malformedXml = (): AwsFault =>
  new AwsFault(
    400,
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
