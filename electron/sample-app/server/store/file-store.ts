import { createHash } from 'node:crypto';
import type { SampleDataset } from '../../dataset.ts';

export interface StoredFile {
  readonly path: string;
  readonly visibility: 'public' | 'private';
  readonly contentType: string;
  content(): Uint8Array;
}

/** Uploaded files, by visibility and path. There is no list of them in the API, as in Base44. */
export class FileStore {
  readonly #files = new Map<string, StoredFile>();
  readonly #uploaded: StoredFile[] = [];

  constructor(dataset: Pick<SampleDataset, 'files'>) {
    for (const file of dataset.files) this.#files.set(keyOf(file.visibility, file.path), file);
  }

  get(visibility: 'public' | 'private', path: string): StoredFile | undefined {
    return this.#files.get(keyOf(visibility, path));
  }

  /** Files added since the data set, which is what a saved state has to hold. */
  get uploaded(): readonly StoredFile[] {
    return this.#uploaded;
  }

  put(file: StoredFile): void {
    this.#files.set(keyOf(file.visibility, file.path), file);
    this.#uploaded.push(file);
  }

  /** Keeps an upload under `{hash}_{name}`, as Base44 names them. */
  upload(name: string, visibility: 'public' | 'private', contentType: string, bytes: Uint8Array): StoredFile {
    const hash = createHash('sha256').update(bytes).update(String(this.#uploaded.length)).digest('hex').slice(0, 9);
    const file: StoredFile = { path: `${hash}_${safeName(name)}`, visibility, contentType, content: () => bytes };
    this.put(file);
    return file;
  }
}

function keyOf(visibility: string, path: string): string {
  return `${visibility}/${path}`;
}

function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return last.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_').slice(-120) || 'file';
}
