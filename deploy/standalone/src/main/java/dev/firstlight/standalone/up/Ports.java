package dev.firstlight.standalone.up;

import dev.firstlight.runtime.PortInUseException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks at ports before anything starts, so that a taken one is a sentence at once and not a stack trace half-way. */
final class Ports {

    private Ports() {}

    /**
     * Answers {@code port}, or a free one for 0.
     *
     * @throws PortInUseException when somebody listens there
     */
    static int look(String what, int port) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections of an earlier run that linger do not take the port
            socket.bind(address);
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new PortInUseException(what, address, e);
        }
    }
}
