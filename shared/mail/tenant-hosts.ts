/**
 * Hosts below which a service gives each customer a name of its own, and mail is written in that name: suffixes as `github.io` is
 * one, which the services have not entered in the list of public suffixes.
 */

import { once } from '../tables/once.ts';

const hosts = [
  // Office: the first domain of each tenant, and that of its hybrid servers.
  'onmicrosoft.com mail.onmicrosoft.com onmicrosoft.us onmicrosoft.de partner.onmschina.cn sharepoint.com sharepoint.us',
  // Google signs for domains that publish no key (`d=corp-example.20230601.gappssmtp.com`), by the day of the key.
  'gappssmtp.com 20150623.gappssmtp.com 20210112.gappssmtp.com 20221208.gappssmtp.com 20230601.gappssmtp.com 20251104.gappssmtp.com',
  // Desks and trackers.
  'zendesk.com freshdesk.com freshservice.com zohodesk.com zohodesk.eu zohodesk.in desk.com kayako.com happyfox.com uservoice.com',
  'helpscoutapp.com gorgias.com gorgias.io supportbee.com intercom-mail.com intercom-mail.eu zammad.com atlassian.net',
  'service-now.com pagerduty.com opsgenie.net salesforce.com my.salesforce.com case.salesforce.com force.com odoo.com',
  // People and schools.
  'bamboohr.com recruitee.com teamtailor-mail.com greenhouse-mail.io myworkday.com instructure.com moodlecloud.com',
  // Letters, shops, and what has no domain of its own yet.
  'substack.com bigcartel.com mailgun.org',
];

const names = once(() => new Set(hosts.flatMap((line) => line.split(' '))));

/** `host` in lower case as A-labels. */
export function givesNamesToTenants(host: string): boolean {
  return names().has(host);
}
