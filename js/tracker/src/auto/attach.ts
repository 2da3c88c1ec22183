/**
 * The auto-tracking modules as a script of their own, fl-auto.js, for pages with the smaller build or with a policy of their own for what is loaded:
 * `<script async src="…/fl-auto.js" data-auto="pageViews,clicks"></script>`, behind the snippet.
 */
import { attach } from '../adapters/attach';
import { list, quietly } from '../adapters/common';
import type { Auto } from '../types';
import { MODULES } from './all';

// One that nobody knows, or that fails, is told of, and holds up no other.
attach((fl, { auto }: { auto?: string }) => list(auto || Object.keys(MODULES)).forEach((name) => quietly(() => MODULES[name as keyof Auto]!(fl, {}))));
