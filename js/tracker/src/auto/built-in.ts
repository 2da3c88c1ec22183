/** The auto-tracking modules that the full build has room for, by the name under which `init`'s option `auto` asks for them. The others are in fl-auto.js. */
import type { Auto, AutoModule } from '../types';
import { clicks } from './clicks';
import { pageViews } from './pageViews';

export const MODULES: { [Name in keyof Auto]?: AutoModule } = { pageViews, clicks };
