/**
 * Takes over the global function that the snippet made, or makes it where a page loads the library without the snippet. Loaded twice, the second copy
 * steps back: lite or full, one tracker per name and page.
 */
import { takeOver, type Command, type Commands, type Stub } from './queue';
import { report } from './report';

/** Set by the build, from package.json. */
declare const VERSION: string;

/** `make`: the commands, given the origin that the script came from and the function itself. */
export function begin(make: (origin: string | undefined, fl: Stub) => Commands): void {
  try {
    const script = document.currentScript as HTMLScriptElement | null;
    const name = script?.dataset.name || 'fl';
    const page = window as unknown as Record<string, Stub | undefined>;
    const stub = page[name] || (page[name] = bare());
    if (!stub.q) {
      // An element with this id, or another library. It is theirs.
      report('taken', name);
    } else if (!stub.v) {
      stub.v = VERSION;
      takeOver(stub, make(script?.src && new URL(script.src).origin, stub));
    }
  } catch (problem) {
    report('refused', problem);
  }
}

/** The function without anything behind it. */
export function bare(): Stub {
  const stub = ((...command: Command) => stub.push(command)) as Stub;
  stub.q = [];
  stub.push = (command) => stub.q.push(command);
  return stub;
}
