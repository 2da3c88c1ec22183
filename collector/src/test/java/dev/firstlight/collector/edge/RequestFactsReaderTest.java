package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.event.RequestFacts;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class RequestFactsReaderTest {

    private final Meters meters = new Meters("collector", CollectorMeter.class);
    private final HttpHeaders headers = new DefaultHttpHeaders();

    @Test
    void shouldTakeTheClientFromAllLinesOfTheHeaderOfATrustedPeer() throws UnknownHostException {
        headers.add("X-Forwarded-For", "1.1.1.1").add("x-forwarded-for", "198.51.100.1, 10.0.0.2");

        assertThat(read("10.0.0.1").address()).isEqualTo(AddressText.read("198.51.100.1"));
    }

    @Test
    void shouldTakeThePeerWhereNobodyTrustsIt() throws UnknownHostException {
        headers.add("X-Forwarded-For", "198.51.100.1");

        assertThat(read("203.0.113.9").address()).isEqualTo(AddressText.read("203.0.113.9"));
    }

    @Test
    void shouldCountAHeaderThatItCouldNotFollow() throws UnknownHostException {
        headers.add("X-Forwarded-For", "198.51.100.1, unknown");

        assertThat(read("10.0.0.1").address()).isEqualTo(AddressText.read("10.0.0.1"));
        assertThat(meters.count(CollectorMeter.FORWARDED_CUT_SHORT)).isEqualTo(1);
    }

    @Test
    void shouldHaveNoAddressWhereThePeerHasNone() {
        assertThat(read(new SocketAddress() {
                            private static final long serialVersionUID = 1L;
                        })
                        .address())
                .isNull();
    }

    private RequestFacts read(String peer) throws UnknownHostException {
        byte[] address = Objects.requireNonNull(AddressText.read(peer));
        return read(new InetSocketAddress(InetAddress.getByAddress(address), 4711));
    }

    private RequestFacts read(SocketAddress peer) {
        return RequestFactsReader.read(headers, peer, 0, TrustedProxiesTest.trusting("10.0.0.0/8"), meters);
    }
}
