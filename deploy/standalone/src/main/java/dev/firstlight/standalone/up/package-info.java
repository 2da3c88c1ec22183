/**
 * Starts and stops everything: broker, endpoint, warehouse, the three services, the demo shop.
 *
 * <p>In: settings. Out: a running pipeline and {@code run.json}, by which other commands find it. Threads: one starts, each part has its
 * own.
 */
@NullMarked
package dev.firstlight.standalone.up;

import org.jspecify.annotations.NullMarked;
