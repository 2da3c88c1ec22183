package dev.firstlight.loadtest.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.loadtest.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TcpProxyTest {

    private static final int SOON_MS = 100;
    private static final int LATE_MS = 10_000;

    private ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    private TcpProxy proxy = new TcpProxy(FreePorts.take(1)[0], server.getLocalPort(), 1);

    TcpProxyTest() throws IOException {}

    @BeforeEach
    void answerSlowly() throws IOException {
        server.setSoTimeout(LATE_MS);
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void shouldCarryBothWays() throws Exception {
        try (Socket client = connect();
                Socket accepted = server.accept()) {
            client.getOutputStream().write('a');
            accepted.getOutputStream().write('b');

            assertThat(read(accepted, LATE_MS)).isEqualTo('a');
            assertThat(read(client, LATE_MS)).isEqualTo('b');
        }
    }

    @Test
    void shouldHoldOneWayAndDeliverWhenTheWeatherIsFair() throws Exception {
        try (Socket client = connect();
                Socket accepted = server.accept()) {
            proxy.weather(Weather.heldToServer());
            client.getOutputStream().write('a');
            accepted.getOutputStream().write('b');

            assertThat(read(client, LATE_MS)).isEqualTo('b');
            assertThatThrownBy(() -> read(accepted, SOON_MS)).isInstanceOf(SocketTimeoutException.class);
            proxy.weather(Weather.FAIR);
            assertThat(read(accepted, LATE_MS)).isEqualTo('a');
        }
    }

    @Test
    void shouldHoldTheOtherWay() throws Exception {
        try (Socket client = connect();
                Socket accepted = server.accept()) {
            proxy.weather(Weather.heldToClient());
            client.getOutputStream().write('a');
            accepted.getOutputStream().write('b');

            assertThat(read(accepted, LATE_MS)).isEqualTo('a');
            assertThatThrownBy(() -> read(client, SOON_MS)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void shouldDelayUntilTheWeatherChanges() throws Exception {
        try (Socket client = connect();
                Socket accepted = server.accept()) {
            proxy.weather(Weather.slow(60_000, 1, 0));
            client.getOutputStream().write('a');

            assertThatThrownBy(() -> read(accepted, SOON_MS)).isInstanceOf(SocketTimeoutException.class);
            proxy.weather(Weather.FAIR);
            assertThat(read(accepted, LATE_MS)).isEqualTo('a');
        }
    }

    @Test
    void shouldCutEveryConnection() throws Exception {
        try (Socket client = connect();
                Socket accepted = server.accept()) {
            client.getOutputStream().write('a');
            assertThat(read(accepted, LATE_MS)).isEqualTo('a');

            proxy.reset();

            assertThat(isOver(client)).isTrue();
            assertThat(isOver(accepted)).isTrue();
        }
    }

    @Test
    void shouldRefuseAndTakeAgain() throws Exception {
        proxy.weather(Weather.refusing());
        assertThatThrownBy(this::connect).isInstanceOf(IOException.class);

        proxy.weather(Weather.FAIR);
        CompletableFuture<Socket> accepting = CompletableFuture.supplyAsync(() -> {
            try {
                return server.accept();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        try (Socket client = connect();
                Socket accepted = accepting.join()) {
            client.getOutputStream().write('a');
            assertThat(read(accepted, LATE_MS)).isEqualTo('a');
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    private static int read(Socket socket, int timeoutMs) throws IOException {
        socket.setSoTimeout(timeoutMs);
        return socket.getInputStream().read();
    }

    private static boolean isOver(Socket socket) throws IOException {
        try {
            return read(socket, LATE_MS) < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // a reset
        }
    }
}
