/** The auto-tracking modules of the full build, by the name under which `init`'s option `auto` asks for them. */
import type { Auto, AutoModule } from '../types';

export const MODULES: { [Name in keyof Auto]?: AutoModule } = {};
