/**
 * The condition keys that the local organisation can answer. A policy with another one is refused: a key that is taken
 * for absent would quietly allow what AWS forbids, or the other way round.
 */

const known = new Set(
  [
    'aws:CurrentTime aws:EpochTime aws:PrincipalAccount aws:PrincipalArn aws:PrincipalIsAWSService',
    'aws:PrincipalServiceName aws:PrincipalType aws:RequestedRegion aws:ResourceAccount aws:SecureTransport',
    'aws:SourceAccount aws:SourceArn',
    'kms:CallerAccount kms:ViaService',
    's3:delimiter s3:if-match s3:if-none-match s3:max-keys s3:object-lock-legal-hold s3:object-lock-mode',
    's3:object-lock-remaining-retention-days s3:object-lock-retain-until-date s3:prefix s3:VersionId',
    's3:x-amz-server-side-encryption',
    'ses:FeedbackAddress ses:FromAddress ses:Recipients',
  ].flatMap((names) => names.toLowerCase().split(' ')),
);

export const isKnownConditionKey = (key: string): boolean => known.has(key.toLowerCase());
