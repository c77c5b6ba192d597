import { randomBytes } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { contentTypes, pageHeaders, withStyleNonce } from '../../../shared/model/page-policy.ts';

/** Hands out the built page: files of one folder and nothing beside it. */
export class PageFiles {
  readonly #folder: string;
  readonly #connect: string;

  constructor(folder: string, connect: string) {
    this.#folder = folder;
    this.#connect = connect;
  }

  /** Answers with the file, or with 404. */
  async answer(pathname: string, response: ServerResponse): Promise<void> {
    const file = await this.#find(pathname === '/' ? '/index.html' : pathname);
    const type = file === undefined ? undefined : contentTypes[path.extname(file)];
    const styleNonce = randomBytes(16).toString('base64');
    const headers = pageHeaders({ styleNonce, connect: this.#connect });
    if (file === undefined || type === undefined) {
      response.writeHead(404, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end('There is nothing here.\n');
      return;
    }
    const content = await readFile(file);
    // Only the names of assets hold a hash of what is in them.
    const caching = path.basename(path.dirname(file)) === 'assets' ? 'private, max-age=31536000, immutable' : 'no-store';
    response.writeHead(200, { ...headers, 'Content-Type': type, 'Cache-Control': caching });
    response.end(path.extname(file) === '.html' ? withStyleNonce(content.toString('utf8'), styleNonce) : content);
  }

  /** The file behind a path, if it lies in the folder, links followed. */
  async #find(pathname: string): Promise<string | undefined> {
    let name: string;
    try {
      name = decodeURIComponent(pathname);
    } catch {
      return undefined;
    }
    if (name.includes('\0') || name.includes('\\')) return undefined;
    try {
      const root = await realpath(this.#folder);
      const file = await realpath(path.join(root, name));
      return file.startsWith(root + path.sep) ? file : undefined;
    } catch {
      return undefined;
    }
  }
}
