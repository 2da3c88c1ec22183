package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.RawPack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;

/** What is written by hand is what Avro's own writers make of it, byte for byte. */
final class PackEncodingTest {

    /** Where a length takes another byte of a varint, and one beyond. */
    private static final int[] LENGTHS = {0, 1, 63, 64, 8_191, 8_192, 65_536};

    private final PackEncoder encoder = new PackEncoder();

    @Test
    void shouldWriteEventsOfTheGeneralPathAsAvroDoes() {
        Seeded.repeat(500, random -> {
            PackEncoder.Header header = RawEvents.header(random);
            List<RawEvent> events = events(random);

            encoder.begin(header);
            events.forEach(encoder::append);

            assertThat(encoder.finish()).isEqualTo(byAvro(header, events));
        });
    }

    @Test
    void shouldWriteEventsOfSlicesAsAvroDoes() {
        EventSlices slices = new EventSlices();
        Seeded.repeat(500, random -> {
            PackEncoder.Header header = RawEvents.header(random);
            List<RawEvent> events = events(random);

            encoder.begin(header);
            for (RawEvent event : events) {
                RawEvents.slice(event, random, slices);
                encoder.append(slices);
            }

            assertThat(encoder.finish()).isEqualTo(byAvro(header, events));
        });
    }

    @Test
    void shouldWriteAHeaderWithoutAMapAsOneWithIt() {
        Seeded.repeat(200, random -> {
            PackEncoder.Header header = RawEvents.header(random);
            long[] totals = new long[Refusal.values().length];
            Map<String, Long> named = new LinkedHashMap<>();
            for (Refusal refusal : Refusal.values()) {
                if (random.nextInt(5) == 0) {
                    totals[refusal.ordinal()] = 1L + random.nextInt(1 << random.nextInt(20));
                    named.put(refusal.wireName(), totals[refusal.ordinal()]);
                }
            }

            encoder.begin(
                    header.incarnation(),
                    header.loop(),
                    header.partition(),
                    header.firstSequence(),
                    header.openedAtMs(),
                    header.abandonedTotal(),
                    header.acceptedTotal(),
                    header.declinedTotal(),
                    totals);

            assertThat(encoder.finish()).isEqualTo(byAvro(with(header, named), List.of()));
        });
    }

    @Test
    void shouldLeaveThePackAsItIsWhenAnEventLacksWhatMustBeThere() {
        Random random = new Random(1);
        RawEvent event = RawEvents.random(random);
        EventSlices lacking = new EventSlices();
        RawEvents.slice(event, random, lacking);
        lacking.eventId.clear();
        PackEncoder.Header header = RawEvents.header(random);
        encoder.begin(header);

        assertThatThrownBy(() -> encoder.append(lacking)).isInstanceOf(IllegalArgumentException.class);
        encoder.append(event);

        assertThat(encoder.finish()).isEqualTo(byAvro(header, List.of(event)));
    }

    @Test
    void shouldLeaveThePackAsItIsWhenThereIsNoMemoryForAnEvent() {
        Random random = new Random(2);
        RawEvent event = RawEvents.random(random);
        EventSlices tooLarge = new EventSlices();
        RawEvents.slice(event, random, tooLarge);
        tooLarge.payload.set(new byte[0], 0, Integer.MAX_VALUE - 10_000); // more than the heap of a test
        PackEncoder.Header header = RawEvents.header(random);
        encoder.begin(header);
        encoder.append(event);

        assertThatThrownBy(() -> encoder.append(tooLarge)).isInstanceOf(OutOfMemoryError.class);
        assertThat(encoder.count()).isEqualTo(1);
        encoder.append(event);

        assertThat(encoder.finish()).isEqualTo(byAvro(header, List.of(event, event)));
    }

    @Test
    void shouldForgetAPackWhoseEndFails() throws ReflectiveOperationException {
        Random random = new Random(3);
        RawEvent event = RawEvents.random(random);
        PackEncoder.Header header = RawEvents.header(random);
        encoder.begin(header);
        encoder.append(event);
        breakArray();

        assertThatThrownBy(encoder::finish).isInstanceOf(RuntimeException.class);
        assertThat(encoder.count()).isZero();
        encoder.begin(header);
        encoder.append(event);

        assertThat(encoder.finish()).isEqualTo(byAvro(header, List.of(event)));
    }

    /** Until the next pack begins nothing can be put. */
    private void breakArray() throws ReflectiveOperationException {
        Field pack = PackEncoder.class.getDeclaredField("pack");
        Field size = AvroBuffer.class.getDeclaredField("size");
        pack.setAccessible(true);
        size.setAccessible(true);
        size.setInt(pack.get(encoder), -1);
    }

    private static List<RawEvent> events(Random random) {
        List<RawEvent> events = new ArrayList<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            RawEvent event = RawEvents.random(random);
            if (random.nextInt(4) == 0) {
                byte[] payload = new byte[LENGTHS[random.nextInt(LENGTHS.length)]];
                random.nextBytes(payload);
                ByteBuffer inTheMiddle = ByteBuffer.allocate(payload.length + 9).position(4);
                inTheMiddle.put(payload).flip().position(4);
                event.setPayload(random.nextBoolean() ? inTheMiddle : inTheMiddle.asReadOnlyBuffer());
            }
            events.add(event);
        }
        return events;
    }

    private static PackEncoder.Header with(PackEncoder.Header header, Map<String, Long> refused) {
        return new PackEncoder.Header(
                header.incarnation(),
                header.loop(),
                header.partition(),
                header.firstSequence(),
                header.openedAtMs(),
                header.abandonedTotal(),
                header.acceptedTotal(),
                header.declinedTotal(),
                refused);
    }

    private static byte[] byAvro(PackEncoder.Header header, List<RawEvent> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AvroCodec.writeHeader(out, AvroCodec.fingerprint(RawPack.getClassSchema()));
        BinaryEncoder pack = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            pack.writeLong(header.incarnation());
            pack.writeInt(header.loop());
            pack.writeInt(header.partition());
            pack.writeLong(header.firstSequence());
            pack.writeLong(header.openedAtMs());
            pack.writeLong(header.abandonedTotal());
            pack.writeLong(header.acceptedTotal());
            pack.writeLong(header.declinedTotal());
            pack.writeMapStart();
            pack.setItemCount(header.refusedTotals().size());
            for (Map.Entry<String, Long> refused : header.refusedTotals().entrySet()) {
                pack.startItem();
                pack.writeString(refused.getKey());
                pack.writeLong(refused.getValue());
            }
            pack.writeMapEnd();
            for (RawEvent event : events) {
                byte[] item = itemByAvro(event);
                pack.writeLong(-1);
                pack.writeBytes(item);
            }
            pack.writeLong(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] itemByAvro(RawEvent event) throws IOException {
        ByteArrayOutputStream item = new ByteArrayOutputStream();
        BinaryEncoder itemEncoder = EncoderFactory.get().directBinaryEncoder(item, null);
        new SpecificDatumWriter<RawEvent>(RawEvent.getClassSchema()).write(event, itemEncoder);
        itemEncoder.flush();
        return item.toByteArray();
    }
}
