package dev.firstlight.stream;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.Reject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Records of the raw log that are no pack, or nearly one: lengths that lie, frames that are cut off, bombs. */
final class OddRecords {

    private static final int HEADER_BYTES = 10;
    private static final int MIB = 1 << 20;

    /** What {@code zstd} takes for one block, and how a block says that it is one byte again and again (RFC 8878, 3.1.1.2). */
    private static final int BLOCK_BYTES = 128 << 10;

    private static final int RUN = 1;
    private static final int RESERVED = 3;

    /** Writes what follows the fields of a pack's header. */
    private interface Tail {
        void write(BinaryEncoder encoder) throws IOException;
    }

    private final byte[] pack;

    OddRecords(byte[] pack) {
        this.pack = pack;
    }

    byte @Nullable [] make(String name) {
        return switch (name) {
            case "a tombstone" -> null;
            case "no byte" -> new byte[0];
            case "one byte" -> new byte[] {(byte) 0xC3};
            case "a header alone" -> Arrays.copyOf(pack, HEADER_BYTES);
            case "a text" -> utf8("hello, this is no pack at all");
            case "JSON" -> utf8("{\"events\":[{\"type\":\"click\"}]}");
            case "noughts" -> new byte[100];
            case "all ones" -> filled(100, 0xFF);
            case "1 MiB of noughts" -> new byte[MIB];
            case "1 MiB of a text" -> filled(MIB, 'a');
            case "a pack less its last byte" -> Arrays.copyOf(pack, pack.length - 1);
            case "a pack and a byte more" -> Arrays.copyOf(pack, pack.length + 1);
            case "a pack without its header" -> Arrays.copyOfRange(pack, HEADER_BYTES, pack.length);
            case "an event of firstlight.events" -> event();
            case "a reject of firstlight.rejects" -> reject();
            case "a gzip stream" -> gzip(pack);
            default -> name.contains("zstd") || name.contains("compressed") ? frame(name) : lyingPack(name);
        };
    }

    private byte[] lyingPack(String name) {
        return switch (name) {
            case "a pack of no item" -> pack(out -> longs(out, 0, 0));
            case "a pack whose blocks hold two items" -> pack(out -> longs(out, 0, 2, 0, 0, 0));
            case "a pack whose item is longer than the record" -> pack(out -> longs(out, 0, -1, MIB, 0));
            case "a pack whose item has a negative length" -> pack(out -> longs(out, 0, -1, -5, 0));
            case "a pack whose header has a map of 2^60 entries" -> pack(out -> longs(out, 1L << 60, 0));
            case "a pack whose header has a map of -2^40 entries" -> pack(out -> longs(out, -(1L << 40), 10, 0));
            case "a pack whose text is 2^31 bytes long" -> pack(out -> longs(out, 1, 1L << 31, 0));
            default -> throw new AssertionError("no such record: " + name);
        };
    }

    private byte[] frame(String name) {
        byte[] frame = Zstd.compress(pack);
        return switch (name) {
            case "a compressed pack" -> frame;
            case "a zstd magic alone" -> Arrays.copyOf(frame, 4);
            case "a zstd frame cut off" -> Arrays.copyOf(frame, frame.length - 5);
            case "a zstd frame with a flipped byte" -> runs(pack.length, pack.length, RESERVED);
            case "a zstd frame of noughts" -> Zstd.compress(new byte[1_000]);
            case "a zstd frame without a size" -> withoutSize();
            case "a zstd frame that says 2 GiB" -> runs(2L << 30, BLOCK_BYTES, RUN);
            case "a zstd bomb of 1 GiB" -> runs(1 << 30, 1 << 30, RUN);
            case "a zstd frame that says less than it holds" -> runs(BLOCK_BYTES, 1 << 30, RUN);
            case "a zstd frame of an empty pack" -> Zstd.compress(pack(out -> longs(out, 0, 0)));
            case "a zstd frame in a zstd frame" -> Zstd.compress(frame);
            default -> throw new AssertionError("no such record: " + name);
        };
    }

    /** A frame of blocks that are one byte again and again, four bytes each. */
    private static byte[] runs(long saidBytes, long heldBytes, int type) {
        int blocks = (int) ((heldBytes + BLOCK_BYTES - 1) / BLOCK_BYTES);
        ByteBuffer out = ByteBuffer.allocate(4 + 1 + 8 + 4 * blocks).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0xFD2FB528).put((byte) 0xE0).putLong(saidBytes);
        for (int i = 1; i <= blocks; i++) {
            int size = (int) Math.min(BLOCK_BYTES, heldBytes);
            int header = (i == blocks ? 1 : 0) | type << 1 | size << 3;
            out.put((byte) header)
                    .put((byte) (header >> 8))
                    .put((byte) (header >> 16))
                    .put((byte) 0);
        }
        return out.array();
    }

    private byte[] withoutSize() {
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            context.setContentSize(false);
            return context.compress(pack);
        }
    }

    /** The fields of a pack's header up to its map, and {@code tail} from there. */
    private byte[] pack(Tail tail) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(pack, 0, HEADER_BYTES);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            longs(encoder, 7, 0, 0, 0, 1_795_000_000_000L, 0, 0, 0);
            tail.write(encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void longs(BinaryEncoder encoder, long... values) throws IOException {
        for (long value : values) {
            encoder.writeLong(value);
        }
    }

    private static byte[] event() {
        Event event = new Event();
        event.setDedupId("0");
        event.setIdentity("event");
        event.setEventId("x");
        event.setType("click");
        event.setPixelId("12345");
        event.setSite("12345");
        event.setProperties(Map.of());
        event.setWarnings(List.of());
        return new AvroCodec<Event>(Event.getClassSchema(), new SchemaBook()).encode(event);
    }

    private static byte[] reject() {
        Reject reject = new Reject();
        reject.setReason("type_malformed");
        reject.setStage("collector");
        reject.setBytes(ByteBuffer.wrap(new byte[3]));
        reject.setRawTopic("firstlight.raw");
        return new AvroCodec<Reject>(Reject.getClassSchema(), new SchemaBook()).encode(reject);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
