import type { KitContent } from './content.ts';
import type { KitFile } from './kit-desk.ts';
import { renderTextKit } from './text-kit.ts';

/** A kit as a file to keep. @param name of the file, without its extension. */
export async function renderedKit(content: KitContent, format: 'pdf' | 'txt', name: string): Promise<KitFile> {
  const fileName = `${name}.${format}`;
  if (format === 'txt') return { fileName, mediaType: 'text/plain', content: new TextEncoder().encode(renderTextKit(content)) };
  const { renderPdfKit } = await import('./pdf-kit.ts');
  return { fileName, mediaType: 'application/pdf', content: await renderPdfKit(content) };
}
