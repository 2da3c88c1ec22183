package dev.firstlight.loadtest.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class WrkAnswerTest {

    private static final String PRINTED = """
            Running 5s test @ http://127.0.0.1:18099/
              1 threads and 512 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency    16.00ms   19.88ms 191.38ms   95.98%
              156824 requests in 5.04s, 35.30MB read
              Socket errors: connect 1, read 3, write 0, timeout 2
              Non-2xx or 3xx responses: 7
            Requests/sec:  31145.35
            answered 156824 connect 1 read 3 write 0 status 7 timeout 2
            """;

    @Test
    void shouldFindItsLineInAllThatWrkPrints() throws Exception {
        assertThat(WrkAnswer.parse(PRINTED)).isEqualTo(new WrkAnswer(156_824, 13));
    }

    @Test
    void shouldSayWhatWrkSaidInsteadWhenItDidNotRun() {
        assertThatThrownBy(() -> WrkAnswer.parse("unable to connect to 127.0.0.1:1 Connection refused\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Connection refused");
    }
}
