/** The six products. Prices in cents, so that sums stay exact; pictures are drawn, so that no page asks another server for anything. */

export const CURRENCY = 'EUR';

const picture = (shapes) => `<svg viewBox="0 0 120 90" aria-hidden="true">${shapes}</svg>`;

export const PRODUCTS = [
  {
    id: 'mug',
    name: 'Enamel mug',
    cents: 1850,
    about: 'Holds 350 ml, survives the campfire, chips with dignity.',
    picture: picture('<path d="M38 24h36v36a8 8 0 0 1-8 8H46a8 8 0 0 1-8-8z" fill="#5b7f95"/><path d="M74 32h6a9 9 0 0 1 0 20h-6" fill="none" stroke="#5b7f95" stroke-width="5"/><path d="M38 24h36" stroke="#23404f" stroke-width="4"/>'),
  },
  {
    id: 'lantern',
    name: 'Brass lantern',
    cents: 6400,
    about: 'Burns eight hours on one filling. It gets better looking with every fingerprint.',
    picture: picture('<path d="M50 22a10 10 0 0 1 20 0" fill="none" stroke="#8a6420" stroke-width="4"/><path d="M44 24h32l-4 8H48zM44 72h32v6H44z" fill="#b88a34"/><path d="M48 32h24v40H48z" fill="#f7dfa5"/><path d="M60 42c6 8 8 12 8 16a8 8 0 0 1-16 0c0-4 2-8 8-16z" fill="#e98b2a"/>'),
  },
  {
    id: 'blanket',
    name: 'Wool blanket',
    cents: 8900,
    about: 'Merino from the Pyrenees, 130 × 180 cm. One side for you, the other for the cat.',
    picture: picture('<rect x="28" y="28" width="64" height="40" rx="4" fill="#b5543c"/><path d="M28 38h64M28 48h64M28 58h64" stroke="#f0d9c8" stroke-width="3"/><path d="M32 68v6m8-6v6m8-6v6m8-6v6m8-6v6m8-6v6m8-6v6m8-6v6" stroke="#b5543c" stroke-width="2"/>'),
  },
  {
    id: 'board',
    name: 'Oak board',
    cents: 3200,
    about: 'Oiled, not varnished. Bread in the morning, cheese in the evening.',
    picture: picture('<rect x="24" y="34" width="56" height="26" rx="6" fill="#c2935a"/><rect x="80" y="42" width="20" height="10" rx="5" fill="#c2935a"/><circle cx="95" cy="47" r="2.5" fill="#fbf8f2"/><path d="M32 42h38M30 52h42" stroke="#a3763f" stroke-width="2"/>'),
  },
  {
    id: 'candle',
    name: 'Beeswax candle',
    cents: 1400,
    about: 'Forty hours of light and a faint smell of summer.',
    picture: picture('<rect x="48" y="38" width="24" height="38" rx="3" fill="#e3b341"/><path d="M60 38v-6" stroke="#5d4a1f" stroke-width="2"/><path d="M60 14c5 7 6 10 6 12a6 6 0 0 1-12 0c0-2 1-5 6-12z" fill="#e98b2a"/>'),
  },
  {
    id: 'towel',
    name: 'Linen tea towel',
    cents: 1650,
    about: 'Dries at the first try. Softer after every wash.',
    picture: picture('<path d="M40 20h40v52H40z" fill="#dfe5df"/><path d="M46 20v52M74 20v52M40 62h40" stroke="#6d8a76" stroke-width="3"/><path d="M34 20h52" stroke="#23404f" stroke-width="4"/>'),
  },
];

export const productOf = (id) => PRODUCTS.find((product) => product.id === id);

/** `1850` → `"18.50"`: what is shown, and what is sent as a value. */
export const amount = (cents) => (cents / 100).toFixed(2);

export const price = (cents) => `€ ${amount(cents)}`;
