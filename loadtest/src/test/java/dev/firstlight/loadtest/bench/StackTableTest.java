package dev.firstlight.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StackTableTest {

    private static final List<String> COLLAPSED = List.of(
            "[edge-2-1 tid=7];io/netty/channel/epoll/EpollIoHandler.run;__libc_recv 50",
            "[edge-2-1 tid=7];io/netty/channel/epoll/EpollIoHandler.run;__libc_recv;tcp_recvmsg_[k] 10",
            "[kafka-producer-network-thread | firstlight-collector tid=9];org/apache/kafka/x 20",
            "[main tid=2];someone else.run 20");

    @Test
    void shouldShareOutTheMicrosecondsOfARequestByGroup() {
        StackTable table = StackTable.of(COLLAPSED, StackGroup.SORTER);

        assertThat(table.share(StackGroup.READ)).isCloseTo(0.6, within(1e-9));
        assertThat(table.share(StackGroup.PRODUCE)).isCloseTo(0.2, within(1e-9));
        assertThat(table.shareNamed()).isCloseTo(0.8, within(1e-9));
        assertThat(table.text(15)).containsPattern("kernel: read +9.00 +60.0 %").contains("100 samples");
    }

    @Test
    void shouldDrawTheLongestBarFirstAndOnlyWhatWasSeen() {
        String svg = new StackPicture(StackTable.of(COLLAPSED, StackGroup.SORTER), 15, "fifteen").svg();

        assertThat(svg).containsSubsequence("fifteen", "kernel: read", "9.00 µs", "produce", "3.00 µs", "</svg>");
        assertThat(svg).doesNotContain("compress");
    }

    @Test
    void shouldNameNothingWithoutSamples() {
        assertThat(StackTable.of(List.of(), StackGroup.SORTER).shareNamed()).isNaN();
    }
}
