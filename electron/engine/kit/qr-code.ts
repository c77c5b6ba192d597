/** The modules of a QR code: rows of dark (true) and light. Loaded late: few ever need one. */
export async function qrModules(text: string): Promise<readonly (readonly boolean[])[]> {
  const { default: qrcode } = await import('qrcode');
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' });
  return Array.from({ length: modules.size }, (_, row) => Array.from({ length: modules.size }, (_cell, column) => modules.get(row, column) === 1));
}
