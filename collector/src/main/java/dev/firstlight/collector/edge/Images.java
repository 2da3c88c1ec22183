package dev.firstlight.collector.edge;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The bytes of the fixed bodies; a test decodes the images. */
final class Images {

    static final byte[] NONE = {};

    /** 1×1, RGBA, fully transparent; 68 bytes. */
    static final byte[] PNG = HexFormat.of()
            .parseHex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
                    + "0000000b4944415478da636000020000050001e9fadcd80000000049454e44ae426082");

    /** 1×1, one transparent colour; 43 bytes. */
    static final byte[] GIF = HexFormat.of()
            .parseHex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b");

    static final byte[] ROBOTS = "User-agent: *\nDisallow: /\n".getBytes(StandardCharsets.US_ASCII);

    private Images() {}
}
