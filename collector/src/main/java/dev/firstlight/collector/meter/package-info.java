/** The collector's catalogue of meters; known by all of the collector, knowing none of it. */
@NullMarked
package dev.firstlight.collector.meter;

import org.jspecify.annotations.NullMarked;
