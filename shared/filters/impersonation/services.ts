/**
 * Services below whose names organisations have their own: `corp.atlassian.net` is a place of work and no look-alike. Who
 * borrows another's name there has an account that the service can close; on bare hosting (`netlify.app`) nobody looks.
 */

import { type RegisteredDomain, registeredDomain } from '../../mail/public-suffix.ts';
import { once } from '../../tables/once.ts';

const domains = [
  'atlassian.net awsapps.com onmicrosoft.com sharepoint.com slack.com zendesk.com freshdesk.com freshservice.com zoom.us',
  'webex.com box.com okta.com oktapreview.com onelogin.com auth0.com salesforce.com force.com site.com my.site.com',
  'service-now.com servicenow.com myworkday.com myworkdayjobs.com workday.com successfactors.com successfactors.eu',
  'bamboohr.com personio.de personio.com greenhouse.io lever.co workable.com recruitee.com smartrecruiters.com',
  'teamtailor.com softgarden.io hubspot.com hs-sites.com pipedrive.com monday.com notion.site gitbook.io statuspage.io',
  'uservoice.com helpscoutdocs.com intercom.help desk.com kayako.com happyfox.com teamwork.com basecamp.com',
  'myshopify.com bigcartel.com eventbrite.com surveymonkey.com typeform.com list-manage.com createsend.com ccsend.com',
  'cmail19.com cmail20.com sendgrid.net mailgun.org rsgsv.net mcsv.net mktoweb.com exacttarget.com pardot.com',
  'docusign.net egnyte.com sharefile.com citrixdata.com dropbox.com lexoffice.de datev.de coupahost.com ariba.com',
  'concursolutions.com netsuite.com instructure.com blackboard.com moodlecloud.com webflow.io zohodesk.com zohodesk.eu',
];

/** Made when a host is first compared: a function starts without. */
const services = once(() => new Set(domains.flatMap((line) => line.split(' '))));

export function isBelowService({ domain, suffix }: RegisteredDomain): boolean {
  return services().has(domain) || services().has(suffix);
}

/** Services that write under their own names what people share, say and sign there, in the names of those people. */
const writers = [
  'google.com github.com gitlab.com bitbucket.org atlassian.com trello.com notion.so asana.com clickup.com linear.app wrike.com',
  'figma.com miro.com airtable.com smartsheet.com canva.com loom.com evernote.com wetransfer.com calendly.com doodle.com',
  'sharepointonline.com microsoft.com adobe.com adobesign.com echosign.com hellosign.com dropboxmail.com docusign.com',
];

const writing = once(() => new Set(writers.flatMap((line) => line.split(' '))));

/** Whether its mail bears the names of its customers' people, as everybody knows who works with it. */
export function writesForPeople(host: string): boolean {
  const registered = registeredDomain(host);
  return registered !== null && (writing().has(registered.domain) || isBelowService(registered));
}
