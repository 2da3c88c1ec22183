/**
 * The SQL of {@code deploy/redshift}, made from the schema of events: tables, the load, and the migration that a new column needs.
 *
 * <p>In: {@code EventColumn}, the notes of the {@code Event} schema, the numbered migrations that stand in the folder. Out: text. It
 * talks to no warehouse. Threads: any; nothing is kept.
 */
@NullMarked
package dev.firstlight.standalone.redshift;

import org.jspecify.annotations.NullMarked;
