/** fl.lite.js: every command, consent, every kind of event; each event leaves once. Nothing is ever stored but an opt-out. */
import { begin } from './begin';
import { direct } from './direct';
import { tracker } from './tracker';

begin((origin) => tracker(origin, direct()));
