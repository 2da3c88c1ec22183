package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContentCodingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, deflate, br, zstd                | BROTLI", // browsers over TLS
                "gzip, deflate                          | GZIP", // browsers without
                "gzip;q=1.0, br;q=0.9                   | GZIP",
                "br;q=0.5, gzip;q=0.5                   | BROTLI",
                "br;q=0, gzip                           | GZIP",
                "br;q=0.000, *                          | GZIP",
                "GZIP                                   | GZIP",
                "x-gzip                                 | GZIP",
                "gzip ; Q=0.8                           | GZIP",
                "*                                      | BROTLI",
                "*;q=0                                  | IDENTITY",
                "*;q=0, gzip;q=0.001                    | GZIP",
                "identity                               | IDENTITY",
                "identity, gzip;q=0.5                   | IDENTITY",
                "identity;q=0.5, gzip                   | GZIP",
                "identity;q=0, gzip                     | GZIP",
                "identity;q=0                           | IDENTITY", // nothing is left: better this than nothing
                "deflate, zstd                          | IDENTITY",
                "gzip;q=2, br;q=-1                      | IDENTITY",
                "gzip;q=0.1234                          | IDENTITY",
                "gzip;quality=1                         | IDENTITY",
                "brotli, gzipped                        | IDENTITY",
                ",, ;q=1 ,                              | IDENTITY"
            })
    void shouldTakeTheCodingThatTheClientLikesBest(String accepted, ContentCoding best) {
        assertThat(ContentCoding.best(List.of(accepted))).isEqualTo(best);
    }

    @Test
    void shouldSendTheBytesAsTheyAreToAClientThatSaysNothing() {
        assertThat(ContentCoding.best(List.of())).isEqualTo(ContentCoding.IDENTITY);
        assertThat(ContentCoding.best(List.of(""))).isEqualTo(ContentCoding.IDENTITY);
    }

    @Test
    void shouldReadSeveralLinesAsOneList() {
        assertThat(ContentCoding.best(List.of("deflate", "gzip;q=0.5"))).isEqualTo(ContentCoding.GZIP);
    }
}
