/** Hands a file to the person's downloads. */
export function saveFile(file: { readonly fileName: string; readonly mediaType: string; readonly base64: string }): void {
  const bytes = Uint8Array.from(atob(file.base64), (character) => character.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: file.mediaType }));
  const link = document.createElement('a');
  link.href = address;
  link.download = file.fileName;
  link.click();
  // The download has its own hold on the content by the next turn; the key in it must not stay in memory.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
