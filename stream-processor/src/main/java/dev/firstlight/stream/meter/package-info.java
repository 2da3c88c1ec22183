/** The catalogue of what the processor measures; every stage may count, nothing here knows a stage. */
@NullMarked
package dev.firstlight.stream.meter;

import org.jspecify.annotations.NullMarked;
