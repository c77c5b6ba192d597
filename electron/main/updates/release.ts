import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js';
import { z } from 'zod';
import { isVersion } from './version-order.ts';
import { newsSentence } from './news-sentence.ts';

const file = z.object({
  /** A plain name beside the release's file: no folder and no other server. */
  url: z.string().max(200).regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'a package has a plain name without spaces'),
  /** Base64 of the 64 bytes. */
  sha512: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
  /** Bytes. */
  size: z.number().int().positive().max(4 * 1024 ** 3),
});

const metadata = z.object({
  version: z.string().refine(isVersion, 'no version'),
  files: z.array(file).min(1).max(20),
  releaseDate: z.union([z.iso.datetime(), z.date().transform((date) => date.toISOString())]),
  releaseNotes: z.union([z.string(), z.array(z.object({ note: z.string().nullable() }))]).nullish(),
  stagingPercentage: z.number().min(0).max(100).optional(),
  minimumSystemVersion: z.string().max(64).optional(),
});

/** What a release says of itself, once it is known who says it. */
export interface Release extends Pick<z.infer<typeof metadata>, 'version' | 'releaseDate' | 'stagingPercentage' | 'minimumSystemVersion'> {
  readonly files: readonly z.infer<typeof file>[];
  /** What is new: one sentence of plain text. */
  readonly news?: string;
}

/**
 * Reads `latest*.yml` as electron-builder writes it. What it names beyond this (packages of web installers, checksums of the old kind) is not taken over.
 * @throws Error where it is nothing of the kind
 */
export function readRelease(text: string): Release {
  const { releaseNotes, ...release } = metadata.parse(readYaml(text));
  const news = newsSentence(typeof releaseNotes === 'string' ? releaseNotes : (releaseNotes?.[0]?.note ?? ''));
  return { ...release, ...(news === undefined ? {} : { news }) };
}

/** YAML by electron-updater's own reader, which is here anyway. Whatever it gives is not known to be of any shape. */
export function readYaml(text: string): unknown {
  return parseUpdateInfo(text, '', new URL('file:///'));
}
