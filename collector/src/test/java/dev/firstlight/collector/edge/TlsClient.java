package dev.firstlight.collector.edge;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A client that trusts anybody and tells whom it met. */
final class TlsClient implements AutoCloseable {

    private static final int TIMEOUT_MS = 10_000;

    private final Wire wire = new Wire();
    private final SSLSocket socket;
    final RawClient http;

    TlsClient(int port, String... protocols) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAnybody()}, null);
        wire.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
        socket = (SSLSocket) context.getSocketFactory().createSocket(wire, "localhost", port, true);
        socket.setSoTimeout(TIMEOUT_MS);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        http = new RawClient(socket);
    }

    /** As in CN=shop. */
    String server() throws IOException {
        X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return certificate.getSubjectX500Principal().getName();
    }

    String protocol() {
        return socket.getSession().getProtocol();
    }

    String application() {
        return socket.getApplicationProtocol();
    }

    /** Of the last record that came, as TLS 1.2 has it: 23 is data, 21 an alert, and at an end it can only be close_notify. */
    int lastRecordType() {
        byte[] bytes = wire.received.toByteArray();
        int type = 0;
        for (int at = 0; at + 5 <= bytes.length; ) {
            type = bytes[at];
            at += 5 + ((bytes[at + 3] & 0xff) << 8 | bytes[at + 4] & 0xff);
        }
        return type;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Keeps what comes, as it comes. */
    private static final class Wire extends Socket {
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read(byte[] into, int from, int length) throws IOException {
                    int count = in.read(into, from, length);
                    received.write(into, from, Math.max(0, count));
                    return count;
                }
            };
        }
    }

    private static final class TrustsAnybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
