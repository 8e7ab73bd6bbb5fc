/**
 * The names of S3's operations that this server does not do (S3 API Reference), so that a refusal says
 * which one was asked for: `METHOD object|bucket|account [sub-resource]` to name.
 */

/** Sub-resources of a bucket with Get, Put and, where S3 has one, Delete. */
const configurations: Readonly<Record<string, string>> = {
  abac: 'BucketAbac',
  accelerate: 'BucketAccelerateConfiguration',
  acl: 'BucketAcl',
  analytics: 'BucketAnalyticsConfiguration',
  cors: 'BucketCors',
  encryption: 'BucketEncryption',
  'intelligent-tiering': 'BucketIntelligentTieringConfiguration',
  inventory: 'BucketInventoryConfiguration',
  lifecycle: 'BucketLifecycleConfiguration',
  location: 'BucketLocation',
  logging: 'BucketLogging',
  metadataConfiguration: 'BucketMetadataConfiguration',
  metadataTable: 'BucketMetadataTableConfiguration',
  metrics: 'BucketMetricsConfiguration',
  notification: 'BucketNotificationConfiguration',
  'object-lock': 'ObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  policyStatus: 'BucketPolicyStatus',
  publicAccessBlock: 'PublicAccessBlock',
  replication: 'BucketReplication',
  requestPayment: 'BucketRequestPayment',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
};

const objectParts: Readonly<Record<string, string>> = {
  acl: 'ObjectAcl',
  annotation: 'ObjectAnnotation',
  tagging: 'ObjectTagging',
  torrent: 'ObjectTorrent',
};

const others: readonly (readonly [place: string, name: string])[] = [
  ['DELETE bucket lifecycle', 'DeleteBucketLifecycle'],
  ['GET bucket', 'ListObjects'],
  ['PUT bucket', 'CreateBucket'],
  ['HEAD bucket', 'HeadBucket'],
  ['DELETE bucket', 'DeleteBucket'],
  ['GET bucket session', 'CreateSession'],
  ['GET bucket uploads', 'ListMultipartUploads'],
  ['POST bucket delete', 'DeleteObjects'],
  ['POST bucket metadataConfiguration', 'CreateBucketMetadataConfiguration'],
  ['POST bucket metadataTable', 'CreateBucketMetadataTableConfiguration'],
  ['PUT bucket metadataAnnotationTable', 'UpdateBucketMetadataAnnotationTableConfiguration'],
  ['PUT bucket metadataInventoryTable', 'UpdateBucketMetadataInventoryTableConfiguration'],
  ['PUT bucket metadataJournalTable', 'UpdateBucketMetadataJournalTableConfiguration'],
  ['POST object uploads', 'CreateMultipartUpload'],
  ['PUT object uploadId', 'UploadPart'],
  ['POST object uploadId', 'CompleteMultipartUpload'],
  ['DELETE object uploadId', 'AbortMultipartUpload'],
  ['GET object uploadId', 'ListParts'],
  ['POST object select', 'SelectObjectContent'],
  ['POST object restore', 'RestoreObject'],
  ['PUT object renameObject', 'RenameObject'],
  ['PUT object encryption', 'UpdateObjectEncryption'],
];

const verbs: Readonly<Record<string, string>> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' };

const withVerbs = (on: string, nouns: Readonly<Record<string, string>>): readonly (readonly [string, string])[] =>
  Object.entries(nouns).flatMap(([subresource, noun]) =>
    Object.entries(verbs).map(([method, verb]) => [`${method} ${on} ${subresource}`, `${verb}${noun}`] as const),
  );

const names: ReadonlyMap<string, string> = new Map([
  ...withVerbs('bucket', configurations),
  ...withVerbs('object', objectParts),
  ...others,
]);

/** Query names that choose the operation; all others only say more about it. */
export const subresources: ReadonlySet<string> = new Set([
  ...Object.keys(configurations),
  ...Object.keys(objectParts),
  ...others.flatMap(([place]) => place.split(' ').slice(2)),
  'retention',
  'legal-hold',
  'attributes',
  'list-type',
  'versions',
]);

/** Sub-resources whose configurations have ids: without one, S3 lists them. */
const listed: ReadonlyMap<string, string> = new Map(
  ['analytics', 'intelligent-tiering', 'inventory', 'metrics'].map((subresource) => [
    `GET bucket ${subresource}`,
    `List${configurations[subresource]}s`,
  ]),
);

export function operationName(place: string, query: ReadonlyMap<string, string>, copies: boolean): string {
  if (copies && place === 'PUT object') return 'CopyObject';
  if (copies && place === 'PUT object uploadId') return 'UploadPartCopy';
  const ofList = query.has('id') ? undefined : listed.get(place);
  return ofList ?? names.get(place) ?? place;
}
