package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.RawPack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificFixed;
import org.junit.jupiter.api.Test;

/** Packs as the edge writes them, read by plain Avro and by our reader, whole and broken. */
final class PackTest {

    /** No broken length may make a reader take more than this for a pack of some hundred bytes. */
    private static final long ALLOCATED_MAX = 16L << 20;

    private final PackReader reader = new PackReader(new SchemaBook());

    @Test
    void shouldBePlainAvroFieldByField() {
        PackEncoder encoder = new PackEncoder();
        Seeded.repeat(200, random -> {
            PackEncoder.Header header = RawEvents.header(random);
            List<RawEvent> events = events(random);

            GenericRecord pack = plain(encode(encoder, header, events));

            assertThat(pack.get("incarnation")).isEqualTo(header.incarnation());
            assertThat(pack.get("loop")).isEqualTo(header.loop());
            assertThat(pack.get("partition")).isEqualTo(header.partition());
            assertThat(pack.get("first_sequence")).isEqualTo(header.firstSequence());
            assertThat(pack.get("opened_at")).isEqualTo(header.openedAtMs());
            assertThat(pack.get("abandoned_total")).isEqualTo(header.abandonedTotal());
            assertThat(pack.get("accepted_total")).isEqualTo(header.acceptedTotal());
            assertThat(pack.get("declined_total")).isEqualTo(header.declinedTotal());
            assertThat(textKeys((Map<?, ?>) pack.get("refused_totals"))).isEqualTo(header.refusedTotals());
            List<?> read = (List<?>) pack.get("events");
            assertThat(read).hasSameSizeAs(events);
            for (int i = 0; i < events.size(); i++) {
                same((GenericRecord) read.get(i), events.get(i));
            }
        });
    }

    @Test
    void shouldComeBackThroughOurReader() {
        PackEncoder encoder = new PackEncoder();
        Seeded.repeat(200, random -> {
            PackEncoder.Header header = RawEvents.header(random);
            List<RawEvent> events = events(random);

            PackReader.Pack pack = read(encode(encoder, header, events));

            assertThat(pack.header().getIncarnation()).isEqualTo(header.incarnation());
            assertThat(pack.header().getFirstSequence()).isEqualTo(header.firstSequence());
            assertThat(pack.header().getAbandonedTotal()).isEqualTo(header.abandonedTotal());
            assertThat(pack.header().getRefusedTotals()).isEqualTo(header.refusedTotals());
            assertThat(pack.header().getEvents()).isEmpty();
            assertThat(pack.items()).extracting(PackReader.Item::event).isEqualTo(events);
            assertThat(pack.items())
                    .extracting(PackReader.Item::index)
                    .isEqualTo(IntStream.range(0, events.size()).boxed().toList());
        });
    }

    @Test
    void shouldGiveBytesOfItsOwnAndBeginAnew() {
        PackEncoder encoder = new PackEncoder();
        Random random = new Random(1);
        List<RawEvent> events = events(random);
        PackEncoder.Header header = RawEvents.header(random);

        byte[] first = encode(encoder, header, events);
        byte[] copy = first.clone();
        encode(encoder, RawEvents.header(random), events(random));

        assertThat(first).isEqualTo(copy);
        assertThat(encode(encoder, header, events)).isEqualTo(copy);
    }

    @Test
    void shouldLoseOnlyTheItemThatIsPoison() {
        Random random = new Random(5);
        RawEvent event = RawEvents.random(random);
        byte[] pack = encode(new PackEncoder(), RawEvents.header(random), List.of(event, event, event));
        byte[] item = read(pack).items().get(1).bytes();
        int second = indexOf(pack, item, indexOf(pack, item, 0) + item.length);
        // a text of a negative length where the pixel id begins, after the ten bytes at most of received_at
        int pixelAt = second + varintLength(pack, second);

        pack[pixelAt] = 1;
        PackReader.Pack read = read(pack);

        assertThat(read.items()).hasSize(3);
        assertThat(read.items().get(0).event()).isEqualTo(event);
        assertThat(read.items().get(1).event()).isNull();
        assertThat(read.items().get(1).detail()).isNotEmpty();
        assertThat(read.items().get(1).bytes()).hasSameSizeAs(item);
        assertThat(read.items().get(2).event()).isEqualTo(event);
    }

