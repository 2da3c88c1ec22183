/**
 * The auto-tracking modules as a script of their own, fl-auto.js, for pages with the smaller build or with a policy of their own for what is loaded:
 * `<script async src="…/fl-auto.js" data-auto="impressions,scroll" data-share="0.3" data-depths="10,50,90"></script>`, behind the snippet. Its options are the
 * attributes of its element, given to each module that it names.
 */
import { attach } from '../adapters/attach';
import { list, quietly } from '../adapters/common';
import type { Auto, Values } from '../types';
import { MODULES } from './all';

attach((fl, said: Record<string, string>) => {
  const options: Values = {};
  Object.keys(said).forEach((name) => {
    const words = list(said[name]); // a number is a list of one, which reads as that number
    if (words[0]) {
      options[name] = words[0] == 'true' || (words[0] != 'false' && words);
    }
  });
  // One that nobody knows, or that fails, is told of, and holds up no other.
  list(said.auto || Object.keys(MODULES)).forEach((name) => quietly(() => MODULES[name as keyof Auto]!(fl, options)));
});
