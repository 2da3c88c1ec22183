package dev.firstlight.runtime;

import java.net.InetSocketAddress;

/** A port that a service was told to listen on belongs to somebody else. */
public final class PortInUseException extends CannotStartException {

    private static final long serialVersionUID = 1L;

    public PortInUseException(String what, InetSocketAddress address, Throwable cause) {
        super(
                "the " + what + " port " + host(address) + ":" + address.getPort()
                        + " is already in use; stop what listens there or set another port",
                cause);
    }

    /** The address itself where it is known: "localhost" may be either of two. */
    private static String host(InetSocketAddress address) {
        return address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
    }
}
