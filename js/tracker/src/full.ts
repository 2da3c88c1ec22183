/** fl.js: everything. */
import { begin } from './begin';
import { complete } from './complete';

begin(complete);
