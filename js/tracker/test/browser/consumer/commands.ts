/** What a site of somebody else's may say to the one function, and what the compiler refuses: type-checked by package.test.ts, never run. */
import { add, consent, conversion, fl, identify, pageView, set, track, type Command, type Values } from '@firstlight/tracker';
import { MODULES } from '@firstlight/tracker/auto';
import * as lite from '@firstlight/tracker/lite';

/** An interface, which has no index signature, as a shop has it. */
interface Order {
  goal: string;
  order_id: string;
  value: number;
  coupon?: string;
}
declare const order: Order;
declare const later: Command[];

export const right = [
  () => conversion(order),
  () => lite.conversion(order),
  () => fl('conversion', order, { pixels: ['full'] }),
  () => [set(order), add(order), identify(null), identify('u1', order), track('own', {}), pageView()],
  () => fl('consent', 'granted'),
  () => fl('consent', { state: 'denied', at: 0 }),
  () => fl('init', 'full', { consent: { state: 'granted', purposes: 'analytics' } }),
  () => fl('addItem', { id: 'p1', quantity: 2, price: undefined }),
  () => fl((one: number) => one.toFixed(), 1),
  () => fl.push(['click', { campaign_id: 'spring' }]),
  () => fl.push([() => console.log('the library is there')]),
  () => later.forEach((command) => fl(...command)),
  () => MODULES.scroll(fl, {}),
  (values: Values) => fl('track', 'own', values),
];

export const wrong = [
  // @ts-expect-error: no such state
  () => fl('consent', { state: 'yes' }),
  // @ts-expect-error: no such state
  () => fl('consent', 'yes'),
  // @ts-expect-error: no such state
  () => consent('yes'),
  // @ts-expect-error: a consent has a state
  () => fl('consent'),
  // @ts-expect-error: a pixel has a name
  () => fl('init'),
  // @ts-expect-error: no such option
  () => fl('init', 'full', { endPoint: 'https://collect.shop.example' }),
  // @ts-expect-error: no such command
  () => fl('conversoin', { value: 1 }),
  // @ts-expect-error: no command
  () => fl(),
  // @ts-expect-error: a type is text
  () => fl('track', 7),
  // @ts-expect-error: fields have names
  () => fl('conversion', 7),
  // @ts-expect-error: fields have names
  () => conversion('A-1'),
  // @ts-expect-error: pixels are a list
  () => fl('click', {}, { pixels: 'full' }),
  // @ts-expect-error: takes nothing
  () => fl('flush', true),
  // @ts-expect-error: no such command
  () => fl.push(['conversoin', { value: 1 }]),
  // @ts-expect-error: no such state
  () => fl.push(['consent', { state: 'yes' }]),
  // @ts-expect-error: a command is a list
  () => fl.push('click'),
];
