export interface InvoiceText {
  readonly seller: readonly string[];
  readonly title: string;
  readonly date: string;
  readonly customer: readonly string[];
  readonly lines: readonly { readonly text: string; readonly cents: number }[];
  /** Cents. */
  readonly total: number;
  readonly tax: number;
}

/**
 * A page of A4 with plain text: the smallest PDF that every reader opens (PDF 1.4; ISO 32000-1, 7.5).
 * Its font knows Latin letters alone; others become `?`, as in many a real shop's invoices.
 */
export function invoicePdf(invoice: InvoiceText): Uint8Array {
  const page: string[] = [];
  const write = (x: number, y: number, size: number, text: string): void => void page.push(`BT /F1 ${size} Tf ${x} ${y} Td (${escape(text)}) Tj ET`);
  for (const [at, text] of invoice.seller.entries()) write(56, 780 - at * 14, at === 0 ? 14 : 9, text);
  for (const [at, text] of invoice.customer.entries()) write(56, 690 - at * 14, 10, text);
  write(56, 600, 16, invoice.title);
  write(420, 600, 10, invoice.date);
  let y = 565;
  for (const { text, cents } of [...invoice.lines, { text: 'Total EUR', cents: invoice.total }, { text: 'of which VAT 20%', cents: invoice.tax }]) {
    write(56, y, 10, text);
    write(460, y, 10, (cents / 100).toFixed(2));
    y -= 16;
  }
  write(56, 60, 8, 'Thank you. Payment within 30 days, please.');
  return assemble(page.join('\n'));
}

function assemble(content: string): Uint8Array {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ];
  let file = '%PDF-1.4\n';
  const offsets: number[] = [];
  for (const [at, object] of objects.entries()) {
    offsets.push(file.length);
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

/** Latin-1 only, with the three characters that mean something in a PDF string escaped. */
function escape(text: string): string {
  return text
    .replace(/[‘’]/g, "'")
    .replace(/[^\u0020-\u007e\u00a0-\u00ff]/gu, '?')
    .replace(/[\\()]/g, '\\$&');
}
