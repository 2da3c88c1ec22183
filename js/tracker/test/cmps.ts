/**
 * Consent managers as the specifications describe them: a stub that is there from the first moment and queues, the manager that comes later and runs
 * what was queued, and listeners that are called at once and at each change. They stand in unit tests and, bundled, in the pages of the browser tests.
 */
type Listener = (data: any, success: boolean) => void;

/** CMP API v2: `__tcfapi(command, version, callback, parameter)`. */
export class TcfCmp {
  private readonly queue: any[][] = [];
  private readonly listeners = new Map<number, Listener>();
  private data: Record<string, unknown> | undefined;

  constructor(private readonly page: Record<string, any>) {}

  /** What a site pastes: answers `ping`, queues the rest. */
  stub(): this {
    this.page.__tcfapi = (...call: any[]) => (call[0] == 'ping' ? call[2]({ cmpStatus: 'stub', cmpLoaded: false }) : this.queue.push(call));
    return this;
  }

  /** The manager takes over and runs what waits, in order. */
  load(): this {
    this.page.__tcfapi = (...call: any[]) => this.run(call);
    this.queue.splice(0).forEach((call) => this.run(call));
    return this;
  }

  /** Something changed: all listeners hear of it. */
  fire(eventStatus: string, data: Record<string, unknown> = {}): void {
    this.data = { tcString: '', cmpStatus: 'loaded', gdprApplies: true, eventStatus, ...data };
    [...this.listeners].forEach(([listenerId, listener]) => listener({ ...this.data, listenerId }, true));
  }

  /** The visitor has these purposes consented to; the rest is refused. */
  decide(eventStatus: string, purposes: number[], more: Record<string, unknown> = {}): void {
    const consents = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [i + 1, purposes.includes(i + 1)]));
    this.fire(eventStatus, { purpose: { consents, legitimateInterests: {} }, vendor: { consents: {} }, ...more });
  }

  /** What it says then is not to be read. */
  fail(): void {
    this.listeners.forEach((listener) => listener(null, false));
    this.listeners.forEach((listener) => listener({ gdprApplies: false, eventStatus: 'tcloaded' }, false));
  }

  private run([command, version, callback]: any[]): void {
    if (version != 2) {
      callback(null, false);
    } else if (command == 'addEventListener') {
      const listenerId = this.listeners.size + 1;
      this.listeners.set(listenerId, callback);
      if (this.data) {
        callback({ ...this.data, listenerId }, true);
      }
    } else {
      callback(null, false);
    }
  }
}

/** CMP API 1.1: `__gpp(command, callback, parameter)`. Every listener is called at once, by the stub as well. */
export class GppCmp {
  private readonly listeners: Listener[] = [];
  private pingData: Record<string, unknown> = { gppVersion: '1.1', cmpStatus: 'stub', signalStatus: 'not ready', applicableSections: [], parsedSections: {} };

  constructor(private readonly page: Record<string, any>) {}

  stub(): this {
    this.page.__gpp = (command: string, callback: Listener) => {
      if (command == 'addEventListener') {
        this.listeners.push(callback);
        callback({ eventName: 'listenerRegistered', listenerId: this.listeners.length, data: true, pingData: this.pingData }, true);
      } else {
        callback(null, false);
      }
    };
    return this;
  }

  ready(applicableSections: number[], parsedSections: Record<string, unknown>): void {
    this.change('signalStatus', { cmpStatus: 'loaded', signalStatus: 'ready', applicableSections, parsedSections });
  }

  change(eventName: string, pingData: Record<string, unknown>): void {
    this.pingData = { ...this.pingData, ...pingData };
    this.listeners.forEach((listener, i) => listener({ eventName, listenerId: i + 1, data: '', pingData: this.pingData }, true));
  }

  fail(): void {
    this.listeners.forEach((listener) => listener(null, false));
  }
}
