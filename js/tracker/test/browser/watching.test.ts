/** Clicks, impressions, scrolling, time, forms and videos, as a real browser makes them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { once } from './arrived';
import { arrivals, openWith } from './auto';
import { markup, snippet } from './site';
import { stage } from './stage';

const on = stage();

declare const film: HTMLVideoElement;

/** What the events have in common is not what these tests are about. */
const said = (events: Record<string, any>[], ...names: string[]) => events.map((event) => Object.fromEntries(['type', ...names].map((name) => [name, event[name]])));

/** The tab goes behind others, or comes back: Chromium's own switch for it is not open to tests. */
function turn(visibility: 'hidden' | 'visible') {
  return on.page.evaluate((visibility) => {
    Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true });
    Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, visibility);
}

/** The next frame was drawn, and observers have told what they saw in it: an observer that came later is told later. */
const settle = () =>
  on.page.evaluate(
    () =>
      new Promise<void>((done) => {
        const observer = new IntersectionObserver(() => {
          observer.disconnect();
          done();
        });
        observer.observe(document.body);
      }),
  );

describe('clicks', () => {
  const body = `<script>addEventListener('click', (event) => event.preventDefault())</script>
    <a id="inside" href="/other">inside</a>
    <a id="outside" href="https://partner.example/a?b=1"><b id="bold">outside</b></a>
    <a id="ours" href="https://pay.shop.example/">ours as well</a>
    <a id="mail" href="mailto:a@b.example">mail</a>
    <button id="marked" data-fl-click="hero" data-fl-campaign-id="spring">marked <i id="icon">icon</i></button>
    <a id="both" data-fl-click="partner" href="https://partner.example/">both</a>
    <div id="host"></div><p id="plain">plain</p>
    <script>host.attachShadow({mode: 'open'}).innerHTML = '<button data-fl-click="in-shadow">x</button>'; host.shadowRoot.firstChild.addEventListener('click', (event) => event.stopPropagation())</script>`;

  it('are sent of links that lead elsewhere and of what is marked, and of nothing else', async () => {
    await openWith(on, 'clicks', { own: ['shop.example'] }, { body });

    for (const id of ['inside', 'mail', 'plain', 'ours', 'bold', 'icon', 'both']) {
      await on.page.click('#' + id);
    }
    await on.page.click('#host button');

    expect(said(await arrivals(on), 'name', 'campaign_id', 'link_url', 'outbound')).toEqual([
      { type: 'click', link_url: 'https://partner.example/a?b=1', outbound: 'true' },
      { type: 'click', name: 'hero', campaign_id: 'spring' },
      { type: 'click', name: 'partner', link_url: 'https://partner.example/', outbound: 'true' },
      { type: 'click', name: 'in-shadow' },
    ]);
  });

  it('on the text of a label are one, though the browser clicks its field as well', async () => {
    const label = '<label data-fl-click="agree"><span>I agree</span> <input type="checkbox"></label>';
    await openWith(on, 'clicks', {}, { body: label });

    await on.page.click('label span');
    await on.page.click('label input');
    await on.page.click('label span');

    expect(await on.page.evaluate(() => document.querySelector('input')!.checked)).toBe(true);
    expect(said(await arrivals(on), 'name')).toEqual([1, 2, 3].map(() => ({ type: 'click', name: 'agree' })));
  });

  it('that a script makes, of which no button is known, are clicks', async () => {
    await openWith(on, 'clicks', {}, { body: '<b data-fl-click="hero">x</b>' });

    await on.page.evaluate(() => document.querySelector('b')!.dispatchEvent(new Event('click', { bubbles: true })));

    expect(said(await arrivals(on), 'name')).toEqual([{ type: 'click', name: 'hero' }]);
  });

  it('inside a component are those of what is marked, or links, around it', async () => {
    const around = `<div data-fl-click="card"><x-a></x-a></div><a href="https://partner.example/"><x-b></x-b></a>
      <script>for (const name of ['x-a', 'x-b']) document.querySelector(name).attachShadow({mode: 'open'}).innerHTML = '<i>text</i>'</script>`;
    await openWith(on, 'clicks', {}, { body: body + around });

    await on.page.click('x-a i');
    await on.page.click('x-b i');

    expect(said(await arrivals(on), 'name', 'link_url')).toEqual([{ type: 'click', name: 'card' }, { type: 'click', link_url: 'https://partner.example/' }]);
  });

  it.each([
    ['a host that stands alone', 'shop.example', 1],
    ['nothing', null, 2],
  ])('are sent whatever the own hosts are: %s', async (_, own, count) => {
    await openWith(on, 'clicks', { own }, { body: body + '<form><input name="matches"><button id="field">x</button></form>' });

    for (const id of ['ours', 'outside', 'field']) {
      await on.page.click('#' + id);
    }

    expect(await arrivals(on)).toHaveLength(count);
  });

  it('of the middle button are clicks, of the right one are not', async () => {
    await openWith(on, 'clicks', {}, { body: body + `<script>addEventListener('auxclick', (event) => event.preventDefault())</script>` });

    await on.page.click('#outside', { button: 'middle' });
    await on.page.click('#outside', { button: 'right' });

    expect(said(await arrivals(on))).toEqual([{ type: 'click' }]);
  });

  it('end when they are stopped', async () => {
    await openWith(on, 'clicks', {}, { body });

    await on.page.evaluate(() => window.stop());
    await on.page.click('#marked');

    expect(await arrivals(on)).toEqual([]);
  });
});

