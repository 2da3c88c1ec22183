/**
 * The auto-tracking modules as a script of their own, fl-auto.js, for pages with the smaller build or with a policy of their own for what is loaded:
 * `<script async src="…/fl-auto.js" data-auto="pageViews,clicks"></script>`, behind the snippet.
 */
import { attach } from '../adapters/attach';
import type { Auto } from '../types';
import { MODULES } from './all';

attach((fl, { auto }: { auto?: string }) => (auto || Object.keys(MODULES).join()).split(',').forEach((name) => MODULES[name as keyof Auto]!(fl, {})));
