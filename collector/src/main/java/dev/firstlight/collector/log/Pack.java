package dev.firstlight.collector.log;

import java.util.function.Consumer;

/**
 * A finished pack on its way.
 *
 * @param bytes the record's value; nobody writes to it any more
 * @param onDone told once what became of it, on a thread of the log
 */
public record Pack(int partition, byte[] bytes, Consumer<Outcome> onDone) {}
