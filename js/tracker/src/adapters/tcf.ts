/**
 * IAB Europe's Transparency and Consent Framework, 2.2 and 2.3, by `__tcfapi`.
 *
 * Heard are the two events in which the visitor has decided, now (`useractioncomplete`) or earlier (`tcloaded`). `cmpuishown` decides nothing: on a first visit
 * nobody has answered, and on a later one the last answer holds until there is another. Where GDPR does not apply nobody has to be asked.
 * Legitimate interest is no consent here.
 */
import type { Fl } from '../types';
import { IAB_PURPOSES, list, tcfNames, whenThere, type Absent, type Stop } from './common';

export interface TcfOptions extends Absent {
  /** All of these must be consented to; by default storage (1) and measuring content (8). */
  purposes?: string | number[];
  /** The site's own id in the Global Vendor List, if it has one: then it must be consented to and, in 2.3, have been disclosed. */
  vendor?: string | number;
}

type Flags = Record<string, boolean>;

interface TcData {
  gdprApplies?: boolean;
  eventStatus?: string;
  tcString?: string;
  purpose?: { consents?: Flags };
  vendor?: { consents?: Flags; disclosedVendors?: Flags };
}

const BASE64_URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function tcf(fl: Fl, options: TcfOptions = {}): Stop {
  return whenThere('__tcfapi', ['addEventListener', 2], fl, options, 'tcf', (say, data: TcData | null, success: boolean) => {
    if (!success || !data) {
      return; // it cannot say; what it said last holds
    }
    if (data.gdprApplies === false) {
      say('not_required');
    } else if (data.gdprApplies && /^(tcloaded|useractioncomplete)$/.test(data.eventStatus!)) {
      const { consents: given = {} } = data.purpose || {};
      const { consents: vendors = {}, disclosedVendors: disclosed = vendors } = data.vendor || {}; // strings of 2.2 disclose nothing
      const vendor = options.vendor;
      const isGranted = list(options.purposes || IAB_PURPOSES).every((purpose) => given[purpose]) && (!vendor || (vendors[vendor] && disclosed[vendor]));
      say(isGranted ? 'granted' : 'denied', tcfNames(Object.keys(given).filter((purpose) => given[purpose])), updatedAt(data.tcString));
    }
  });
}

/** `LastUpdated` of a TC string, 36 bits of tenths of a second: characters 7 to 12 (core string, behind version and `Created`). */
function updatedAt(text = ''): number | undefined {
  let tenths = 0;
  for (const character of text.slice(7, 13)) {
    tenths = tenths * 64 + BASE64_URL.indexOf(character);
  }
  return tenths > 0 ? tenths * 100 : undefined; // less where it is no such text
}
