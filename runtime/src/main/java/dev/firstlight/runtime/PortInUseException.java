package dev.firstlight.runtime;

import java.net.InetSocketAddress;

/** A port that a service was told to listen on belongs to somebody else. */
public final class PortInUseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PortInUseException(String what, InetSocketAddress address, Throwable cause) {
        super(
                "the " + what + " port " + address.getHostString() + ":" + address.getPort()
                        + " is already in use; stop what listens there or set another port",
                cause);
    }
}
