/**
 * IAB Tech Lab's Global Privacy Platform 1.1, by `__gpp`.
 *
 * Read once `signalStatus` is `ready`, of the sections that apply; while it is `not ready`, as when the visitor has the dialogue open again, the last answer holds.
 * The sections of the United States say who opted out: of selling, sharing or targeted advertising, or by Global Privacy Control; that takes `ads` out of
 * what is granted. Those of Europe and Canada say who opted in. Where several apply the strictest holds; one that applies and cannot be read is `unknown`.
 */
import type { ConsentState, Fl } from '../types';
import { IAB_PURPOSES, list, tcfNames, whenThere, type Absent, type Stop } from './common';

export interface GppOptions extends Absent {
  /** Of Europe's and Canada's purposes all of these must be consented to; by default storage (1) and measuring content (8). */
  purposes?: string | number[];
  /** `deny`: who opted out is not measured at all. By default they are, without `ads`. */
  optOut?: 'deny';
}

type Section = Record<string, any>;

interface GppEvent {
  pingData?: { signalStatus?: string; applicableSections?: number[]; parsedSections?: Record<string, Section | Section[]> };
}

/** State and purposes. */
type Answer = [ConsentState, string];

/** Ids of the sections that opt in (section information, IAB Tech Lab); -1 says that none applies, from 6 on they are of the United States. */
const OPT_IN: Record<number, string> = { 2: 'tcfeuv2', 5: 'tcfcav1' };
const FIRST_OF_US = 6;

/** In their sections 1 says opted out, 0 does not apply, 2 did not opt out; the older uspv1 says `Y`. */
const OPTED_OUT = /"(Sale|Sharing|TargetedAdvertising)OptOut":1|"Gpc":true|"OptOutSale":"Y"/;

const STRICT_FIRST: ConsentState[] = ['denied', 'unknown', 'granted', 'not_required'];

export function gpp(fl: Fl, options: GppOptions = {}): Stop {
  function optIn(section: Section | Section[] | undefined): Answer {
    const core: Section = [].concat(section as never)[0] || {}; // its first segment
    const flags: unknown[] = core.PurposeConsents || core.PurposesExpressConsent || [];
    const given = flags.map((is, index) => (is && index + 1 + '') as string).filter(Boolean);
    const isGranted = list(options.purposes || IAB_PURPOSES).every((purpose) => given.indexOf(purpose) >= 0);
    return [isGranted ? 'granted' : section ? 'denied' : 'unknown', tcfNames(given)];
  }

  function optOut(sections: Section): Answer {
    const names = Object.keys(sections).filter((name) => /^us/.test(name));
    const isOut = OPTED_OUT.test(JSON.stringify(names.map((name) => sections[name])));
    return [!names[0] ? 'unknown' : isOut && options.optOut ? 'denied' : 'granted', isOut ? 'analytics' : 'analytics,ads'];
  }

  return whenThere('__gpp', ['addEventListener'], fl, options, 'gpp', (say, event: GppEvent | null) => {
    const { signalStatus, applicableSections: ids, parsedSections: sections = {} } = (event && event.pingData) || {};
    if (signalStatus == 'ready' && ids) {
      const answers = ids.map((id): Answer => (id < 0 ? ['not_required', ''] : id < FIRST_OF_US ? optIn(sections[OPT_IN[id]!]) : optOut(sections)));
      const [strictest] = answers.sort((a, b) => STRICT_FIRST.indexOf(a[0]) - STRICT_FIRST.indexOf(b[0]));
      strictest && say(...strictest);
    }
  });
}
