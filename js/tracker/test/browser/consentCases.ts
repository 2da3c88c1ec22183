/**
 * What consent managers do, by adapter, in a table: what the page has before the snippet, what happens then, and in which state it leaves the tracker. `cmp`,
 * `tcf(…)` and the like are those of `consentPage.ts`. Every case is run with each build (`consentMatrix.test.ts`).
 */
export type State = 'unknown' | 'granted' | 'denied';

export interface Case {
  what: string;
  adapter?: 'tcf' | 'gpp' | 'google' | 'callback';
  /** The adapter's options, as attributes have them. */
  options?: Record<string, string>;
  /** More options of `init`: the full build alone knows those of this table. */
  init?: Record<string, unknown>;
  /** Runs in the page before everything of ours. */
  page?: string;
  /** The state after the page is there; unless said otherwise nobody has answered. */
  begins?: State;
  /** `loads`: a yes that does not hold. The held snippet knows of the yes alone, and asks for the library. */
  steps?: [does: string, state: State, loads?: 'loads'][];
  /** `gpc`: property and header of Global Privacy Control. `dnt`: Do Not Track. `hurried`: the page's timers run a hundred times as fast. */
  browser?: ('gpc' | 'dnt' | 'hurried')[];
}

const TCF_STUB = `cmp = new cmps.TcfCmp(window).stub();`;
const TCF = `cmp = new cmps.TcfCmp(window).stub().load();`;
const GPP = `cmp = new cmps.GppCmp(window).stub();`;
const GTAG = `dataLayer = []; gtag = function () { dataLayer.push(arguments) };`;
const YES = `cmp.decide('useractioncomplete', [1, 8]);`;
const NO = `cmp.decide('useractioncomplete', []);`;
const EU = (is: boolean) => `cmp.ready([2], {tcfeuv2: {PurposeConsents: [${is},0,0,0,0,0,0,${is}]}});`;
const US = (out: 1 | 2) => `cmp.ready([7], {usnat: {SaleOptOut: ${out}, SharingOptOut: 2, TargetedAdvertisingOptOut: 2}});`;
const GCM = (what: 'default' | 'update', choice: 'granted' | 'denied') => `gtag('consent', '${what}', {analytics_storage: '${choice}'});`;
const ONETRUST = { read: 'OnetrustActiveGroups', wants: 'C0002', event: 'OneTrustGroupsUpdated', decided: 'OneTrust.IsAlertBoxClosed', source: 'onetrust' };
const OT = `isAnswered = false; OneTrust = {IsAlertBoxClosed: () => isAnswered}; groups = (ids, is) => { OnetrustActiveGroups = ids; isAnswered = is; dispatchEvent(new Event('OneTrustGroupsUpdated')) };`;
const COOKIEBOT = { read: 'Cookiebot.consent', wants: 'statistics', event: 'CookiebotOnAccept,CookiebotOnDecline', decided: 'Cookiebot.hasResponse' };
const CB = `cb = (is, name) => { Cookiebot = {consent: {necessary: true, statistics: is}, hasResponse: !!name}; name && dispatchEvent(new Event(name)) };`;

const tcf: Case[] = [
  { what: 'no manager is there', page: '' },
  { what: 'no manager comes, and the site wants that to be a no', options: { absent: 'denied' }, browser: ['hurried'], steps: [[`await eventually(() => window.looks >= 240);`, 'denied']] },
  { what: 'only its stub is there', page: TCF_STUB },
  { what: 'the dialogue is shown', page: TCF, steps: [[`cmp.decide('cmpuishown', [1, 8]);`, 'unknown']] },
  { what: 'nobody knows whether GDPR applies', page: TCF + `cmp.decide('tcloaded', [1, 8], {gdprApplies: undefined});` },
  { what: 'GDPR does not apply', page: TCF + `cmp.fire('tcloaded', {gdprApplies: false});`, begins: 'granted' },
  { what: 'refused now', page: TCF, steps: [[NO, 'denied']] },
  { what: 'refused on an earlier page', page: TCF + `cmp.decide('tcloaded', []);`, begins: 'denied' },
  { what: 'consented to storage alone', page: TCF, steps: [[`cmp.decide('useractioncomplete', [1]);`, 'denied']] },
  { what: 'another vendor', options: { vendor: '755' }, page: TCF, steps: [[`cmp.decide('useractioncomplete', [1, 8], {vendor: {consents: {10: true}}});`, 'denied']] },
  { what: 'a vendor that was not disclosed', options: { vendor: '755' }, page: TCF, steps: [[`cmp.decide('tcloaded', [1, 8], {vendor: {consents: {755: true}, disclosedVendors: {}}});`, 'denied']] },
  { what: 'the manager says that it failed', page: TCF, steps: [[`cmp.fail();`, 'unknown']] },
  { what: 'the manager throws', page: `__tcfapi = () => { throw new Error('theirs') };` },
  { what: 'the manager is no function', page: `__tcfapi = 1;` },
  { what: 'the manager says what nobody understands', page: TCF, steps: [[`cmp.fire('tcloaded', {purpose: {consents: null}, tcString: 7}); cmp.fire(3, {purpose: 'x'});`, 'unknown']] },
  { what: 'the manager comes late, and yes', page: TCF_STUB, steps: [[`cmp.load();`, 'unknown'], [YES, 'granted']] },
  { what: 'even its stub comes late, and yes', steps: [[TCF, 'unknown'], [YES + `await eventually(() => cmp.listeners.size);`, 'granted']] },
  { what: 'yes, no, and yes again', page: TCF, steps: [[YES, 'granted'], [NO, 'denied'], [YES, 'granted'], [NO, 'denied']] },
];

