package dev.firstlight.stream.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.firstlight.stream.MemoryStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** Whose packs were refused unread. */
class UnreadPacksTest {

    private static final long NOW = 1_795_315_142_123L;

    private final KeyValueStore<Bytes, byte[]> store = MemoryStore.open();
    private final UnreadPacks unread = new UnreadPacks(store);

    @Test
    void shouldKnowASchemaAgainForSevenDaysAndByItsLastRefusal() {
        long week = UnreadPacks.REMEMBERED.toMillis();
        unread.refused(pack(1), NOW);
        unread.refused(pack(2), NOW);
        unread.refused(pack(2), NOW + 1);

        assertThat(unread.hadSchemaOf(pack(1), NOW + week)).isTrue();
        assertThat(unread.hadSchemaOf(pack(1), NOW + week + 1)).isFalse();
        assertThat(unread.hadSchemaOf(pack(2), NOW + week + 1)).isTrue();
        assertThat(unread.hadSchemaOf(pack(3), NOW)).isFalse();
        assertThat(new UnreadPacks(store).hadSchemaOf(pack(1), NOW)).isTrue();
    }

    @Test
    void shouldKnowTheSchemaOfACompressedPack() {
        unread.refused(Zstd.compress(pack(1)), NOW);

        assertThat(unread.hadSchemaOf(pack(1), NOW)).isTrue();
        assertThat(unread.hadSchemaOf(Zstd.compress(pack(1)), NOW)).isTrue();
    }

    @Test
    void shouldRememberSoManyAndForgetTheOneThatWasRefusedLongestAgo() {
        for (int i = 0; i <= UnreadPacks.SCHEMAS_MAX; i++) {
            unread.refused(pack(i), NOW + (i == 3 ? -1 : i));
        }

        assertThat(unread.hadSchemaOf(pack(3), NOW)).isFalse();
        assertThat(unread.hadSchemaOf(pack(0), NOW)).isTrue();
        assertThat(unread.hadSchemaOf(pack(UnreadPacks.SCHEMAS_MAX), NOW)).isTrue();
    }

    @Test
    void shouldPassOverWhatHasNoSchema() {
        byte[] head = {(byte) 0xC3, 1, 2};
        byte[] compressed = Zstd.compress(pack(1));
        byte[] torn = Arrays.copyOf(compressed, compressed.length - 4);

        unread.refused(head, NOW);
        unread.refused(torn, NOW);

        assertThat(unread.hadSchemaOf(head, NOW)).isFalse();
        assertThat(unread.hadSchemaOf(torn, NOW)).isFalse();
    }

    private static byte[] pack(long fingerprint) {
        return ByteBuffer.allocate(200)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0xC3)
                .put((byte) 1)
                .putLong(fingerprint)
                .array();
    }
}
