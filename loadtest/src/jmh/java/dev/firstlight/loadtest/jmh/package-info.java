/**
 * What the parts of the hot path cost by themselves, in nanoseconds and bytes allocated: {@code loadtest/jmh}. Compiled by the profile
 * {@code bench} alone, so that nobody else needs JMH. Numbers of one part say where to look; what an event costs says {@code loadtest/bench}.
 */
@NullMarked
package dev.firstlight.loadtest.jmh;

import org.jspecify.annotations.NullMarked;
