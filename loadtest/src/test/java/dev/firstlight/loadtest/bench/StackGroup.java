package dev.firstlight.loadtest.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stack of a profile was doing: the table of frame names behind the question where the microseconds go. A thread that does one thing
 * only belongs to it, whatever it calls; else the frame nearest to the processor that has a name here decides. Compression counts as such on
 * any thread.
 */
enum StackGroup {
    READ(
            "kernel: read",
            threads(),
            frames(
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
            threads(),
            frames(
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
            threads(),
            frames(
                    "epoll_",
                    "__x64_sys_epoll",
                    "__arm64_sys_epoll",
                    "do_epoll_",
                    "eventfd_",
                    "netty_epoll_",
                    "io/netty/channel/epoll/Native.")),
    SCAN(
            "scan, decode",
            threads(),
            frames(
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
            threads(),
            frames(
                    "org/apache/avro/",
                    "dev/firstlight/schema/PackEncoder",
                    "dev/firstlight/schema/avro/",
                    "dev/firstlight/schema/DayKey",
                    "dev/firstlight/collector/log/Pack")),
    COMPRESS(
            "compress",
            threads(),
            frames(
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
            threads("kafka-producer-network-thread", "log-"),
            frames(
                    "org/apache/kafka/",
                    "dev/firstlight/collector/log/KafkaSender",
                    "dev/firstlight/collector/log/DurableLog",
                    "dev/firstlight/collector/log/Flight")),
    ANSWER(
            "answer",
            threads(),
            frames(
                    "dev/firstlight/collector/edge/Answer",
                    "dev/firstlight/collector/edge/Exchange",
                    "dev/firstlight/collector/edge/EdgeLoop",
                    "io/netty/channel/ChannelOutboundBuffer")),
    COUNT(
            "meters, ledger",
            threads(),
            frames(
                    "dev/firstlight/runtime/",
                    "dev/firstlight/collector/log/Loop",
                    "dev/firstlight/collector/meter/",
                    "com/codahale/")),
    LOOP("event loop", threads(), frames("io/netty/", "dev/firstlight/collector/edge/")),
    GC("collect garbage", threads("GC Thread", "VM Thread", "G1 ", "VM Periodic"), frames()),
    JIT("compile", threads("C1 CompilerThread", "C2 CompilerThread", "C1 CompilerThre", "C2 CompilerThre"), frames()),
    OTHER("other", threads(), frames());

    private final String label;
    private final List<String> threads;
    private final List<String> frames;

    StackGroup(String label, List<String> threads, List<String> frames) {
        this.label = label;
        this.threads = threads;
        this.frames = frames;
    }

    String label() {
        return label;
    }

    /** @param stack frames from the thread's name, in brackets, to what was running */
    static StackGroup of(List<String> stack) {
        StackGroup nearest = nearest(stack);
        StackGroup thread = ofThread(stack.get(0));
        return thread == null || nearest == COMPRESS ? nearest : thread;
    }

    private static @Nullable StackGroup ofThread(String frame) {
        for (StackGroup group : values()) {
            for (String name : group.threads) {
                if (frame.startsWith("[" + name)) {
                    return group;
                }
            }
        }
        return null;
    }

    private static StackGroup nearest(List<String> stack) {
        for (int at = stack.size() - 1; at > 0; at--) {
            StackGroup group = ofFrame(stack.get(at));
            if (group != OTHER) {
                return group;
            }
        }
        return OTHER;
    }

    /** By the longest name that fits: what a package does and what a class in it does may differ. */
    private static StackGroup ofFrame(String frame) {
        StackGroup best = OTHER;
        int length = 0;
        for (StackGroup group : values()) {
            for (String name : group.frames) {
                if (name.length() > length && frame.startsWith(name)) {
                    best = group;
                    length = name.length();
                }
            }
        }
        return best;
    }

    private static List<String> threads(String... names) {
        return List.of(names);
    }

    private static List<String> frames(String... names) {
        return List.of(names);
    }
}
