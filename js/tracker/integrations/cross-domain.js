/**
 * From one domain to another of the same site (shop.example to pay.example): the visitor's id goes along in the address, as `_fl`, and is taken over there.
 * Paste it on both, behind the line fl("init",…) of the snippet and before fl("pageView"); name the other hosts in the last line.
 *
 * Handed over by links and by forms that somebody sends; not by a script that calls `form.submit()` or sets the address, as one does that stops a click and goes on
 * later, nor by the browser's own menu of a link. It stands in a link or form only while the browser reads where to go, behind all other listeners. Handed over is only
 * an id that the library has kept, which it does with consent alone. It is good for two minutes, so that an address that is copied later makes nobody the same visitor,
 * and it is taken out of the address at once. The other side keeps it only if the library keeps ids there, and forgets it at a refusal, an opt-out or `forget`. All else
 * in an address stays as it is written; a server that signs whole addresses has to leave `_fl` out of what it checks.
 *
 * Taken over is only what comes from one of the other hosts, by `document.referrer`: any site could else say who a visitor is. No referrer is no such host, since
 * whoever forges hides his own with one attribute. So a page whose policy hides it (`no-referrer`, `same-origin`), a link with `rel="noreferrer"` and a browser that
 * sends none hand nobody over; the origin alone, which browsers send by default, will do. The way back of a payment page that hides it loses nothing: the
 * shop knows its visitor. What remains: who may put links on a page of the other hosts, or has one that goes on by script to an address it was given, may say who it is.
 */
