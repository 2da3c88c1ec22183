/**
 * fl.js: takes over the global function that the snippet made, or makes it where a page loads the library without the snippet.
 * Loaded twice, the second copy steps back.
 */
import { takeOver, type Command, type Stub } from './queue';
import { report } from './report';
import { tracker } from './tracker';

/** Set by the build, from package.json. */
declare const VERSION: string;

function start(): void {
  const script = document.currentScript as HTMLScriptElement | null;
  const name = (script && script.dataset.name) || 'fl';
  const page = window as unknown as Record<string, Stub | undefined>;
  const stub = page[name] || (page[name] = bare());
  if (!stub.q) {
    // An element with this id, or another library. It is theirs.
    report('another "' + name + '" is on this page; choose another name in the snippet', stub);
  } else if (!stub.v) {
    stub.v = VERSION;
    takeOver(stub, tracker(script && script.src ? new URL(script.src).origin : undefined));
  }
}

function bare(): Stub {
  const stub = ((...command: Command) => stub.push(command)) as Stub;
  stub.q = [];
  return stub;
}

try {
  start();
} catch (problem) {
  report('not started', problem);
}
