/**
 * The commands of the tracker: which pixel an event belongs to, what goes into it, when it goes out.
 *
 * Rules: an event goes to the pixel named last by `init`, or to the one named in the call. An event that has no pixel yet waits for `init`, keeping its id
 * and its time. What an event says about the page is what was true when it was called.
 */
import { add, addItem, addProperty, set, take, type Values } from './gather';
import { uuidV7 } from './id';
import { pageFields } from './page';
import { type Commands } from './queue';
import { report } from './report';
import { deliver } from './transport';
import { dictionary } from './wire';

/** Events that wait for their `init`. */
const WAITING_MAX = 100;

/** `defaultEndpoint`: where the collector is if `init` does not say, usually the origin of the script. */
export function tracker(defaultEndpoint?: string): Commands {
  /** Pixel → `{endpoint}/{pixel}`. */
  const places = dictionary<string>();
  let latest: string | undefined;
  let waiting: { event: Values; pixel?: string }[] = [];

  function init(_: number, pixel: string, options?: { endpoint?: string }): void {
    const endpoint = (options && options.endpoint) || defaultEndpoint;
    if (!pixel || !endpoint) {
      throw 'init needs a pixel id' + (endpoint ? '' : ' and an endpoint');
    }
    latest = String(pixel);
    places[latest] = endpoint.replace(/\/+$/, '') + '/' + encodeURIComponent(latest);
    const before = waiting;
    waiting = [];
    before.forEach((each) => dispatch(each.event, each.pixel));
  }

  function send(at: number, type?: string, fields?: Values, pixel?: string): void {
    const event = Object.assign(dictionary(), { type: type || 'page_view', id: uuidV7(at), created_at: at, sent_at: at }, pageFields(), take(fields));
    dispatch(event, pixel);
  }

  function dispatch(event: Values, pixel?: string): void {
    const place = places[pixel || latest!];
    if (place) {
      deliver(place, event);
    } else if (waiting.length < WAITING_MAX) {
      waiting.push({ event, pixel });
    } else {
      report('no init, event dropped', event.type);
    }
  }

  const sends = (type: string) => (at: number, fields?: Values, pixel?: string) => send(at, type, fields, pixel);

  return Object.assign(dictionary<any>(), {
    init,
    set: (_: number, name: string | Values, value?: unknown) => set(name, value),
    add: (_: number, name: string | Values, value?: unknown) => add(name, value),
    addProperty: (_: number, name: string, value: unknown) => addProperty(name, value),
    addItem: (_: number, item: Values) => addItem(item),
    addProduct: (_: number, id: string) => add('product_id', id),
    addCampaign: (_: number, id: string, placement?: string) => add({ campaign_id: id, placement_id: placement }),
    send,
    track: send,
    pageView: sends('page_view'),
    impression: sends('impression'),
    click: sends('click'),
    conversion: sends('conversion'),
  });
}
