package dev.firstlight.stream.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestHeadersTest {

    @Test
    void shouldBeEqualExactlyWhenAllBytesAre() {
        Seeded.repeat(300, random -> {
            byte[] agent = bytes(random, random.nextInt(130));
            byte[] brands = bytes(random, 1 + random.nextInt(60));
            RequestHeaders headers = headers(agent, brands, null, null);

            assertThat(headers)
                    .isEqualTo(headers(agent.clone(), brands.clone(), null, null))
                    .hasSameHashCodeAs(headers(agent.clone(), brands.clone(), null, null))
                    .isEqualTo(headers.copy())
                    .hasSameHashCodeAs(RequestHeaders.of(within(random, agent), within(random, brands), null, null))
                    .isNotEqualTo(
                            headers(agent, changed(random, brands), null, null).copy())
                    .isNotEqualTo(headers(agent, null, null, null))
                    .isNotEqualTo(headers(agent, null, brands, null))
                    .isNotEqualTo(headers(agent, changed(random, brands), null, null));
        });
    }

    @Test
    void shouldTellHeadersApartByTheirHash() {
        Set<Integer> hashes = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            byte[] agent =
                    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/" + i).getBytes(StandardCharsets.US_ASCII);
            hashes.add(headers(agent, null, null, null).hashCode());
        }

        assertThat(hashes).hasSizeGreaterThan(9_990); // of 2^32, one in a hundred runs loses one
    }

    @Test
    void shouldKeepNothingOfABufferThatItCopied() {
        byte[] pack = "xxagentxx".getBytes(StandardCharsets.US_ASCII);
        RequestHeaders copy =
                RequestHeaders.of(ByteBuffer.wrap(pack, 2, 5), null, null, null).copy();

        Arrays.fill(pack, (byte) 0);

        assertThat(HeaderText.of(copy.userAgent())).isEqualTo("agent");
        assertThat(Objects.requireNonNull(copy.userAgent()).array()).hasSize(5);
    }

    @Test
    void shouldCutWhatTheEdgeWouldNotHaveLetThrough() {
        RequestHeaders headers = headers(new byte[5_000], new byte[5_000], new byte[5_000], new byte[5_000]);

        assertThat(Objects.requireNonNull(headers.userAgent()).remaining()).isEqualTo(1_024);
        assertThat(Objects.requireNonNull(headers.brands()).remaining()).isEqualTo(512);
        assertThat(Objects.requireNonNull(headers.mobile()).remaining()).isEqualTo(16);
        assertThat(Objects.requireNonNull(headers.platform()).remaining()).isEqualTo(64);
    }

    @Test
    void shouldTakeBuffersWithoutAnArrayToo() {
        ByteBuffer bytes = ByteBuffer.wrap("agent".getBytes(StandardCharsets.US_ASCII));

        RequestHeaders headers = RequestHeaders.of(bytes.asReadOnlyBuffer(), null, null, null);

        assertThat(headers).isEqualTo(RequestHeaders.of(bytes, null, null, null));
    }

    private static RequestHeaders headers(
            byte @Nullable [] agent, byte @Nullable [] brands, byte @Nullable [] mobile, byte @Nullable [] platform) {
        return RequestHeaders.of(wrap(agent), wrap(brands), wrap(mobile), wrap(platform));
    }

    private static @Nullable ByteBuffer wrap(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    /** The same bytes somewhere in a larger array. */
    private static ByteBuffer within(Random random, byte[] bytes) {
        int before = random.nextInt(20);
        byte[] larger = bytes(random, before + bytes.length + random.nextInt(20));
        System.arraycopy(bytes, 0, larger, before, bytes.length);
        return ByteBuffer.wrap(larger, before, bytes.length).slice();
    }

    private static byte[] changed(Random random, byte[] bytes) {
        byte[] changed = bytes.clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
