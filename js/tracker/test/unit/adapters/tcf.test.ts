import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tcf } from '../../../src/adapters/tcf';
import { page, recorder, TcfCmp } from './cmp';

let cmp: TcfCmp;
let heard: ReturnType<typeof recorder>;

beforeEach(() => {
  vi.useFakeTimers();
  cmp = new TcfCmp(page());
  heard = recorder();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a visitor who has decided', () => {
  it('grants what they consented to', () => {
    cmp.stub().load();
    tcf(heard.fl);

    cmp.decide('useractioncomplete', [1, 7, 8, 10]);

    expect(heard.said).toEqual([{ state: 'granted', purposes: 'tcf_01,tcf_07,tcf_08,tcf_10', source: 'tcf', at: undefined }]);
  });

  it('is heard of where that was on an earlier page, before the adapter came', () => {
    cmp.stub().load();
    cmp.decide('tcloaded', [1, 8]);

    tcf(heard.fl);

    expect(heard.states()).toEqual(['granted']);
  });

  it.each([
    ['nothing', [], {}, 'denied'],
    ['storage only', [1], {}, 'denied'],
    ['measuring without storage', [8], {}, 'denied'],
    ['both', [1, 8], {}, 'granted'],
    ['what the site asks for', [1, 9], { purposes: '1,9' }, 'granted'],
    ['not all that the site asks for', [1, 8], { purposes: [1, 8, 9] }, 'denied'],
  ] as const)('who consented to %s', (_, purposes, options, state) => {
    cmp.stub().load();
    tcf(heard.fl, options as never);

    cmp.decide('useractioncomplete', [...purposes]);

    expect(heard.states()).toEqual([state]);
  });

  it('says when: the time is in the string', () => {
    const at = Date.UTC(2026, 10, 20);
    cmp.stub().load();
    tcf(heard.fl);

    cmp.decide('tcloaded', [1, 8], { tcString: tcString(Date.UTC(2026, 0, 1), at) });

    expect(heard.last()!.at).toBe(at);
  });
});

describe('a vendor of its own', () => {
  const consents = { 755: true };

  it.each([
    ['is consented to, 2.2', { consents }, 'granted'],
    ['is consented to and was disclosed, 2.3', { consents, disclosedVendors: { 755: true } }, 'granted'],
    ['is consented to and was never disclosed', { consents, disclosedVendors: { 10: true } }, 'denied'],
    ['is not consented to', { consents: { 10: true } }, 'denied'],
    ['is not spoken of', undefined, 'denied'],
  ])('%s', (_, vendor, state) => {
    cmp.stub().load();
    tcf(heard.fl, { vendor: '755' });

    cmp.decide('tcloaded', [1, 8], { vendor });

    expect(heard.states()).toEqual([state]);
  });
});

describe('nothing is decided', () => {
  it('while the dialogue is shown', () => {
    cmp.stub().load();
    tcf(heard.fl);

    cmp.decide('cmpuishown', [1, 8]);

    expect(heard.said).toEqual([]);
  });

  it('while it is not known whether GDPR applies', () => {
    cmp.stub().load();
    tcf(heard.fl);

    cmp.decide('tcloaded', [1, 8], { gdprApplies: undefined });

    expect(heard.said).toEqual([]);
  });

  it('by a manager that fails', () => {
    cmp.stub().load();
    tcf(heard.fl);

    cmp.fail();

    expect(heard.said).toEqual([]);
  });

  it('by an event without purposes, but that it is a no', () => {
    cmp.stub().load();
    tcf(heard.fl);

    cmp.fire('tcloaded');

    expect(heard.states()).toEqual(['denied']);
  });
});

it('asks nobody where GDPR does not apply', () => {
  cmp.stub().load();
  tcf(heard.fl);

  cmp.fire('tcloaded', { gdprApplies: false });

  expect(heard.said).toEqual([{ state: 'not_required', purposes: undefined, source: 'tcf', at: undefined }]);
});

it('follows a withdrawal and a grant again, and lets the dialogue in between change nothing', () => {
  cmp.stub().load();
  tcf(heard.fl);

  cmp.decide('tcloaded', [1, 8]);
  cmp.decide('cmpuishown', [1, 8]);
  cmp.decide('useractioncomplete', []);
  cmp.decide('cmpuishown', []);
  cmp.decide('useractioncomplete', [1, 8]);

  expect(heard.states()).toEqual(['granted', 'denied', 'granted']);
});

describe('a manager that comes late', () => {
  it('runs what its stub has queued', () => {
    cmp.stub();
    tcf(heard.fl);
    expect(heard.said).toEqual([]);

    cmp.load().decide('tcloaded', [1, 8]);

    expect(heard.states()).toEqual(['granted']);
  });

  it('is found where even its stub comes late', () => {
    tcf(heard.fl);
    vi.advanceTimersByTime(30_000);

    cmp.stub().load().decide('tcloaded', [1, 8]);
    vi.advanceTimersByTime(1_000);

    expect(heard.states()).toEqual(['granted']);
  });

  it('is no longer looked for after a minute, and the page stays unknown', () => {
    tcf(heard.fl);

    vi.advanceTimersByTime(120_000);

    expect(vi.getTimerCount()).toBe(0);
    expect(heard.said).toEqual([]);
  });

  it('is replaced by what the site says for that', () => {
    tcf(heard.fl, { absent: 'not_required' });
    vi.advanceTimersByTime(59_000);
    expect(heard.said).toEqual([]);

    vi.advanceTimersByTime(2_000);

    expect(heard.said).toEqual([{ state: 'not_required', purposes: undefined, source: 'tcf', at: undefined }]);
  });
});

it('passes nothing on after it was stopped', () => {
  cmp.stub().load();
  const stop = tcf(heard.fl, { absent: 'granted' });
  cmp.decide('tcloaded', [1, 8]);

  stop();
  cmp.decide('useractioncomplete', []);

  expect(heard.states()).toEqual(['granted']);
});

/** The head of a TC string: version 2, created, last updated; the rest does not matter here. */
function tcString(createdMs: number, updatedMs: number): string {
  const tenths = (ms: number) => (ms / 100).toString(2).padStart(36, '0');
  const bits = '000010' + tenths(createdMs) + tenths(updatedMs) + '0'.repeat(60);
  return bits.replace(/.{6}/g, (six) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'[parseInt(six, 2)]!);
}
