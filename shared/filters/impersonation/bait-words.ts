/**
 * Words that fraudsters add to somebody's domain so that it looks like another door of the same house, in skeleton form;
 * money, access, service and the forms of companies, in several languages.
 */

import { once } from '../../tables/once.ts';
import { skeletonOf } from './skeleton.ts';

const words = [
  'account accounts accounting acct admin administration alert alerts app apps assist auth authentication bank banking',
  'billing bill bills board booking business buy care center centre central ceo cfo check checkout claim claims client',
  'clients cloud company confirm connect contact contract contracts corp corporate corporation credit customer customers',
  'data dept department desk digital direct docs document documents delivery deliver doc download email enterprise',
  'enterprises europe exec executive expense express file files finance financial financing fund funds get global go',
  'group help helpdesk holding holdings home hq hr hub id identity inc info international intl intranet invest investor',
  'investors invoice invoices invoicing it jobs job law legal limited link llc llp login logins logistics logon ltd mail',
  'mailer mails manage management manager marketing media meeting member members message mobile my net network new news',
  'newsletter notice notification notifications now office official online order orders outlook owa owner pass password',
  'pay payable payables payment payments payroll plc portal post private pro procurement purchase purchasing receivable',
  'receivables refund register remittance report reports reset review rewards safe safety sales sec secure secured',
  'security server service services settlement share shared sharefile sharepoint shipping shop sign signin site sso staff',
  'statement store supplier suppliers supply support system systems tax taxes team teams tech ticket tickets tracking',
  'trade transfer transfers treasury trust update updates user users vendor vendors verification verify vip voip vpn wallet',
  'web webmail website wire work worldwide the us usa uk eu int co com cn',
  'abrechnung ag bestellung buchhaltung dienst finanz finanzen gmbh gruppe kanzlei karriere konto kunde kunden',
  'kundenservice online-service personal rechnung rechnungen sicher sicherheit vertrieb verwaltung zahlung zahlungen',
  'achat achats banque client commande compta comptabilite compte comptes facture factures facturation groupe paiement',
  'sa sarl sas securite servicio servicios societe clientes cobros compras contabilidad cuenta cuentas factura',
  'facturas finanzas grupo pago pagos seguridad sl cliente clienti conto fattura fatture fatturazione gruppo pagamenti',
  'pagamento sicurezza spa srl administratie bedrijf betaling betalingen bv facturen factuur klant klanten nv rekening',
  'veilig conta contas fatura faturas financeiro pagamentos seguranca faktura faktury klient konto platnosc platnosci sp',
];

/** Made when a name is first compared: a function starts without. */
const bait = once(
  () => new Set(words.flatMap((line) => line.split(' ')).map((word) => skeletonOf(word.replaceAll('-', '')))),
);

/** `word` in skeleton form. Numbers count: a `24` or a year behind the name is as cheap as a word. */
export function isBait(word: string): boolean {
  return bait().has(word) || isNumber(word);
}

/** Digits have become letters in a skeleton where they look like one. */
function isNumber(word: string): boolean {
  if (word.length > 4) return false;
  for (let at = 0; at < word.length; at += 1) if (!'leasotb269'.includes(word.charAt(at))) return false;
  return hasDigit(word);
}

function hasDigit(word: string): boolean {
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) return true;
  }
  return false;
}
