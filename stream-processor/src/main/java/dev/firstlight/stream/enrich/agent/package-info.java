/**
 * What the headers of a request say of its browser: device, system, browser, and whether it is a robot.
 *
 * <p>In: header bytes, looked up as bytes. Text is made, parsed and matched for what was not seen before, a percent of events or less.
 * Threads: any; Yauaa parses on a thread of its own.
 */
@NullMarked
package dev.firstlight.stream.enrich.agent;

import org.jspecify.annotations.NullMarked;
