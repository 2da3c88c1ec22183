/** What the unit tests of the adapters stand on. */
import { vi } from 'vitest';
import type { Consent, Fl } from '../../../src/types';

export { GppCmp, TcfCmp } from '../../cmps';

/** A page without anything in it; `window` for the adapters. */
export function page(): Record<string, any> {
  const page = new EventTarget() as unknown as Record<string, any>;
  vi.stubGlobal('window', page);
  return page;
}

/** The command function, and what was said by it. */
export function recorder() {
  const said: Consent[] = [];
  const fl = ((command: string, consent: Consent) => {
    if (command != 'consent') {
      throw new Error(`an adapter called ${command}`);
    }
    said.push(consent);
  }) as Fl;
  return { fl, said, states: () => said.map(({ state }) => state), last: () => said[said.length - 1] };
}
