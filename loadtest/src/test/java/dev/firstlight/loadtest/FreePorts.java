package dev.firstlight.loadtest;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of loopback that nobody has at this moment: all at once, so that they differ, and below those that systems give to outgoing connections
 * (Linux: 32768 and above; IANA: 49152), or one of a hundred connections might take a port before its owner has started.
 */
public final class FreePorts {

    private static final int FROM = 20_000;
    private static final int TO = 32_000;

    private FreePorts() {}

    public static int[] take(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        while (sockets.size() < count) {
            int port = ThreadLocalRandom.current().nextInt(FROM, TO);
            try {
                sockets.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
            } catch (BindException e) {
                // another has it
            }
        }
        int[] ports = sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }
}
