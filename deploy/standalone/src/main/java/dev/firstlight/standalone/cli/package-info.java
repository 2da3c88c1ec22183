/**
 * The commands of {@code deploy/firstlight}. In: arguments. Out: text on standard output, one sentence on standard error and an exit code
 * when something is wrong. They talk to a running pipeline through its ports only.
 */
@NullMarked
package dev.firstlight.standalone.cli;

import org.jspecify.annotations.NullMarked;