const gpp: Case[] = [
  { what: 'no manager is there', page: '' },
  { what: 'no manager comes, and the site wants that to be a no', options: { absent: 'denied' }, browser: ['hurried'], steps: [[`await eventually(() => window.looks >= 240);`, 'denied']] },
  { what: 'only its stub is there', page: GPP },
  { what: 'the signal is not ready', page: GPP, steps: [[`cmp.change('sectionChange', {applicableSections: [7], parsedSections: {usnat: {SaleOptOut: 2}}});`, 'unknown']] },
  { what: 'Europe, refused', page: GPP + EU(false), begins: 'denied' },
  { what: 'Europe, a section that cannot be read', page: GPP + `cmp.ready([2], {});` },
  { what: 'which section applies is not known', page: GPP + `cmp.ready([0], {});` },
  { what: 'no section applies', page: GPP + `cmp.ready([-1], {});`, begins: 'granted' },
  { what: 'the United States, opted out, where that is a no', options: { optOut: 'deny' }, page: GPP, steps: [[US(1), 'denied']] },
  { what: 'Europe refused, the United States not', page: GPP, steps: [[`cmp.ready([7, 2], {tcfeuv2: {PurposeConsents: []}, usnat: {SaleOptOut: 2}});`, 'denied']] },
  { what: 'the manager says that it failed', page: GPP, steps: [[`cmp.fail();`, 'unknown']] },
  { what: 'the manager throws', page: `__gpp = () => { throw new Error('theirs') };` },
  { what: 'the manager says what nobody understands', page: GPP, steps: [[`cmp.ready('seven', null); cmp.ready([2], {tcfeuv2: 'x'}); cmp.change('signalStatus', {signalStatus: 'not ready'});`, 'denied']] },
  { what: 'the manager comes late, and yes', steps: [[GPP, 'unknown'], [EU(true) + `await eventually(() => cmp.listeners.length);`, 'granted']] },
  { what: 'the dialogue in between changes nothing', page: GPP, steps: [[EU(false), 'denied'], [`cmp.change('signalStatus', {signalStatus: 'not ready'});`, 'denied']] },
  { what: 'yes, no, and yes again', page: GPP, steps: [[EU(true), 'granted'], [EU(false), 'denied'], [EU(true), 'granted']] },
];

const google: Case[] = [
  { what: 'there is no data layer', page: '' },
  { what: 'nobody speaks of consent', page: GTAG + `gtag('js', new Date()); gtag('config', 'G-1');` },
  { what: 'denied by default', page: GTAG + GCM('default', 'denied') },
  { what: 'granted by default, for a region alone', page: GTAG + `gtag('consent', 'default', {analytics_storage: 'granted', region: ['US']});` },
  { what: 'granted by default, and wait', page: GTAG + `gtag('consent', 'default', {analytics_storage: 'granted', wait_for_update: 60000});` },
  { what: 'an answer to advertising alone', page: GTAG + GCM('default', 'denied'), steps: [[`gtag('consent', 'update', {ad_storage: 'granted'});`, 'denied']] },
  { what: 'refused', page: GTAG + GCM('default', 'denied'), steps: [[GCM('update', 'denied'), 'denied']] },
  { what: 'what nobody understands', page: GTAG, steps: [[`gtag('consent', 'update', null); gtag('consent', 'default', 'granted'); gtag('consent'); dataLayer.push(null, 7, {consent: 'update'});`, 'denied']] },
  { what: 'what throws when it is read', page: GTAG, steps: [[`dataLayer.push({get 0() { throw new Error('theirs') }});`, 'unknown']] },
  { what: 'the first word comes late, and is yes', steps: [[GTAG.replace('dataLayer = [];', ''), 'unknown'], [GCM('update', 'granted'), 'granted']] },
  { what: 'yes, no, and yes again', page: GTAG + GCM('default', 'denied'), steps: [[GCM('update', 'granted'), 'granted'], [GCM('update', 'denied'), 'denied'], [GCM('update', 'granted'), 'granted']] },
];