    @Test
    void shouldReadEveryBrokenPackOrCallItUnreadable() {
        Seeded.repeat(1, random -> {
            byte[] pack = encode(
                    new PackEncoder(),
                    RawEvents.header(random),
                    List.of(RawEvents.random(random), RawEvents.random(random)));
            for (int length = 0; length < pack.length; length++) {
                byte[] cut = Arrays.copyOf(pack, length);
                assertThatThrownBy(() -> reader.read(cut)).isInstanceOf(UnreadableException.class);
            }
            for (int at = 0; at < pack.length; at++) {
                for (int flip = 1; flip < 256; flip++) {
                    byte[] flipped = pack.clone();
                    flipped[at] ^= (byte) flip;
                    readOrRefuse(flipped);
                }
            }
        });
    }

    @Test
    void shouldRefuseAnItemLongerThanTheRecordWithoutMakingRoomForIt() {
        Random random = new Random(2);
        byte[] pack = encode(new PackEncoder(), RawEvents.header(random), List.of(RawEvents.random(random)));
        byte[] item = read(pack).items().get(0).bytes();
        int at = indexOf(pack, item, 0);
        byte[] longer = Arrays.copyOf(pack, at + 5);
        // the length before the item, in as many bytes as five can say: 2 GiB
        Arrays.fill(longer, at - 2, at + 2, (byte) 0xff);
        longer[at + 2] = 0x0f;

        readOrRefuse(longer);
    }

    @Test
    void shouldRefuseAPackWithoutItemsAndOneOfAnotherRecord() {
        PackEncoder encoder = new PackEncoder();
        encoder.begin(RawEvents.header(new Random(3)));
        byte[] empty = encoder.finish();
        SchemaBook book = new SchemaBook();
        byte[] reject = new AvroCodec<>(LedgerEntry.getClassSchema(), book)
                .encode(LedgerEntry.newBuilder()
                        .setStage("s")
                        .setSource("s")
                        .setPixelId("p")
                        .setMinute(1)
                        .setCounts(Map.of())
                        .setWrittenAt(1)
                        .build());

        assertThatThrownBy(() -> reader.read(empty)).isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> new PackReader(book).read(reject)).isInstanceOf(UnreadableException.class);
    }

    private void readOrRefuse(byte[] bytes) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        try {
            reader.read(bytes);
        } catch (UnreadableException e) {
            assertThat(e.detail()).isNotEmpty();
        }
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        if (allocated > ALLOCATED_MAX) {
            fail("reading allocated " + allocated + " bytes");
        }
    }

    private PackReader.Pack read(byte[] pack) {
        try {
            return reader.read(pack);
        } catch (UnreadableException e) {
            throw new AssertionError(e.detail(), e);
        }
    }

    private static List<RawEvent> events(Random random) {
        List<RawEvent> events = new ArrayList<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            events.add(RawEvents.random(random));
        }
        return events;
    }

    private static byte[] encode(PackEncoder encoder, PackEncoder.Header header, List<RawEvent> events) {
        encoder.begin(header);
        events.forEach(encoder::append);
        assertThat(encoder.count()).isEqualTo(events.size());
        byte[] pack = encoder.finish();
        assertThat(pack).hasSize(encoder.size());
        return pack;
    }

    private static GenericRecord plain(byte[] pack) {
        int header = AvroCodec.HEADER_BYTES;
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(pack, header, pack.length - header, null);
        try {
            GenericRecord record = new GenericDatumReader<GenericRecord>(RawPack.getClassSchema()).read(null, decoder);
            assertThat(decoder.isEnd()).isTrue();
            return record;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void same(GenericRecord read, RawEvent written) {
        for (Schema.Field field : RawEvent.getClassSchema().getFields()) {
            Object value = written.get(field.pos());
            if (value instanceof GenericData.Fixed || value instanceof SpecificFixed) {
                assertThat(((GenericData.Fixed) read.get(field.pos())).bytes())
                        .isEqualTo(((GenericFixed) value).bytes());
            } else if (value instanceof ByteBuffer) {
                assertThat(read.get(field.pos())).as(field.name()).isEqualTo(value);
            } else {
                assertThat(String.valueOf(read.get(field.pos())))
                        .as(field.name())
                        .isEqualTo(String.valueOf(value));
            }
        }
    }

    private static Map<String, Object> textKeys(Map<?, ?> read) {
        Map<String, Object> copy = new HashMap<>();
        read.forEach((name, count) -> copy.put(String.valueOf(name), count));
        return copy;
    }

    private static int indexOf(byte[] in, byte[] wanted, int from) {
        for (int i = from; i <= in.length - wanted.length; i++) {
            if (Arrays.equals(in, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }

    private static int varintLength(byte[] in, int at) {
        int length = 1;
        while ((in[at + length - 1] & 0x80) != 0) {
            length++;
        }
        return length;
    }
}
