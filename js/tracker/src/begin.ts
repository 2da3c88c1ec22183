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
    // An element of the page's may have this name, and stand in its place; a script that was asked for has a text, of nothing but white space, which is 0.
    const script = document.currentScript as HTMLScriptElement | null;
    const name = script?.dataset?.name || 'fl';
    const stub: Stub = (self as any)[name] || ((self as any)[name] = bare());
    if (!stub.q) {
      // An element with this id, or another library. It is theirs.
      report('taken', name);
    } else if (!stub.v) {
      stub.v = VERSION;
      takeOver(stub, make((+script?.text! == 0 && new URL(script!.src).origin) as string, stub));
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
