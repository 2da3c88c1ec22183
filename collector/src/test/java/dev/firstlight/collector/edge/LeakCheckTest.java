package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;

final class LeakCheckTest {

    @Test
    void shouldReportABufferThatNobodyReleased() throws InterruptedException {
        leak();

        assertThat(LeakCheck.reports()).isNotEmpty();
    }

    @Test
    void shouldReportNothingWhenEveryBufferWasReleased() throws InterruptedException {
        PooledByteBufAllocator.DEFAULT.directBuffer(16).release();

        assertThat(LeakCheck.reports()).isEmpty();
    }

    private static void leak() {
        ByteBuf forgotten = PooledByteBufAllocator.DEFAULT.directBuffer(16);
        forgotten.writeByte(1);
    }
}
