package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.collector.meter.CutReason;
import dev.firstlight.runtime.Meters;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ConnectionCapsTest {

    private final Meters meters = new Meters("collector", CollectorMeter.class);

    @Test
    void shouldLetInSoManyOfOneIpv4Address() throws UnknownHostException {
        Door door = new Door(2);

        assertThat(door.letsIn("192.0.2.1")).isTrue();
        assertThat(door.letsIn("192.0.2.1")).isTrue();
        assertThat(door.letsIn("192.0.2.1")).isFalse();
        assertThat(door.letsIn("192.0.2.2")).isTrue();
        assertThat(meters.count(CollectorMeter.CONNECTIONS_CUT, CutReason.TOO_MANY_OF_PREFIX))
                .isEqualTo(1);
    }

    @Test
    void shouldLetInSoManyOfOneIpv6Network() throws UnknownHostException {
        Door door = new Door(2);

        assertThat(door.letsIn("2001:db8:0:1::1")).isTrue();
        assertThat(door.letsIn("2001:db8:0:1:ffff:ffff:ffff:ffff")).isTrue();
        assertThat(door.letsIn("2001:db8:0:1::2")).isFalse();
        assertThat(door.letsIn("2001:db8:0:2::1")).isTrue();
        assertThat(door.letsIn("::1")).isTrue();
        assertThat(door.letsIn("::")).isTrue();
        assertThat(door.letsIn("0.0.0.1")).isTrue();
    }

    @Test
    void shouldLetInAnotherWhenOneHasLeftAndForgetAPrefixWithItsLast() throws UnknownHostException {
        Door door = new Door(1);
        EmbeddedChannel first = door.connection("192.0.2.1");
        door.knock(first);

        first.close();

        assertThat(door.caps.prefixes()).isZero();
        assertThat(door.letsIn("192.0.2.1")).isTrue();
        assertThat(door.letsIn("192.0.2.1")).isFalse();
        assertThat(door.caps.prefixes()).isEqualTo(1);
    }

    @Test
    void shouldLetInAnyNumberOfATrustedProxyAndOfAnybodyWithoutLimit() throws UnknownHostException {
        Door door = new Door(1);
        Door open = new Door(0);

        for (int i = 0; i < 10; i++) {
            assertThat(door.letsIn("198.51.100.7")).isTrue();
            assertThat(open.letsIn("192.0.2.1")).isTrue();
        }
        assertThat(open.caps.prefixes()).isZero();
    }

    @Test
    void shouldCloseOneMoreThanThereMayBeAtOnceAndTakeTheNextWhenOneHasLeft() throws Exception {
        try (EdgeRig rig = new EdgeRig(Limits.connections(2, 0))) {
            RawClient first = rig.client();
            first.get("/robots.txt");
            RawClient second = rig.client();
            second.get("/robots.txt");

            RawClient third = rig.client();
            assertThat(third.isAtEnd()).isTrue();
            assertThat(rig.meters.count(CollectorMeter.CONNECTIONS_CUT, CutReason.TOO_MANY))
                    .isEqualTo(1);
            assertThat(second.get("/robots.txt").status()).isEqualTo(200);

            first.close();
            await().ignoreExceptions()
                    .until(() -> rig.client().get("/robots.txt").status() == 200);
        }
    }

    @Test
    void shouldCloseOneMoreThanOneAddressMayHave() throws IOException, InterruptedException {
        try (EdgeRig rig = new EdgeRig(Limits.connections(100, 1))) {
            RawClient first = rig.client();
            first.get("/robots.txt");

            assertThat(rig.client().isAtEnd()).isTrue();
            assertThat(rig.meters.count(CollectorMeter.CONNECTIONS_CUT, CutReason.TOO_MANY_OF_PREFIX))
                    .isEqualTo(1);
            assertThat(first.get("/robots.txt").status()).isEqualTo(200);
        }
    }

    /** The caps on a channel of connections; 198.51.100.0/24 is trusted. */
    private final class Door {
        private final ConnectionCaps caps;
        private final EmbeddedChannel accepting;

        Door(int perPrefixMax) {
            caps = new ConnectionCaps(
                    Limits.connections(1_000, perPrefixMax),
                    address -> address[12] == (byte) 198 && address[13] == 51 && address[14] == 100,
                    meters);
            accepting = new EmbeddedChannel(caps);
        }

        boolean letsIn(String address) throws UnknownHostException {
            return knock(connection(address));
        }

        boolean knock(EmbeddedChannel connection) {
            return accepting.writeInbound(connection) && accepting.readInbound() == connection;
        }

        EmbeddedChannel connection(String address) throws UnknownHostException {
            InetSocketAddress peer = new InetSocketAddress(InetAddress.getByName(address), 4_711);
            return new EmbeddedChannel() {
                @Override
                protected @Nullable SocketAddress remoteAddress0() {
                    return peer;
                }
            };
        }
    }
}
