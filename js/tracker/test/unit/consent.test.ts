import { afterEach, describe, expect, it, vi } from 'vitest';
import { hear, LEAVES } from '../../src/consent';
import type { Consent, Options } from '../../src/types';

afterEach(() => vi.unstubAllGlobals());

/** What the browser says; what the visitor says; what the site has chosen; what travels. */
const CASES: [browser: { globalPrivacyControl?: unknown; doNotTrack?: string }, said: Consent, options: Options, travels: string][] = [
  [{}, { state: 'unknown' }, {}, 'unknown'],
  [{}, { state: 'denied' }, {}, 'denied'],
  [{}, { state: 'granted' }, {}, 'granted'],
  [{}, { state: 'granted', purposes: '' }, {}, 'denied'],
  [{}, { state: 'granted', purposes: 'analytics,ads' }, {}, 'granted:analytics,ads'],
  [{}, { state: 'not_required' }, {}, 'not-required'],
  [{}, { state: 'not_required', purposes: 'ads' }, {}, 'not-required'],
  [{}, { state: 'denied', purposes: 'ads' }, {}, 'denied'],
  // Global Privacy Control takes out sale and sharing,
  [{ globalPrivacyControl: true }, { state: 'granted' }, {}, 'granted:analytics'],
  [{ globalPrivacyControl: true }, { state: 'granted', purposes: 'analytics,ads' }, {}, 'granted:analytics'],
  [{ globalPrivacyControl: true }, { state: 'granted', purposes: 'functional analytics' }, {}, 'granted:functional,analytics'],
  [{ globalPrivacyControl: true }, { state: 'granted', purposes: 'ad_storage;analytics_storage|ad_user_data+ad_personalization' }, {}, 'granted:analytics_storage'],
  [{ globalPrivacyControl: true }, { state: 'granted', purposes: 'tcf_01,tcf_02,tcf_03,tcf_04,tcf_07,tcf_08' }, {}, 'granted:tcf_01,tcf_08'],
  [{ globalPrivacyControl: true }, { state: 'granted', purposes: 'sale' }, {}, 'denied'],
  [{ globalPrivacyControl: true }, { state: 'granted', purposes: ' ads ' }, {}, 'denied'],
  [{ globalPrivacyControl: true }, { state: 'granted', purposes: '["ads"]' }, {}, 'denied'],
  [{ globalPrivacyControl: true }, { state: 'granted', purposes: '' }, {}, 'denied'],
  [{ globalPrivacyControl: true }, { state: 'granted', purposes: 'Advertising,marketing,retargeting,targeting,personalisation,selling,sharing' }, {}, 'denied'],
  [{ globalPrivacyControl: true }, { state: 'granted', purposes: 'salad,roadmap,usage' }, {}, 'granted:salad,roadmap,usage'],
  [{ globalPrivacyControl: true }, { state: 'not_required' }, {}, 'not-required'],
  [{ globalPrivacyControl: true }, { state: 'unknown' }, {}, 'unknown'],
  [{ globalPrivacyControl: true }, { state: 'denied' }, {}, 'denied'],
  // or everything, or nothing, as the site has chosen;
  [{ globalPrivacyControl: true }, { state: 'granted' }, { gpc: 'limit' }, 'granted:analytics'],
  [{ globalPrivacyControl: true }, { state: 'granted', purposes: 'analytics' }, { gpc: 'deny' }, 'denied'],
  [{ globalPrivacyControl: true }, { state: 'not_required' }, { gpc: 'deny' }, 'denied'],
  [{ globalPrivacyControl: true }, { state: 'unknown' }, { gpc: 'deny' }, 'unknown'],
  [{ globalPrivacyControl: true }, { state: 'granted', purposes: 'ads' }, { gpc: 'ignore' }, 'granted:ads'],
  [{ globalPrivacyControl: true }, { state: 'granted' }, { gpc: 'ignore' }, 'granted'],
  [{ globalPrivacyControl: false }, { state: 'granted', purposes: 'ads' }, { gpc: 'deny' }, 'granted:ads'],
  [{ globalPrivacyControl: 'yes' }, { state: 'granted', purposes: 'ads' }, {}, 'granted:ads'],
  // Do Not Track only where it is asked for.
  [{ doNotTrack: '1' }, { state: 'granted' }, {}, 'granted'],
  [{ doNotTrack: '1' }, { state: 'granted' }, { dnt: true }, 'denied'],
  [{ doNotTrack: '1' }, { state: 'not_required' }, { dnt: true }, 'denied'],
  [{ doNotTrack: '1' }, { state: 'unknown' }, { dnt: true }, 'unknown'],
  [{ doNotTrack: '0' }, { state: 'granted' }, { dnt: true }, 'granted'],
  [{}, { state: 'granted' }, { dnt: true }, 'granted'],
];

describe('what a consent says on the wire', () => {
  it.each(CASES)('where the browser says %j and the visitor %j, with %j, is %s', (browser, said, options, travels) => {
    vi.stubGlobal('navigator', browser);

    expect(hear(said, options)).toBe(travels);
  });

  it.each(['no', 'none', 'not_given', 'not_granted', 'not-required', 'yes', 'grant', 'granted:analytics', 'Granted', '', undefined])('refuses %j, which is no state', (state) => {
    vi.stubGlobal('navigator', {});

    expect(() => hear({ state: state as never }, {})).toThrow();
  });

  it.each([
    ['granted', true],
    ['granted:analytics', true],
    ['not-required', true],
    ['unknown', false],
    ['denied', false],
    ['no', false],
    ['none', false],
    ['not-given', false],
    ['not_required_yet', false],
    ['grant', false],
    ['grantedly', false],
  ])('lets events go where it is %s: %s', (said, may) => {
    expect(LEAVES.test(said)).toBe(may);
  });
});
