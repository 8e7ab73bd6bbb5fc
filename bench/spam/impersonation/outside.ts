/** Who is outside: domains and names of nobody real, and where anybody has an address. */

export const freemail = ['gmail.com', 'outlook.com', 'web.de', 'yahoo.com', 'gmx.net', 'proton.me'];
export const strangers = [
  'harbour-lights.example',
  'oakwood-dental.example',
  'studio-nine.example',
  'riverside-fm.example',
  'kite-and-co.example',
];
export const otherNames = [
  'Nora Quist',
  'Pavel Orlov',
  'Alice Fontaine',
  'Marc Adams',
  'Tilda Groß',
  'Hugo Baumann',
  'Inès Duport',
  'Jon Erikson',
];

export const otherLastNames =
  'Adamson Baumann Costa Dubois Eriksson Fontaine Keller Lindqvist Moreau Orlov Quist'.split(' ');
