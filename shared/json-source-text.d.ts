// ECMAScript's "JSON.parse source text access" (stage 4), in Node 21 and Chromium 114 and later; TypeScript 7.0 has no types for it yet.
interface JSON {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  rawJSON(text: string): { readonly rawJSON: string };
  isRawJSON(value: unknown): boolean;
}