describe('impressions', () => {
  const box = (name: string, top: number) => `<div style="position:absolute;top:${top}px;height:200px;width:200px" data-fl-impression="${name}" data-fl-placement-id="p-${name}"></div>`;
  const body = box('top', 0) + box('below', 3000) + '<div style="height:4000px"></div>';
  /** The clock stands still but for us: what waits for a second waits for us. */
  async function open(options: object = {}) {
    await on.page.clock.install();
    await openWith(on, 'impressions', options, { body });
    await on.page.clock.pauseAt(Date.now() + 60_000);
  }

  it('count what was half in view for a second, once', async () => {
    await open();
    await settle();
    await on.page.clock.runFor(2_000);
    await on.page.evaluate(() => scrollTo(0, 2900));
    await settle();
    await on.page.clock.runFor(800);
    expect(await on.page.evaluate(() => window.called.length)).toBe(1);

    await on.page.clock.runFor(400);
    await on.page.evaluate(() => scrollTo(0, 0));
    await settle();
    await on.page.clock.runFor(2_000);

    expect(await called()).toEqual(['top', 'below']);
    expect((await on.page.evaluate(() => window.called))[0]).toEqual(['impression', { name: 'top', placement_id: 'p-top' }]);
  });

  it('count nothing that was scrolled past', async () => {
    await open();
    await on.page.evaluate(() => scrollTo(0, 2900));
    await settle();
    await on.page.clock.runFor(500);
    await on.page.evaluate(() => scrollTo(0, 1000));
    await settle();
    await on.page.clock.runFor(5_000);

    expect((await called()).filter((name) => name == 'below')).toEqual([]);
  });

  it('count nothing less than half in view', async () => {
    await open();
    const height = await on.page.evaluate(() => innerHeight);
    await on.page.evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), box('edge', height - 90)); // at once, and
    await on.page.evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), box('later', height));
    await settle();
    await on.page.evaluate(() => scrollTo(0, 1)); // on its way in
    await settle();
    await on.page.clock.runFor(5_000);

    expect(await called()).toEqual(['top']);
  });

  it('wait for the tab to be in front, and for a whole second of it', async () => {
    await open();
    await on.page.evaluate(() => scrollTo(0, 2900));
    await settle();
    await on.page.clock.runFor(500);
    await turn('hidden');
    await on.page.clock.runFor(5_000);
    expect(await called()).not.toContain('below');

    await turn('visible');
    await on.page.clock.runFor(900);
    expect(await called()).not.toContain('below');
    await on.page.clock.runFor(200);

    expect(await called()).toContain('below');
  });

  it('find what comes later', async () => {
    await open();
    await on.page.evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), box('later', 300));
    await settle();
    await on.page.clock.runFor(2_000);

    expect(await called()).toContain('later');
  });

  async function called(): Promise<string[]> {
    return on.page.evaluate(() => window.called.map(([, fields]) => (fields as { name: string }).name));
  }
});

