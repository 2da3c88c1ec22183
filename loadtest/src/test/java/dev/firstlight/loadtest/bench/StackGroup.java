package dev.firstlight.loadtest.bench;

import java.util.List;

/** What a stack of a profile of the collector was doing: the frame names behind the question where the microseconds of a request go. */
enum StackGroup implements StackKind {
    READ(
            "kernel: read",
            onThreads(),
            inFrames(
                    "recv",
                    "__libc_recv",
                    "__GI___recv",
                    "__GI___libc_recv",
                    "__sys_recv",
                    "__x64_sys_recv",
                    "__arm64_sys_recv",
                    "netty_unix_socket_recv",
                    "io/netty/channel/unix/Socket.recv",
                    "io/netty/channel/unix/Socket.read")),
    WRITE(
            "kernel: write",
            onThreads(),
            inFrames(
                    "send",
                    "writev",
                    "__libc_send",
                    "__GI___send",
                    "__GI___libc_send",
                    "__GI___writev",
                    "__sys_send",
                    "__x64_sys_send",
                    "__arm64_sys_send",
                    "__x64_sys_writev",
                    "__arm64_sys_writev",
                    "netty_unix_socket_send",
                    "netty_unix_socket_write",
                    "io/netty/channel/unix/Socket.send",
                    "io/netty/channel/unix/Socket.write")),
    EPOLL(
            "kernel: epoll, wake-ups",
            onThreads(),
            inFrames(
                    "epoll_",
                    "__x64_sys_epoll",
                    "__arm64_sys_epoll",
                    "do_epoll_",
                    "eventfd_",
                    "netty_epoll_",
                    "io/netty/channel/epoll/Native.")),
    SCAN(
            "scan, decode",
            onThreads(),
            inFrames(
                    "io/netty/handler/codec/",
                    "dev/firstlight/collector/edge/StrictDecoder",
                    "dev/firstlight/collector/edge/Request",
                    "dev/firstlight/collector/edge/Scan",
                    "dev/firstlight/collector/edge/scan/",
                    "dev/firstlight/collector/edge/HitHandler",
                    "dev/firstlight/collector/edge/Target",
                    "dev/firstlight/collector/edge/Route",
                    "dev/firstlight/collector/event/",
                    "dev/firstlight/schema/")),
    ENCODE(
            "encode, pack",
            onThreads(),
            inFrames(
                    "org/apache/avro/",
                    "dev/firstlight/schema/PackEncoder",
                    "dev/firstlight/schema/avro/",
                    "dev/firstlight/schema/DayKey",
                    "dev/firstlight/collector/log/Pack")),
    COMPRESS(
            "compress",
            onThreads(),
            inFrames(
                    "ZSTD_",
                    "HUF_",
                    "FSE_",
                    "HIST_",
                    "com/github/luben/zstd/",
                    "Java_com_github_luben_zstd",
                    "LZ4_",
                    "net/jpountz/")),
    PRODUCE(
            "produce, send",
            onThreads("kafka-producer-network-thread", "log-"),
            inFrames(
                    "org/apache/kafka/",
                    "dev/firstlight/collector/log/KafkaSender",
                    "dev/firstlight/collector/log/DurableLog",
                    "dev/firstlight/collector/log/Flight")),
    ANSWER(
            "answer",
            onThreads(),
            inFrames(
                    "dev/firstlight/collector/edge/Answer",
                    "dev/firstlight/collector/edge/Exchange",
                    "dev/firstlight/collector/edge/EdgeLoop",
                    "io/netty/channel/ChannelOutboundBuffer")),
    COUNT(
            "meters, ledger",
            onThreads(),
            inFrames(
                    "dev/firstlight/runtime/",
                    "dev/firstlight/collector/log/Loop",
                    "dev/firstlight/collector/meter/",
                    "com/codahale/")),
    LOOP("event loop", onThreads(), inFrames("io/netty/", "dev/firstlight/collector/edge/")),
    GC("collect garbage", onThreads("GC Thread", "VM Thread", "G1 ", "VM Periodic"), inFrames()),
    JIT(
            "compile",
            onThreads("C1 CompilerThread", "C2 CompilerThread", "C1 CompilerThre", "C2 CompilerThre"),
            inFrames()),
    OTHER("other", onThreads(), inFrames());

    /** Of the collector's stacks. */
    static final StackSorter<StackGroup> SORTER = new StackSorter<>(List.of(values()), OTHER);

    private final String label;
    private final List<String> threads;
    private final List<String> frames;

    StackGroup(String label, List<String> threads, List<String> frames) {
        this.label = label;
        this.threads = threads;
        this.frames = frames;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public List<String> threads() {
        return threads;
    }

    @Override
    public List<String> frames() {
        return frames;
    }

    @Override
    public boolean isOnAnyThread() {
        return this == COMPRESS;
    }

    /** @param stack frames from the thread's name, in brackets, to what was running */
    static StackGroup of(List<String> stack) {
        return SORTER.kindOf(stack);
    }

    private static List<String> onThreads(String... names) {
        return List.of(names);
    }

    private static List<String> inFrames(String... names) {
        return List.of(names);
    }
}
