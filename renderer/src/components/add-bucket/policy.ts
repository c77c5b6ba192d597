/**
 * What a key of its own may do at most, as a policy in Amazon's language: look at the bucket, and read, write and delete objects in
 * it. Nothing about other buckets, users or the bucket's settings but whether it keeps versions and locks them.
 * @param mayDelete false = who takes this computer over can add to the backups and not take them away
 */
export function leastPrivilege(bucket: string, prefix: string, mayDelete: boolean): string {
  const name = bucket.trim();
  const folder = prefix.trim().replace(/^\/+|\/+$/g, '');
  return JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['s3:ListBucket', 's3:GetBucketVersioning', 's3:GetBucketObjectLockConfiguration'], Resource: `arn:aws:s3:::${name}` },
        {
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:PutObject', ...(mayDelete ? ['s3:DeleteObject'] : []), 's3:AbortMultipartUpload'],
          Resource: `arn:aws:s3:::${name}/${folder === '' ? '' : `${folder}/`}*`,
        },
      ],
    },
    null,
    2,
  );
}
