export interface AddFolderInput {
  readonly name: string;
  readonly kind: 'local';
  readonly path: string;
}

/** A bucket, or a part of one, at any server that speaks S3. */
export interface AddBucketInput {
  readonly name: string;
  readonly kind: 's3';
  /** Address of the server; absent for Amazon's. */
  readonly endpoint?: string | undefined;
  /** `us-east-1` when absent. */
  readonly region?: string | undefined;
  readonly bucket: string;
  /** Folder in the bucket; absent for the whole bucket. */
  readonly prefix?: string | undefined;
  /** The bucket in the path (`https://server/bucket`) rather than before the server's name; absent: as is usual for the server. */
  readonly forcePathStyle?: boolean | undefined;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