describe('scrolling', () => {
  const body = '<div id="long" style="height:10000px"></div>';
  const frame = () => on.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  /** What makes a scroll event, and until it was looked at; from a frame in which a page that is new stands still. */
  async function scrollBy(makes: string) {
    await frame();
    await on.page.evaluate(`new Promise((done) => {
      addEventListener('scroll', done, {once: true, capture: true});
      ${makes};
    })`);
    await frame();
  }
  const scrollTo = (share: number) => scrollBy(`window.scrollTo(0, document.documentElement.scrollHeight * ${share} - innerHeight)`);

  it('tells of each mark once, also of those that were jumped over', async () => {
    await openWith(on, 'scroll', {}, { body });

    await scrollTo(0.3);
    await scrollTo(0.2);
    await scrollTo(0.8);
    await scrollTo(0.76);
    await scrollTo(1);

    expect(said(await arrivals(on), 'depth')).toEqual(['25', '50', '75', '100'].map((depth) => ({ type: 'scroll', depth })));
  });

  it('begins again on the next page of an application', async () => {
    await openWith(on, 'scroll', { depths: [50] }, { body });
    await scrollTo(0.6);

    await on.page.evaluate(() => history.pushState({}, '', '/a'));
    await scrollTo(0.7);
    await on.page.evaluate(() => history.pushState({}, '', '?page=2'));
    await scrollTo(0.8);

    expect(said(await arrivals(on), 'page_url')).toEqual(['/shop', '/a'].map((path) => ({ type: 'scroll', page_url: on.site.origin + path })));
  });

  it.each([
    ['the router puts the page at its top', `history.pushState({}, '', '/a'); long.style.height = '2000px'; window.scrollTo(0, 0)`],
    ['the router does so later', `history.pushState({}, '', '/a'); requestAnimationFrame(() => requestAnimationFrame(() => { long.style.height = '2000px'; window.scrollTo(0, 0) }))`],
    ['the next page is shorter', `history.pushState({}, '', '/a'); long.style.height = '3000px'`],
    ['the next page fits into the window', `history.pushState({}, '', '/a'); long.style.height = '10px'`],
    ['the next page is opened further down', `history.pushState({}, '', '/a'); window.scrollTo(0, 9000)`],
    ['another element is scrolled', `history.pushState({}, '', '/a'); box.scrollTop = 500`],
  ])('of nobody is not counted: %s', async (_, makes) => {
    await openWith(on, 'scroll', {}, { body: '<div id="box" style="height:100px;overflow:auto"><div style="height:9000px"></div></div>' + body });
    await scrollTo(0.6);

    await scrollBy(makes);
    await frame();

    expect(said(await arrivals(on), 'depth', 'page_url')).toEqual(['25', '50'].map((depth) => ({ type: 'scroll', depth, page_url: on.site.origin + '/shop' })));
  });

  it('of another element of the page is not counted', async () => {
    await openWith(on, 'scroll', { depths: [1] }, { body: '<div id="box" style="height:100px;overflow:auto"><div style="height:9000px"></div></div>' + body });
    await scrollBy('box.scrollTop = 500');

    expect(await arrivals(on)).toEqual([]);
  });

  it('counts on the next page once it is scrolled down', async () => {
    await openWith(on, 'scroll', { depths: [20] }, { body });
    await scrollTo(0.6);
    await scrollBy(`history.pushState({}, '', '/a'); window.scrollTo(0, 0)`);

    await scrollTo(0.3);

    expect(said(await arrivals(on), 'page_url')).toEqual(['/shop', '/a'].map((path) => ({ type: 'scroll', page_url: on.site.origin + path })));
  });
});

describe('time on a page', () => {
  const seconds = async () => (await on.page.evaluate(() => window.called)).map(([, , fields]) => (fields as { seconds: number }).seconds);

  it('is what was in front', async () => {
    await on.page.clock.install();
    await openWith(on, 'timeOnPage', {});
    await on.page.clock.pauseAt(Date.now() + 60_000);
    await turn('hidden');
    await turn('visible');

    await on.page.clock.runFor(5_000);
    await turn('hidden');
    await on.page.clock.runFor(60_000);
    await turn('visible');
    await on.page.clock.runFor(2_500);
    await turn('hidden');

    expect((await seconds()).slice(1)).toEqual([5, 2.5]);
  });

  it('is told of the page that was left, not of the one that comes', async () => {
    await on.page.clock.install();
    await openWith(on, 'timeOnPage', {});
    await on.page.clock.pauseAt(Date.now() + 60_000);

    await on.page.evaluate(() => history.pushState({}, '', '/a'));
    await on.page.clock.runFor(3_000);
    await on.page.evaluate(() => history.pushState({}, '', '?sort=price'));
    await on.page.clock.runFor(4_000);
    await on.page.evaluate(() => history.pushState({}, '', '/b'));

    const last = (await on.page.evaluate(() => window.called)).at(-1);
    expect(last).toEqual(['track', 'time_on_page', { seconds: 7, page_url: on.site.origin + '/a?sort=price' }]);
  });

  it('arrives when the page is left', async () => {
    await openWith(on, 'timeOnPage', {});
    await on.page.evaluate(() => new Promise((done) => setTimeout(done, 200))); // the time that is spent

    await on.page.goto(on.site.serve('/next', { html: markup('') }));
    await on.collector.arrived(1);

    expect(on.collector.events()[0]).toMatchObject({ type: 'time_on_page', page_url: on.site.origin + '/shop' });
    expect(Number(on.collector.events()[0]!.seconds)).toBeGreaterThan(0);
  });
});

