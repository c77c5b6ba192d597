import { describe, expect, it } from 'vitest';
import { leastPrivilege } from '../../../renderer/src/components/add-bucket/policy.ts';
import { providerNames, serverOf } from '../../../renderer/src/components/add-bucket/providers.ts';

const typed = { accountId: '', region: '', endpoint: '' };

describe('the server of a bucket', () => {
  it('is Amazon’s where nothing but a region is named', () => {
    expect(serverOf('aws', { ...typed, region: ' eu-central-1 ' })).toEqual({ region: 'eu-central-1' });
  });

  it('follows from the region at Backblaze and Wasabi', () => {
    expect(serverOf('b2', { ...typed, region: 'us-west-004' })).toEqual({ endpoint: 'https://s3.us-west-004.backblazeb2.com', region: 'us-west-004' });
    expect(serverOf('wasabi', { ...typed, region: 'eu-central-1' })).toEqual({ endpoint: 'https://s3.eu-central-1.wasabisys.com', region: 'eu-central-1' });
  });

  const id = '0123456789abcdef0123456789abcdef';
  it.each([id, ` ${id} `, `https://${id}.r2.cloudflarestorage.com`, `https://dash.cloudflare.com/${id}/r2/overview`, id.toUpperCase()])('finds Cloudflare’s account in %j', (accountId) => {
    expect(serverOf('r2', { ...typed, accountId })).toEqual({ endpoint: `https://${id}.r2.cloudflarestorage.com`, region: 'auto' });
  });

  it('stays in the European Union where the bucket is there', () => {
    expect(serverOf('r2', { ...typed, accountId: `https://${id}.eu.r2.cloudflarestorage.com` }).endpoint).toBe(`https://${id}.eu.r2.cloudflarestorage.com`);
  });

  it('is what was typed for any other, with or without a region', () => {
    expect(serverOf('other', { ...typed, endpoint: ' http://localhost:9000 ' })).toEqual({ endpoint: 'http://localhost:9000' });
    expect(serverOf('other', { ...typed, endpoint: 'https://s3.example.com', region: 'nbg1' })).toEqual({ endpoint: 'https://s3.example.com', region: 'nbg1' });
    expect(providerNames.every((provider) => !JSON.stringify(serverOf(provider, typed)).includes('undefined'))).toBe(true);
  });
});

describe('the policy of least privilege', () => {
  it('names the bucket and what lies in its folder, and nothing else', () => {
    const resources = (bucket: string, prefix: string) => (JSON.parse(leastPrivilege(bucket, prefix, true)) as { Statement: { Resource: string }[] }).Statement.map(({ Resource }) => Resource);
    expect(resources(' acme ', '')).toEqual(['arn:aws:s3:::acme', 'arn:aws:s3:::acme/*']);
    expect(resources('acme', '/backups/shop/')).toEqual(['arn:aws:s3:::acme', 'arn:aws:s3:::acme/backups/shop/*']);
  });

  it('allows nothing by a star, and nothing about users, other buckets or settings', () => {
    const actions = (mayDelete: boolean) => (JSON.parse(leastPrivilege('acme', '', mayDelete)) as { Statement: { Action: string[] }[] }).Statement.flatMap(({ Action }) => Action).toSorted();
    const adding = ['s3:AbortMultipartUpload', 's3:GetBucketObjectLockConfiguration', 's3:GetBucketVersioning', 's3:GetObject', 's3:ListBucket', 's3:PutObject'];
    expect(actions(false)).toEqual(adding);
    expect(actions(true)).toEqual([...adding, 's3:DeleteObject'].toSorted());
  });
});
