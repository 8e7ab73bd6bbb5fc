/**
 * Header fields that servers and filters on the way have written: where a message came through and what others
 * thought of it. No model may learn from them, or it learns the collector instead of the mail.
 */

const names: ReadonlySet<string> = new Set(
  (
    'received return-path authentication-results received-spf delivered-to x-original-to envelope-to x-apparently-to ' +
    'delivery-date old-subject status x-status x-keywords lines content-length x-account-key x-razor x-pyzor x-dcc x-pmx ' +
    'x-greylist x-quarantine x-miltered x-uuid x-sender-ip x-message-delivery x-message-info x-folder x-origin x-filename ' +
    'x-from x-to x-cc x-bcc'
  ).split(' '),
);

const beginnings: readonly string[] = (
  'arc- x-ses- x-mailweir- x-spam x-bogosity x-crm114 x-dspam x-sa- x-barracuda x-asg x-ironport x-antispam x-proofpoint ' +
  'x-rspamd x-amavis x-virus x-scan x-ms-exchange- x-ms-office365 x-forefront x-microsoft x-eop x-sid- x-incoming x-uid ' +
  'x-mozilla x-google- x-gm- x-pmx- x-dcc- x-razor- x-greylist- x-quarantine- '
)
  .trim()
  .split(' ');

/** `name` in lower case. */
export function isTrace(name: string): boolean {
  return (
    names.has(name) ||
    name.includes('spam') ||
    name.includes('mailscanner') ||
    beginnings.some((beginning) => name.startsWith(beginning))
  );
}