describe('forms', () => {
  const body = `<script>addEventListener('submit', (event) => event.preventDefault())</script>
    <form id="newsletter"><input name="email"><input name="id" value="7"><button>send</button></form>
    <form data-fl-form="checkout"><input name="street" value="old"><input required name="city"><button id="buy">buy</button></form>`;

  it('say that they were sent, and never what was filled in', async () => {
    await openWith(on, 'forms', {}, { body });

    await on.page.fill('[name=email]', 'secret@person.example');
    await on.page.click('#newsletter button');

    const events = await arrivals(on);
    expect(said(events, 'name', 'field')).toEqual([{ type: 'form_submit', name: 'newsletter' }]);
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it('say that they were begun and left, and where', async () => {
    await openWith(on, 'forms', {}, { body });
    await on.page.fill('[name=street]', 'Secret Street 1');
    await on.page.fill('[name=city]', '');
    await on.page.click('#buy'); // which the browser refuses: the city is required
    await on.page.fill('[name=email]', 'secret@person.example');
    await on.page.click('#newsletter button');

    const left = () => once(on.collector.events());
    await on.page.goto(on.site.serve('/next', { html: markup('') }));
    await on.collector.arrived(2, left);

    const abandoned = left().filter(({ type }) => type == 'form_abandon');
    expect(said(abandoned, 'name', 'field')).toEqual([{ type: 'form_abandon', name: 'checkout', field: 'street' }]);
    expect(JSON.stringify(on.collector.ledger)).not.toContain('Secret');
  });

  it('are left where a route is', async () => {
    await openWith(on, 'forms', {}, { body });
    await on.page.fill('[name=email]', 'x');

    await on.page.evaluate(() => history.pushState({}, '', '?step=2'));
    await on.page.evaluate(() => history.pushState({}, '', '/a'));
    await on.page.evaluate(() => history.pushState({}, '', '/b'));

    expect(said(await arrivals(on), 'name', 'field')).toEqual([{ type: 'form_abandon', name: 'newsletter', field: 'email' }]);
  });

  it('are none of a component that calls something else its form', async () => {
    await openWith(on, 'forms', {}, { body });

    await on.page.evaluate(() => {
      const field = document.body.appendChild(Object.assign(document.createElement('x-field'), { form: 'newsletter' }));
      field.dispatchEvent(new Event('input', { bubbles: true }));
      history.pushState({}, '', '/a'); // an error of ours would be one of the stage
    });

    expect(await arrivals(on)).toEqual([]);
  });

  it('that nobody touched say nothing', async () => {
    await openWith(on, 'forms', {}, { body });
    await on.page.focus('[name=email]');

    await on.page.evaluate(() => history.pushState({}, '', '/a'));

    expect(await arrivals(on)).toEqual([]);
  });
});

describe('videos', () => {
  /** The events of a player and what it says of itself; no film is needed for that. */
  const play = (ranges: number[][], duration = 100, id = 'film') =>
    on.page.evaluate(
      ([ranges, duration, id]) => {
        const video = document.getElementById(id)!;
        const played = { length: ranges.length, start: (i: number) => ranges[i]![0], end: (i: number) => ranges[i]![1] };
        Object.defineProperties(video, { played: { value: played, configurable: true }, duration: { value: duration, configurable: true } });
        video.dispatchEvent(new Event(ranges.length ? 'timeupdate' : 'playing'));
      },
      [ranges, duration, id] as const,
    );
  const body = '<video id="film" data-fl-content-id="c1"></video><audio id="radio" data-fl-video="live"></audio>';

  it('tell of start, quarters and end, each once', async () => {
    await openWith(on, 'video', {}, { body });

    for (const end of [0, 10, 26, 30, 51, 76, 99.9, 100]) {
      await play(end ? [[0, end]] : []);
    }

    expect(said(await arrivals(on), 'percent', 'name', 'content_id')).toEqual(
      [
        { type: 'video_start' },
        { type: 'video_progress', percent: '25' },
        { type: 'video_progress', percent: '50' },
        { type: 'video_progress', percent: '75' },
        { type: 'video_complete' },
      ].map((event) => ({ ...event, name: 'film', content_id: 'c1' })),
    );
  });

  it('count what was played, not where somebody jumped', async () => {
    await openWith(on, 'video', {}, { body });

    await play([]);
    await play([[0, 2], [95, 100]]);
    await play([[0, 30], [95, 100]]);

    expect(said(await arrivals(on), 'percent').slice(1)).toEqual([{ type: 'video_progress', percent: '25' }]);
  });

  it('that are moved and not played have not begun', async () => {
    await openWith(on, 'video', {}, { body });

    await on.page.evaluate(() => film.dispatchEvent(new Event('timeupdate')));

    expect(await arrivals(on)).toEqual([]);
  });

  it('are told of once for each source of an element', async () => {
    await openWith(on, 'video', {}, { body });
    await on.page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      const pixels = canvas.getContext('2d')!;
      const recorder = new MediaRecorder(canvas.captureStream());
      const recorded = new Promise<Blob>((done) => (recorder.ondataavailable = ({ data }) => done(data)));
      const paint = setInterval(() => pixels.fillRect(0, 0, Math.random() * 9, 9), 20);
      recorder.start();
      await new Promise((done) => setTimeout(done, 500)); // the film is half a second
      recorder.stop();
      clearInterval(paint);
      const file = await recorded;
      const end = () => new Promise((done) => film.addEventListener('ended', done, { once: true }));
      for (let i = 0; i < 2; i++) {
        film.src = URL.createObjectURL(file);
        const ended = end();
        await film.play();
        await ended;
      }
      film.removeAttribute('src');
      film.load();
      await new Promise((done) => film.addEventListener('emptied', done, { once: true }));
    });

    const events = await arrivals(on);
    expect(events.map(({ type }) => type).filter((type) => type != 'video_progress')).toEqual(['video_start', 'video_complete', 'video_start', 'video_complete']);
  });

  it('whose source is no address have no name by it', async () => {
    await openWith(on, 'video', {}, { body: '<audio src="data:audio/wav;base64,UklGRg=="></audio>' });

    await on.page.evaluate(() => {
      const audio = document.querySelector('audio')!;
      Object.defineProperty(audio, 'played', { value: { length: 1, start: () => 0, end: () => 1 } });
      audio.dispatchEvent(new Event('timeupdate'));
    });

    expect(said(await arrivals(on), 'name')).toEqual([{ type: 'video_start' }]);
  });

  it('that never end have begun', async () => {
    await openWith(on, 'video', {}, { body });

    await play([], Infinity, 'radio');
    await play([[0, 9_000]], Infinity, 'radio');

    expect(said(await arrivals(on), 'name')).toEqual([{ type: 'video_start', name: 'live' }]);
  });
});

