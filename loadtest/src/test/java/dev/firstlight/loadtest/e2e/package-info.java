/** The real pipeline as its own process, fired at over HTTP and by a real browser, stopped and killed; rows are the judge. */
@NullMarked
package dev.firstlight.loadtest.e2e;

import org.jspecify.annotations.NullMarked;
