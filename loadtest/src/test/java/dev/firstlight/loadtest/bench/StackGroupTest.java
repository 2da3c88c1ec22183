package dev.firstlight.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StackGroupTest {

    private static final String LOOP =
            "[edge-2-1 tid=7];java/lang/Thread.run;io/netty/channel/epoll/EpollIoHandler.run;";

    @ParameterizedTest
    @CsvSource({
        "READ, io/netty/channel/epoll/AbstractEpollStreamChannel.x;netty_unix_socket_recvAddress;__libc_recv;tcp_recvmsg_[k]",
        "WRITE, io/netty/channel/unix/Socket.sendAddress;__GI___send;do_syscall_64_[k];__x64_sys_sendto_[k];__sys_sendto_[k];tcp_sendmsg_[k]",
        "EPOLL, io/netty/channel/unix/x;write;do_syscall_64_[k];eventfd_write_[k];ep_poll_callback_[k]",
        "WRITE, io/netty/channel/ChannelOutboundBuffer.flush;io/netty/channel/unix/Socket.send;__send",
        "EPOLL, io/netty/channel/epoll/Native.epollWait;epoll_wait",
        "SCAN, io/netty/handler/codec/http/HttpObjectDecoder.decode;java/util/Arrays.copyOf;jbyte_arraycopy",
        "SCAN, dev/firstlight/collector/event/HitReader.read;dev/firstlight/schema/DedupId.of;sun/security/provider/SHA2.x",
        "ENCODE, dev/firstlight/collector/log/Packer.append;dev/firstlight/schema/PackEncoder.append;java/lang/System.arraycopy",
        "PRODUCE, dev/firstlight/collector/log/Packer.close;dev/firstlight/collector/log/DurableLog.offer",
        "ANSWER, dev/firstlight/collector/edge/Answers.of",
        "COUNT, dev/firstlight/collector/edge/EdgeLoop.store;dev/firstlight/runtime/Meters.add",
        "LOOP, io/netty/util/concurrent/SingleThreadEventExecutor.runTask",
    })
    void shouldGoByTheNearestFrameThatIsKnown(StackGroup expected, String frames) {
        assertThat(StackGroup.of(List.of((LOOP + frames).split(";")))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "PRODUCE, [kafka-producer-network-thread | firstlight-collector tid=9];sun/nio/ch/SocketDispatcher.write0;__libc_write",
        "COMPRESS, [log-sender tid=8];org/apache/kafka/x;com/github/luben/zstd/ZstdOutputStream.write;ZSTD_compressBlock_fast",
        "PRODUCE, [log-sender tid=8];java/util/concurrent/ArrayBlockingQueue.poll",
        "JIT, [C2 CompilerThread0 tid=5];start_thread;Compile::Optimize",
        "GC, [VM Thread tid=4];SerialHeap::do_collection;read",
        "OTHER, [main tid=2];java/lang/Thread.run;sun/nio/ch/Unknown.x",
    })
    void shouldGoByTheThreadWhereItDoesOneThingUnlessItCompresses(StackGroup expected, String stack) {
        assertThat(StackGroup.of(List.of(stack.split(";")))).isEqualTo(expected);
    }
}
