/**
 * Attachment names that SES refuses to carry (SES developer guide, "Unsupported attachment types"),
 * and what counts as the extension of a name.
 *
 * The list also binds WorkMail's PutRawMessageContent, so an edited message must not contain one.
 */

export const sesBlockedExtensions: ReadonlySet<string> = new Set(
  [
    'ade adp app asp bas bat cer chm cmd com cpl crt csh der exe fxp gadget hlp hta inf ins isp its js jse ksh',
    'lib lnk mad maf mag mam maq mar mas mat mau mav maw mda mdb mde mdt mdw mdz msc msh msh1 msh2 mshxml',
    'msh1xml msh2xml msi msp mst ops pcd pif plg prf prg reg scf scr sct shb shs sys ps1 ps1xml ps2 ps2xml',
    'psc1 psc2 tmp url vb vbe vbs vps vsmacros vss vst vsw vxd ws wsc wsf wsh xnk',
  ].flatMap((line) => line.split(' ')),
);

/**
 * The extensions by which a system may open a file of this name, in lower case; none where it has none.
 *
 * QUIRK: Windows drops trailing dots and spaces on save, and clients drop control and bidirectional
 * characters: `run.exe. ` is run as `run.exe`, and `gpj.exe` shown backwards is still a program.
 */
export function extensionsOf(name: string): readonly string[] {
  const nul = name.indexOf('\0');
  const last = lastExtension(name);
  // QUIRK: a name that reaches C code ends at NUL: `run.exe\0.txt`.
  const beforeNul = nul < 0 ? '' : lastExtension(name.slice(0, nul));
  return [...new Set([last, beforeNul])].filter((extension) => extension !== '');
}

function lastExtension(name: string): string {
  let end = name.length;
  while (end > 0 && isDropped(name.charCodeAt(end - 1))) end -= 1;
  const dot = end === 0 ? -1 : name.lastIndexOf('.', end - 1);
  let extension = '';
  if (dot < 0) return extension;
  for (let at = dot + 1; at < end; at += 1) {
    // White space here is a fold's (`run.<CRLF> exe`), and clients differ on it.
    if (!isInvisible(name.charCodeAt(at)) && name.charCodeAt(at) !== 0x20) extension += name.charAt(at);
  }
  return extension.toLowerCase();
}

function isDropped(code: number): boolean {
  return code === 0x2e || code === 0x20 || code === 0xa0 || isInvisible(code);
}

/** Controls, soft hyphen, zero-width and bidirectional characters (Unicode Bidi_Control). */
function isInvisible(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    code === 0xad ||
    code === 0x61c ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2069) ||
    code === 0xfeff
  );
}
