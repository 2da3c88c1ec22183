package dev.firstlight.stream.enrich.place;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A file of one network, in MaxMind DB format 2.0 (https://maxmind.github.io/MaxMind-DB/): a search tree of 24-bit records over
 * 128-bit addresses, one data record, the metadata.
 */
final class TinyMmdb {

    private static final int IPV4_BITS = 96;

    private TinyMmdb() {}

    /** {@code network} is an IPv4 prefix, {@code record} the encoded data of its addresses. */
    static byte[] of(int network, int prefixBits, byte[] record) {
        int nodes = IPV4_BITS + prefixBits;
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int node = 0; node < nodes; node++) {
            int bit = node < IPV4_BITS ? 0 : network >>> (31 - (node - IPV4_BITS)) & 1;
            int next = node == nodes - 1 ? nodes + 16 : node + 1; // the last one points into the data
            record24(file, bit == 0 ? next : nodes);
            record24(file, bit == 1 ? next : nodes);
        }
        file.writeBytes(new byte[16]);
        file.writeBytes(record);
        file.writeBytes("\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1));
        file.writeBytes(map(
                text("node_count"), number(6, nodes),
                text("record_size"), number(5, 24),
                text("ip_version"), number(5, 6),
                text("database_type"), text("tiny"),
                text("languages"), new byte[] {0, 4},
                text("binary_format_major_version"), number(5, 2),
                text("binary_format_minor_version"), number(5, 0),
                text("build_epoch"), extended(2, 1_795_000_000),
                text("description"), map()));
        return file.toByteArray();
    }

    static byte[] map(byte[]... keysAndValues) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(7 << 5 | keysAndValues.length / 2);
        for (byte[] part : keysAndValues) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] array(byte[]... values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(values.length);
        out.write(11 - 7);
        for (byte[] value : values) {
            out.writeBytes(value);
        }
        return out.toByteArray();
    }

    static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (bytes.length < 29) {
            out.write(2 << 5 | bytes.length);
        } else {
            out.write(2 << 5 | 29);
            out.write(bytes.length - 29);
        }
        out.writeBytes(bytes);
        return out.toByteArray();
    }

    /** A number of 32 bits. */
    static byte[] number(long value) {
        return new byte[] {
            (byte) (6 << 5 | 4), (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
        };
    }

    private static byte[] number(int type, int value) {
        return new byte[] {(byte) (type << 5 | 2), (byte) (value >>> 8), (byte) value};
    }

    private static byte[] extended(int type, int value) {
        return new byte[] {
            4, (byte) type, (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
        };
    }

    private static void record24(ByteArrayOutputStream out, int value) {
        out.write(value >>> 16);
        out.write(value >>> 8);
        out.write(value);
    }
}
