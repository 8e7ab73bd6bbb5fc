/** Services that put an address of their own before the one that a link shows: to look at where it leads, or to count clicks. */

import { once } from '../../tables/once.ts';

/** Each with all hosts below it. Shorteners are none: they hide where a link leads for whoever likes. */
const names = [
  // What receivers put before links that come in.
  'safelinks.protection.outlook.com urldefense.com urldefense.proofpoint.com urldefense.us cudasvc.com mimecast.com mimecastprotect.com',
  'ctp.trendmicro.com secure-web.cisco.com clicktime.symantec.com protect.fireeye.com protection.sophos.com checkpoint.com',
  'avanan.click hornetsecurity.com retarus.com fortimail.com fortimailcloud.com vadesecure.com mailinblack.com nospamproxy.com',
  // What senders do.
  't.co lnkd.in notifications.google.com c.gle list-manage.com mailchi.mp mandrillapp.com mailchimp.com sendgrid.net mailgun.org mailgun.net',
  'sparkpostmail.com awstrack.me pstmrk.it mjt.lu sendibm1.com sendibm2.com sendibm3.com sendibt2.com sendibt3.com brevo.com',
  'hubspotlinks.com hubspotemail.net hs-sales-engage.com mktoweb.com exacttarget.com exct.net pardot.com en25.com',
  'createsend.com createsend1.com cmail19.com cmail20.com ccsend.com rs6.net klclick.com klclick1.com klclick2.com klclick3.com',
  'customeriomail.com activehosted.com acemlnb.com emlnk.com convertkit-mail.com convertkit-mail2.com substack.com beehiiv.com',
  'intercom-mail.com intercom-clicks.com getresponse.com cleverreach.com crsend.com emsecure.net emarsys.net mlsend.com',
  'mailerlite.com aweber.com campaign-archive.com sailthru.com iterable.com responsys.net doubleclick.net inxserver.com',
  'rapidmail.com newsletter2go.com mailpoet.com zcsend.net zohocampaigns.com zohoinsights.com salesforce.com sfmc-content.com',
];

const mostLabels = 5;

const services = once(() => new Set(names.flatMap((line) => line.split(' '))));

/** `host` in lower case as A-labels. */
export function isOfLinkService(host: string): boolean {
  const labels = host.split('.').slice(-mostLabels);
  return labels.some((_, at) => services().has(labels.slice(at).join('.')));
}