it('a frame of the page that is named "hidden" hides neither impressions nor time', async () => {
  const named = '<iframe name="hidden"></iframe>';
  await on.page.clock.install();
  await openWith(on, 'impressions', {}, { body: named + '<p data-fl-impression="seen">x</p>' });
  await on.page.clock.runFor(2_000);
  await settle();
  await on.page.clock.runFor(2_000);
  expect(said(await arrivals(on), 'name')).toEqual([{ type: 'impression', name: 'seen' }]);

  await openWith(on, 'timeOnPage', {}, { body: named, path: '/time' });
  await on.page.clock.runFor(2_000);
  await on.page.evaluate(() => history.pushState({}, '', '/a'));
  expect((await on.page.evaluate(() => window.called)).map(([, type]) => type)).toEqual(['time_on_page']);
});

describe('the modules as a script of their own', () => {
  const file = { html: readFileSync(new URL('../../dist/fl-auto.js', import.meta.url), 'utf8'), headers: { 'content-type': 'text/javascript' } };
  const called = () => on.page.evaluate(() => window.called.map((command) => Object.values(command).map((part) => (typeof part == 'object' ? Object.values(part!)[0] : part)).join(' ').trim()));

  /** With these attributes, on a page whose function keeps what is called. The clock stands still but for us. */
  async function open(attributes: string) {
    const body = `<script>called = []; fl = (...command) => called.push(command); addEventListener('click', (event) => event.preventDefault())</script>
      <a id="ours" href="https://pay.shop.example/">ours</a><a id="other" href="https://partner.example/">other</a>
      <div style="position:absolute;top:60vh;height:100vh;width:200px" data-fl-impression="forty"></div>
      <div style="position:absolute;top:40vh;height:100vh;width:200px;left:300px" data-fl-impression="sixty"></div>
      <div style="height:10000px"></div><script src="/fl-auto.js" ${attributes}></script>`;
    on.site.serve('/fl-auto.js', file);
    await on.page.clock.install();
    await on.page.clock.pauseAt(Date.now() + 60_000);
    await on.page.goto(on.site.serve('/', { html: markup('', body) }));
    await settle();
  }

  /** By so much of its height, in two steps with a frame behind each: where a page stands at first is nobody's doing. */
  async function scroll(share: number) {
    for (const to of [0, share]) {
      await on.page.clock.runFor(50);
      await on.page.evaluate((to) => scrollTo(0, document.documentElement.scrollHeight * to), to);
      await settle();
    }
    await on.page.clock.runFor(50);
  }

  it('take share and duration from attributes', async () => {
    await open('data-auto="impressions" data-share="0.3" data-duration="200"');

    await on.page.clock.runFor(250);

    expect((await called()).sort()).toEqual(['impression forty', 'impression sixty']);
  });

  it('take the marks of scrolling from attributes, in any order', async () => {
    await open('data-auto="scroll" data-depths="60, 10"');

    await scroll(0.2);
    expect(await called()).toEqual(['track scroll 10']);

    await scroll(0.7);
    expect(await called()).toEqual(['track scroll 10', 'track scroll 60']);
  });

  it("take the site's own hosts from attributes", async () => {
    await open('data-auto="clicks" data-own="b.example, shop.example"');

    await on.page.click('#ours');
    await on.page.click('#other');

    expect(await called()).toEqual(['click https://partner.example/']);
  });

  it('take from attributes what makes a page, and how long a view waits', async () => {
    await open('data-auto="pageViews" data-first="false" data-query="page, tab" data-hash="true" data-delay="200"');

    await on.page.evaluate(() => history.pushState({}, '', '?page=2'));
    await on.page.clock.runFor(150);
    expect(await called()).toEqual([]);

    await on.page.clock.runFor(100);
    for (const address of ['?page=2&sort=price', '?page=2&tab=x', '?page=2&tab=x#two']) {
      await on.page.evaluate((address) => history.pushState({}, '', address), address);
      await on.page.clock.runFor(250);
    }
    expect(await called()).toEqual(['/', '/?page=2', '/?page=2&tab=x'].map((referrer) => 'pageView ' + on.site.origin + referrer));
  });

  it('take any other query for a page where the attribute is true', async () => {
    await open('data-auto="pageViews" data-query="true"');

    await on.page.evaluate(() => history.pushState({}, '', '?sort=price'));
    await on.page.clock.runFor(10);

    expect(await called()).toHaveLength(2);
  });

  it.each(['', 'data-share data-duration data-depths data-query data-hash data-first data-own data-delay', 'data-share="much" data-duration="long" data-depths="deep, -1" data-query="false" data-hash="false" data-first="no"', 'data-share="50" data-depths=","'])(
    'are as without options where the attributes say nothing: %s',
    async (attributes) => {
      await open('data-auto="pageViews,clicks,impressions,scroll" ' + attributes);

      await on.page.clock.runFor(900);
      expect(await called()).toEqual(['pageView']);
      await on.page.clock.runFor(200);
      await on.page.evaluate(() => history.pushState({}, '', '?sort=price#x'));
      await on.page.click('#ours');
      await scroll(0.3);

      expect(await called()).toEqual(['pageView', 'impression sixty', 'click https://pay.shop.example/', 'track scroll 25']);
    },
  );

  it('watch what the page names, by the function of the page, and tell on the console of a name that is none', async () => {
    const head = snippet(on.collector.origin, { name: 'metrics', commands: `metrics('consent', 'granted');` });
    on.site.serve('/fl-auto.js', file);
    const script = '<script async src="/fl-auto.js" data-name="metrics" data-auto="pageViews, nothingOfOurs, clicks"></script>';
    await on.page.goto(on.site.serve('/', { html: markup(head + script, '<button data-fl-click="hero">x</button>') }));
    await on.collector.arrived(1);

    await on.page.click('button');
    await on.collector.arrived(2);

    expect(said(on.collector.events()).sort((a, b) => (a.type < b.type ? -1 : 1))).toEqual([{ type: 'click' }, { type: 'page_view' }]);
    expect(on.console).toEqual([expect.stringContaining('[firstlight] TypeError')]);
  });
});
