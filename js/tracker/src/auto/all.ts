/** The auto-tracking modules of the full build, by the name under which `init`'s option `auto` asks for them. */
import type { Auto, AutoModule } from '../types';
import { clicks } from './clicks';
import { forms } from './forms';
import { impressions } from './impressions';
import { pageViews } from './pageViews';
import { scroll } from './scroll';
import { timeOnPage } from './timeOnPage';
import { video } from './video';

export const MODULES: { [Name in keyof Auto]-?: AutoModule } = { pageViews, clicks, impressions, scroll, timeOnPage, forms, video };