const callback: Case[] = [
  { what: 'OneTrust is not there', options: ONETRUST },
  { what: 'OneTrust, nobody has answered', options: ONETRUST, page: OT + `groups(',C0001,', false);` },
  { what: 'OneTrust, refused', options: ONETRUST, page: OT, steps: [[`groups(',C0001,', true);`, 'denied']] },
  { what: 'OneTrust, another group', options: ONETRUST, page: OT, steps: [[`groups(',C0001,C0003,', true);`, 'denied']] },
  { what: 'OneTrust throws when it is asked', options: ONETRUST, page: OT + `OneTrust.IsAlertBoxClosed = () => { throw new Error('theirs') };`, steps: [[`groups(',C0001,', true);`, 'unknown']] },
  { what: 'OneTrust comes late, and yes', options: ONETRUST, steps: [[OT + `groups(',C0001,C0002,', true);`, 'granted']] },
  { what: 'OneTrust: yes, no, and yes again', options: ONETRUST, page: OT, steps: [[`groups(',C0002,', true);`, 'granted'], [`groups(',C0001,', true);`, 'denied'], [`groups(',C0002,', true);`, 'granted']] },
  { what: 'Cookiebot, nobody has answered', options: COOKIEBOT, page: CB + `cb(false);` },
  { what: 'Cookiebot, refused', options: COOKIEBOT, page: CB, steps: [[`cb(false, 'CookiebotOnDecline');`, 'denied']] },
  { what: 'Cookiebot: yes, and no', options: COOKIEBOT, page: CB, steps: [[`cb(true, 'CookiebotOnAccept');`, 'granted'], [`cb(false, 'CookiebotOnDecline');`, 'denied']] },
];

const GRANT = `fl('consent', {state: 'granted'});`;
const WORDS = `['no', 'none', 'not_given', 'not_granted', 'yes', 'granted:ads'].forEach((word) => { fl('consent', word); fl('consent', {state: word}); });`;
const plain: Case[] = [
  { what: 'nobody says anything' },
  { what: 'words that are no answer, before a yes, behind it and behind a no', steps: [[WORDS, 'unknown'], [GRANT, 'granted'], [WORDS, 'granted'], [`fl('consent', 'denied');`, 'denied'], [WORDS, 'denied']] },
  { what: 'a yes to advertising alone, and Global Privacy Control', browser: ['gpc'], steps: [[`fl('consent', {state: 'granted', purposes: 'ads,sale'});`, 'denied', 'loads']] },
  { what: 'Global Privacy Control, and nobody says anything', browser: ['gpc'] },
  { what: 'a yes, and Global Privacy Control', browser: ['gpc'], steps: [[GRANT, 'granted']] },
  { what: 'yes, no, and yes again', steps: [[GRANT, 'granted'], [`fl('consent', 'denied');`, 'denied'], [GRANT, 'granted']] },
  { what: 'an opt-out, and then a yes', steps: [[`fl('optOut');`, 'denied'], [GRANT, 'denied', 'loads'], [`fl('optIn');`, 'granted']] },
  { what: 'a yes, and back to unknown', steps: [[GRANT, 'granted'], [`fl('consent', 'unknown');`, 'unknown'], [GRANT, 'granted']] },
];

/** What only the full build knows. */
export const FULL_ONLY: Case[] = [
  { what: 'a yes, where Global Privacy Control is a no', browser: ['gpc'], init: { gpc: 'deny' }, steps: [[GRANT, 'denied', 'loads']] },
  { what: 'a yes, where Do Not Track is a no', browser: ['dnt'], init: { dnt: true }, steps: [[GRANT, 'denied', 'loads']] },
  { what: 'nobody has to be asked, where Do Not Track is a no', browser: ['dnt'], init: { dnt: true }, steps: [[`fl('consent', 'not_required');`, 'denied', 'loads']] },
  { what: 'TCF says yes, where Global Privacy Control is a no', adapter: 'tcf', browser: ['gpc'], init: { gpc: 'deny' }, page: TCF, steps: [[YES, 'denied', 'loads']] },
];

const of = (adapter: Case['adapter'], cases: Case[]) => cases.map((one) => ({ ...one, adapter }));

export const CASES: Case[] = [...plain, ...of('tcf', tcf), ...of('gpp', gpp), ...of('google', google), ...of('callback', callback)];
