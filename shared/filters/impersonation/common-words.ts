/** Words that are a name to many who have nothing to do with each other: `bank.example` and `bank.test`. */

import { once } from '../../tables/once.ts';
import { isBait } from './bait-words.ts';
import { skeletonOf } from './skeleton.ts';

const words = [
  'academy agency agenda alliance apollo architects atlas beacon bridge builders capital catering church city clinic',
  'college concept consulting consult create creative delta design digital doctor dynamic elite energy engineering event',
  'events express factory family farm fashion festival fitness flowers focus forum foundation future galaxy garden genesis',
  'gold green health hospital hotel horizon house impact impulse industry innovation institute insurance island journal',
  'kitchen language lawyers leader legacy library light liberty lifestyle magazine market matrix medical metro model modern',
  'motion motors museum music nature nexus nova object optics orange orbit oxygen panorama partner partners pharma phoenix',
  'photo pilot pioneer planet plus point power premium prime print pulse quality radio realty rent research restaurant',
  'result school science sciences select senior sigma signal smart society software solar solution solutions source space',
  'spirit sport sports star station stone storage street studio studios success summit sunrise taxi theatre titan tower',
  'town training translation travel turbo union unity university urban value vector vertex victory village vision vital',
  'voyage water wellness wind window wood world yoga zenith',
  'accounting advertising agriculture architecture automotive biotechnology chemistry collection communication communications',
  'community computing conference conferences construction department development economics education electronics',
  'entertainment environment government healthcare hospitality information innovations investment investments journalism',
  'laboratory laboratories leadership literature manufacturing mathematics mediation networking performance philosophy',
  'photography production productions professional properties psychology publications publishing recruiting recruitment',
  'registration restaurants statistics sustainability technologies technology television transport transportation',
  'bau dach energie garten gesundheit haus holz immobilien klinik lernen markt medien metall praxis reisen schule stadt',
  'technik verein verlag verlage versicherung werk wirtschaft assurance cuisine energia jardin maison mercado metal salud',
  'sante scuola ecole escuela viajes voyages',
];

const common = once(() => new Set(words.flatMap((line) => line.split(' ')).map(skeletonOf)));

/** `word` in skeleton form. What fraudsters add to names is common as well. */
export function isCommon(word: string): boolean {
  return common().has(word) || isBait(word);
}
