package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstlight.runtime.TestClock;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that are kept for a second, and what becomes of them where there is no memory for the next. */
final class AnswersTest {

    private final TestClock clock = new TestClock(Instant.parse("2026-11-22T10:00:00Z"));
    private final ScantMemory memory = new ScantMemory();
    private final Answers answers = new Answers(memory, clock);

    @AfterEach
    void close() {
        answers.close();
    }

    @Test
    void shouldMakeAnAnswerOnceASecond() {
        assertThat(pixel()).contains("\r\nDate: Sun, 22 Nov 2026 10:00:00 GMT\r\n");
        assertThat(pixel()).contains("10:00:00 GMT");
        assertThat(memory.given).isEqualTo(1);

        clock.advance(Duration.ofSeconds(1));

        assertThat(pixel()).contains("10:00:01 GMT");
        assertThat(memory.given).isEqualTo(2);
    }

    @Test
    void shouldKeepWhatIsOnItsWayAndGoOnWhenMemoryWasShortOnce() {
        ByteBuf onItsWay = answers.of(Answer.PIXEL_PNG, false, false, Cors.ANY);
        clock.advance(Duration.ofSeconds(1));
        memory.isShort = true;
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this::pixel);
        memory.isShort = false;

        assertThat(pixel()).contains("10:00:01 GMT");
        assertThat(pixel()).contains("10:00:01 GMT");

        assertThat(onItsWay.refCnt()).isEqualTo(1);
        assertThat(onItsWay.toString(StandardCharsets.ISO_8859_1)).contains("10:00:00 GMT");
        onItsWay.release();
    }

    private String pixel() {
        ByteBuf answer = answers.of(Answer.PIXEL_PNG, false, false, Cors.ANY);
        String text = answer.toString(StandardCharsets.ISO_8859_1);
        answer.release();
        return text;
    }

    /** Memory that may be short. */
    private static final class ScantMemory extends AbstractByteBufAllocator {
        private boolean isShort;
        private int given;

        @Override
        protected ByteBuf newHeapBuffer(int bytesAtFirst, int bytesMax) {
            return UnpooledByteBufAllocator.DEFAULT.heapBuffer(bytesAtFirst, bytesMax);
        }

        @Override
        protected ByteBuf newDirectBuffer(int bytesAtFirst, int bytesMax) {
            if (isShort) {
                throw new OutOfMemoryError("scripted");
            }
            given++;
            return UnpooledByteBufAllocator.DEFAULT.directBuffer(bytesAtFirst, bytesMax);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }
}