(function (fl, hosts) {
  var KEY = 'fl:v'; // where the library keeps the visitor
  var BEFORE = 'fl:h'; // whom it had before one was handed over: no withdrawal, to a page that comes back; erased with the rest
  var GOOD_FOR_MS = 120000;
  var LOOK_EACH_MS = 250;
  var UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/; // as the library makes them
  var FL = /&_fl(?:=[^&]*)?(?=&|$)/g; // in a query that begins with `&`
  var looking;
  var latest; // event that was looked at

  function read() {
    try {
      return localStorage.getItem(KEY);
    } catch (e) {}
  }

  // Listeners of others, ours of outbound links among them, shall not read the visitor in an address: so this comes behind all of them, or as one of them stops the
  // event, when only the others of its own element still may.
  function watch(event) {
    removeEventListener(event.type, handOver);
    addEventListener(event.type, handOver); // the last of the window's
    ['stopPropagation', 'stopImmediatePropagation'].forEach(function (name) {
      var stop = event[name];
      event[name] = function () {
        handOver(event);
        stop.call(event);
      };
    });
  }

  function handOver(event) {
    if (event == latest || event.defaultPrevented || event.button > 1) {
      return;
    }
    latest = event;
    var form = event.type == 'submit' ? event.target : null;
    var button = form && event.submitter; // which may have an address and a method of its own
    var hasOwn = button && button.hasAttribute('formaction');
    var property = form ? (hasOwn ? 'formaction' : 'action') : 'href';
    var visitor = read();
    try {
      var link = form ? (hasOwn ? button : form) : event.composedPath().filter(isLink)[0]; // as it was, whatever the page has taken away since
      var was = link.getAttribute(property);
      if (UUID_V7.test(visitor) && isOther(new URL(was, location.href).href)) {
        var said = visitor + '.' + Date.now().toString(36);
        if (form && !/^(post|dialog)$/i.test((button && button.getAttribute('formmethod')) || form.getAttribute('method'))) {
          addField(form, said); // by GET what a form asks for takes the place of its address's query
        } else {
          var now = withFl(was, said);
          link.setAttribute(property, now);
          setTimeout(function () {
            if (link.getAttribute(property) == now) {
              link.setAttribute(property, was);
            }
          });
        }
      }
    } catch (e) {} // no link, or one to nowhere
  }

  function isLink(element) {
    return element.nodeName && /^a$/i.test(element.nodeName) && element.getAttribute('href') != null;
  }

  function isOther(url) {
    try {
      return hosts.indexOf(new URL(url).hostname) >= 0;
    } catch (e) {}
  }

  function addField(form, said) {
    var field = form.appendChild(document.createElement('input'));
    field.type = 'hidden';
    field.name = '_fl';
    field.value = said;
    setTimeout(function () {
      field.remove();
    });
  }

  // As text alone: `searchParams` writes the whole query anew, and a signature is of how it was written (`%20` or `+`, `flag` or `flag=`).
  function withFl(address, said) {
    var parts = partsOf(withoutFl(address));
    return parts[1] + (parts[2] ? parts[2] + '&' : '?') + '_fl=' + said + parts[3];
  }

  function withoutFl(address) {
    var parts = partsOf(address);
    var query = ('&' + parts[2].slice(1)).replace(FL, '');
    return parts[1] + (parts[2] && query && '?' + query.slice(1)) + parts[3];
  }

  /** Path, query and hash, each with its sign, without the spaces around that no browser asks for. */
  function partsOf(address) {
    return /^[\0- ]*([^?#]*?)((?:\?[^#]*?)?)((?:#[^]*?)?)[\0- ]*$/.exec(address);
  }

  var handed = /^\?(?:.*?&)?_fl=([^&.]*)\.([0-9a-z]{1,10})(?:&|$)/.exec(location.search);
  var clean = withoutFl(location.href);
  if (clean != location.href) {
    history.replaceState(history.state, '', clean);
  }
  if (handed && UUID_V7.test(handed[1]) && isOther(document.referrer) && Math.abs(Date.now() - parseInt(handed[2], 36)) < GOOD_FOR_MS) {
    fl('set', 'visitor_id', handed[1]);
    take();
    setTimeout(take); // where the library is there already, and the page view has gone
    looking = setInterval(take, LOOK_EACH_MS);
    setTimeout(clearInterval, GOOD_FOR_MS, looking);
    addEventListener('pagehide', take);
    hearRefusals();
  }

  // Once, as soon as the library itself has kept an id here, which says that it may; the next page has this one then. A page that was left with another id, and
  // comes back out of the browser's cache, would take that for a consent that was withdrawn: it finds that its own has only made room, and goes on with this one.
  function take() {
    try {
      var before = read();
      if (handed && before) {
        if (before != handed[1]) {
          localStorage.setItem(BEFORE, before);
        }
        localStorage.setItem(KEY, handed[1]);
        handed = null;
        clearInterval(looking);
      }
    } catch (e) {}
  }

  // Whoever is refused here comes back with no later yes: not in the events of this page, nor as whom the next one has.
  function forget() {
    handed = null;
    clearInterval(looking);
    fl('set', 'visitor_id', null);
  }

  // Of this page by its commands, before the library is there and after: it puts a `push` of its own in the place of the snippet's. Of other tabs by the storage.
  function hearRefusals() {
    var push = fl.push;
    Object.defineProperty(fl, 'push', {
      configurable: true,
      get: function () {
        return hear;
      },
      set: function (next) {
        push = next;
      },
    });
    function hear(command) {
      var done = push.apply(fl, arguments);
      if (isRefusal(command)) {
        forget();
      }
      return done;
    }
    addEventListener('storage', function (event) {
      if (/^fl:(denied|out)$/.test(event.key) && event.newValue) {
        forget();
      }
    });
  }

  function isRefusal(command) {
    try {
      var consent = command[0] == 'consent' ? command[1] : command[0] == 'init' && Object(command[2]).consent;
      return /^(optOut|forget)$/.test(command[0]) || (Object(consent).state || consent) == 'denied' || (Object(consent).purposes != null && '' + consent.purposes == ''); // a grant of nothing
    } catch (e) {} // nor can the library read it
  }

  ['click', 'auxclick', 'submit'].forEach(function (name) {
    addEventListener(name, watch, true);
  });
})(fl, ['{{other_host}}']);
