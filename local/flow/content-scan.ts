/**
 * SES's spam and virus verdicts, for messages that carry the strings made for such tests: GTUBE, known to
 * spam filters, and the EICAR file, known to virus scanners. All other mail passes.
 */

export interface ScanVerdicts {
  readonly spam: 'PASS' | 'FAIL';
  readonly virus: 'PASS' | 'FAIL';
}

/** https://spamassassin.apache.org/gtube/ */
export const gtube = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X';

/** https://www.eicar.org/ . In two pieces, or a scanner would take this very file for infected. */
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** The first line of the file in base64 as mail has it: 57 octets a line (RFC 2045 §6.8). */
const eicarEncoded = Buffer.from(eicar.slice(0, 57)).toString('base64');

export function scanContent(raw: Buffer): ScanVerdicts {
  return {
    spam: raw.includes(gtube) ? 'FAIL' : 'PASS',
    virus: raw.includes(eicar) || raw.includes(eicarEncoded) ? 'FAIL' : 'PASS',
  };
}
