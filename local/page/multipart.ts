/** Form data with files as browsers send it (RFC 7578), held in memory, within limits. */

export interface FormFile {
  readonly name: string;
  readonly content: Buffer;
}

export interface FormValues {
  readonly fields: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, FormFile>;
}

const maxParts = 20;
const maxHeaderBytes = 4096;
const blankLine = Buffer.from('\r\n\r\n');

/** The boundary (RFC 2046 §5.1.1) of a `multipart/form-data` body. */
export function boundaryOf(contentType: string): string | undefined {
  const match = /^multipart\/form-data\s*;\s*boundary=(?:"([^"\r\n]{1,70})"|([\w'()+,./:=?-]{1,70}))\s*$/i.exec(
    contentType,
  );
  return match?.[1] ?? match?.[2];
}

/** Returns what is wrong, in words, where the body is not what its type says. */
export function readMultipart(body: Buffer, boundary: string): FormValues | string {
  const fields = new Map<string, string>();
  const files = new Map<string, FormFile>();
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // The first delimiter has no line before it.
  const bytes = Buffer.concat([Buffer.from('\r\n'), body]);
  let at = bytes.indexOf(delimiter);
  for (let count = 0; at >= 0; count += 1) {
    const start = at + delimiter.length;
    if (bytes.subarray(start, start + 2).toString('latin1') === '--') return { fields, files };
    if (count === maxParts) return `The form has more than ${maxParts} fields.`;
    const headerEnd = bytes.indexOf(blankLine, start);
    const end = bytes.indexOf(delimiter, start);
    if (headerEnd < 0 || end < 0 || headerEnd > end || headerEnd - start > maxHeaderBytes) break;
    const { name, filename } = namesIn(bytes.subarray(start, headerEnd).toString('utf8'));
    const content = bytes.subarray(headerEnd + blankLine.length, end);
    if (name === undefined) return 'A field of the form has no name.';
    if (filename === undefined) fields.set(name, content.toString('utf8'));
    else files.set(name, { name: filename, content });
    at = end;
  }
  return 'The form was cut short.';
}

/** Browsers write quotes and line ends in names as %22, %0D and %0A (HTML, "multipart form data"). */
function namesIn(header: string): { name: string | undefined; filename: string | undefined } {
  const disposition = header.split('\r\n').find((line) => /^content-disposition:/i.test(line)) ?? '';
  return {
    name: / name="([^"]*)"/.exec(disposition)?.[1],
    filename: / filename="([^"]*)"/.exec(disposition)?.[1],
  };
}
