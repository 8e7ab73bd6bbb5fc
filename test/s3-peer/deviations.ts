/**
 * Where radosgw 16.2 (Debian 12) departs from the contract, by the name of the test: what it does, and whom we follow.
 *
 * An entry that holds no more fails the run. Our own server has no entry: it keeps the whole contract.
 */
export const radosgwDeviations: ReadonlyMap<string, string> = new Map([
  ...['CRC32', 'CRC32C', 'SHA1', 'SHA256'].map(
    (algorithm) =>
      [`verifies and tells the ${algorithm}`, 'knows no x-amz-checksum fields: they came to S3 in 2022'] as const,
  ),
  ['gives the SHA-256 of the bytes, which is the hash of the message', 'keeps no checksum but the MD5'],
  ['refuses a checksum that is none', 'does not read the field'],
  ['compares and swaps', 'If-Match on a put is compared with quotes around the ETag: every swap is refused'],
  ['lets exactly one of 16 swappers win', 'the same: nobody wins'],
  [
    'hides an object under a delete marker and shows it when the marker goes',
    'a GET of the marker’s own version is answered NoSuchKey; S3 documents 405 MethodNotAllowed',
  ],
  ['forgets a deleted version for good', 'an unknown version is NoSuchKey; S3 says NoSuchVersion'],
  ['keeps a GOVERNANCE version from all but those who bypass', 'the same, after the delete'],
  [
    'changes 30 days of GOVERNANCE to undefined undefined: false, bypassing: true',
    'an empty retention is MalformedXML; S3 lets it remove a GOVERNANCE lock',
  ],
  [
    'changes 30 days of COMPLIANCE to undefined undefined: false, bypassing: false',
    'an empty retention is MalformedXML before anybody looks at the lock',
  ],
  [
    'locks a version that was put without',
    'a version without a lock is ObjectLockConfigurationNotFoundError; S3 says NoSuchObjectLockConfiguration',
  ],
  ['tells the attributes of an object', 'has no GetObjectAttributes: the object itself is answered'],
]);
