import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gpp } from '../../../src/adapters/gpp';
import { GppCmp, page, recorder } from './cmp';

const NOT_OUT = { Version: 1, SaleOptOut: 2, SharingOptOut: 2, TargetedAdvertisingOptOut: 2 };
const PURPOSES = Array.from({ length: 24 }, (_, i) => [1, 8].includes(i + 1));

let cmp: GppCmp;
let heard: ReturnType<typeof recorder>;

beforeEach(() => {
  vi.useFakeTimers();
  cmp = new GppCmp(page());
  heard = recorder();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('in the United States', () => {
  it.each([
    ['nobody opted out', [7], { usnat: NOT_OUT }, 'analytics,ads'],
    ['a question does not apply', [7], { usnat: { ...NOT_OUT, SaleOptOut: 0 } }, 'analytics,ads'],
    ['selling is refused', [7], { usnat: { ...NOT_OUT, SaleOptOut: 1 } }, 'analytics'],
    ['sharing is refused', [8], { usca: { SaleOptOut: 2, SharingOptOut: 1 } }, 'analytics'],
    ['targeted advertising is refused', [9], { usva: { ...NOT_OUT, TargetedAdvertisingOptOut: 1 } }, 'analytics'],
    ['the browser says no', [7], { usnat: [NOT_OUT, { SubsectionType: 1, Gpc: true }] }, 'analytics'],
    ['the browser says nothing', [7], { usnat: [NOT_OUT, { SubsectionType: 1, Gpc: false }] }, 'analytics,ads'],
    ['the older string says no', [6], { uspv1: { Version: 1, Notice: 'Y', OptOutSale: 'Y', LspaCovered: 'N' } }, 'analytics'],
    ['the older string says yes', [6], { uspv1: { Version: 1, Notice: 'Y', OptOutSale: 'N', LspaCovered: 'N' } }, 'analytics,ads'],
    ['one of two sections says no', [6, 7], { uspv1: { OptOutSale: 'Y' }, usnat: NOT_OUT }, 'analytics'],
    ['only a section of Europe, which does not apply, says no', [7], { usnat: NOT_OUT, tcfeuv2: { PurposeConsents: [] } }, 'analytics,ads'],
  ])('%s', (_, ids, sections, purposes) => {
    gpp(heard.fl);
    cmp.stub();
    vi.advanceTimersByTime(1_000);

    cmp.ready(ids, sections);

    expect(heard.said).toEqual([{ state: 'granted', purposes, source: 'gpp', at: undefined }]);
  });

  it('who opted out is not measured at all where the site wants it so', () => {
    cmp.stub();
    gpp(heard.fl, { optOut: 'deny' });

    cmp.ready([7], { usnat: NOT_OUT });
    cmp.ready([7], { usnat: { ...NOT_OUT, SaleOptOut: 1 } });

    expect(heard.states()).toEqual(['granted', 'denied']);
  });
});

describe('where one opts in', () => {
  it.each([
    ['Europe, consented to', [2], { tcfeuv2: { PurposeConsents: PURPOSES } }, {}, 'granted'],
    ['Europe, in segments', [2], { tcfeuv2: [{ PurposeConsents: PURPOSES }, { PubPurposesConsent: [] }] }, {}, 'granted'],
    ['Europe, refused', [2], { tcfeuv2: { PurposeConsents: PURPOSES.map(() => false) } }, {}, 'denied'],
    ['Europe, not all that the site asks for', [2], { tcfeuv2: { PurposeConsents: PURPOSES } }, { purposes: '1,8,9' }, 'denied'],
    ['Canada, consented to', [5], { tcfcav1: { PurposesExpressConsent: PURPOSES } }, {}, 'granted'],
    ['a section that cannot be read', [2], {}, {}, 'unknown'],
    ['a section that nobody knows', [3], {}, {}, 'unknown'],
    ['which section applies is not known', [0], {}, {}, 'unknown'],
    ['no section applies', [-1], {}, {}, 'not_required'],
    ['Europe refused, the United States not', [2, 7], { tcfeuv2: { PurposeConsents: [] }, usnat: NOT_OUT }, {}, 'denied'],
    ['the United States not, Europe refused', [7, 2], { tcfeuv2: { PurposeConsents: [] }, usnat: NOT_OUT }, {}, 'denied'],
  ] as [string, number[], Record<string, unknown>, object, string][])('%s', (_, ids, sections, options, state) => {
    cmp.stub();
    gpp(heard.fl, options);

    cmp.ready(ids, sections);

    expect(heard.states()).toEqual([state]);
  });

  it('the purposes have the names of the processor', () => {
    cmp.stub();
    gpp(heard.fl);

    cmp.ready([2], { tcfeuv2: { PurposeConsents: PURPOSES } });

    expect(heard.last()!.purposes).toBe('tcf_01,tcf_08');
  });
});

describe('nothing is said', () => {
  it('by a stub, nor while the signal is not ready', () => {
    cmp.stub();
    gpp(heard.fl);

    cmp.change('cmpDisplayStatus', { cmpDisplayStatus: 'visible', applicableSections: [7], parsedSections: { usnat: NOT_OUT } });

    expect(heard.said).toEqual([]);
  });

  it('by a manager that fails', () => {
    cmp.stub();
    gpp(heard.fl);

    cmp.fail();

    expect(heard.said).toEqual([]);
  });

  it('where no section is named', () => {
    cmp.stub();
    gpp(heard.fl);

    cmp.ready([], {});

    expect(heard.said).toEqual([]);
  });
});

it('follows an opt-out and its withdrawal, and lets the dialogue in between change nothing', () => {
  cmp.stub();
  cmp.ready([2], { tcfeuv2: { PurposeConsents: PURPOSES } });
  gpp(heard.fl);

  cmp.change('signalStatus', { signalStatus: 'not ready' });
  cmp.ready([2], { tcfeuv2: { PurposeConsents: [] } });
  cmp.change('signalStatus', { signalStatus: 'not ready' });
  cmp.ready([2], { tcfeuv2: { PurposeConsents: PURPOSES } });

  expect(heard.states()).toEqual(['granted', 'denied', 'granted']);
});

it('says what the site wants where no manager comes', () => {
  gpp(heard.fl, { absent: 'denied' });

  vi.advanceTimersByTime(61_000);

  expect(heard.states()).toEqual(['denied']);
});

it('passes nothing on after it was stopped', () => {
  cmp.stub();
  const stop = gpp(heard.fl);

  stop();
  cmp.ready([7], { usnat: NOT_OUT });

  expect(heard.said).toEqual([]);
});
