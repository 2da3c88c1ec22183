package dev.firstlight.loadtest.bench.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@link FloorMain} on the measured core, with the collector's heap. Threads: the benchmark's. */
public final class FloorProcess implements MeasuredServer {

    private static final long STARTS_WITHIN_SECONDS = 30;
    private static final long ANSWERS_WITHIN_SECONDS = 20;

    private final ChildJvm child;
    private final InetSocketAddress address;

    /**
     * Returns when it listens.
     *
     * @param answer what it answers, head and body
     */
    public FloorProcess(Path directory, Cores cores, byte[] answer) throws IOException, InterruptedException {
        Path file = Files.write(directory.resolve("floor.answer"), answer);
        child = new ChildJvm(
                directory,
                "floor",
                cores.measured(),
                List.of("-Xmx" + CollectorProcess.HEAP_MIB + "m"),
                FloorMain.class,
                List.of(file.toString()));
        int port = Integer.parseInt(child.next(STARTS_WITHIN_SECONDS));
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public Duration cpu() {
        return child.cpu();
    }

    @Override
    public Duration compiling() throws IOException {
        return child.compiling();
    }

    @Override
    public long answered() throws IOException, InterruptedException {
        return Long.parseLong(child.ask("answered", ANSWERS_WITHIN_SECONDS));
    }

    @Override
    public void close() throws InterruptedException {
        child.kill();
    }
}
