import { dirname, resolve } from 'node:path';

/**
 * Worker threads are started in the sources as `new Worker(new URL('./worker.ts', import.meta.url))`. In a bundle neither the
 * address nor the file is right any more: this makes every such file an entry of its own and puts its address in place.
 * @returns {import('vite').Plugin}
 */
export function workerThreads() {
  const started = /new Worker\(\s*new URL\(\s*'(\.{1,2}\/[^']+\.ts)'\s*,\s*import\.meta\.url\s*\)/g;
  return {
    name: 'holdfast-worker-threads',
    apply: 'build',
    transform: {
      // Before TypeScript is stripped nothing has been rewritten yet.
      order: 'pre',
      filter: { id: /\/electron\/.*\.ts$/, code: /new Worker\(/ },
      handler(code, id) {
        const rewritten = code.replaceAll(started, (_all, path) => {
          const file = resolve(dirname(id), String(path));
          // Folder and name: every folder may have its `worker.ts`. The chunks all lie in one folder (electron.vite.config.ts).
          const fileName = file.split('/').slice(-2).join('-').replace(/\.ts$/, '.js');
          this.emitFile({ type: 'chunk', id: file, fileName });
          return `new Worker(new URL('./${fileName}', import.meta.url)`;
        });
        if (rewritten === code) this.error(`${id} starts a worker thread in a way that build/worker-threads.mjs does not understand.`);
        return { code: rewritten, map: null };
      },
    },
  };
}
