package dev.firstlight.collector.edge;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.RepeatedTask;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS 1.2 and 1.3 with the certificate in force, which is renewed when its files change: new connections have the new one, open ones keep
 * theirs. OpenSSL (BoringSSL) where Netty's native library is for this system, else the JDK's, which takes more processor time.
 *
 * <p>Threads: handlers are made on any loop; files are read on a daemon thread of its own, never on a loop. Failure: files that cannot be
 * read, or a pair that cannot shake hands, are an error at the start; later they are reported, counted, tried again when they change, and what
 * was in force stays.
 */
final class Tls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    /** What stands in the two files. */
    private record Pair(byte[] certificate, byte[] key) {

        static Pair read(TlsConfig config) throws IOException {
            return new Pair(Files.readAllBytes(config.certificateFile()), Files.readAllBytes(config.keyFile()));
        }

        boolean isSame(Pair other) {
            return Arrays.equals(certificate, other.certificate) && Arrays.equals(key, other.key);
        }
    }

    private final TlsConfig config;
    private final SslProvider provider;
    private final Meters meters;
    private final ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "certificates");
        thread.setDaemon(true);
        return thread;
    });
    private Pair tried;

    /** Old ones are freed by the garbage collector: connections may still be made from one when it is replaced. */
    private volatile SslContext inForce;

    static SslProvider bestProvider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    /** @throws IllegalStateException naming the files, when they are not what they must be */
    Tls(TlsConfig config, SslProvider provider, Meters meters) {
        this.config = config;
        this.provider = provider;
        this.meters = meters;
        try {
            tried = Pair.read(config);
            inForce = context(tried);
        } catch (IOException | RuntimeException e) {
            reader.shutdown();
            throw new IllegalStateException(unusable() + ": " + e, e);
        }
        LOG.info("TLS by {} with {}", provider, config.certificateFile());
    }

    /** Renews from now on. */
    void watch(ErrorLog errors) {
        long ms = config.checkEach().toMillis();
        RepeatedTask checking = new RepeatedTask("looking at the certificate", () -> check(errors), errors);
        reader.scheduleWithFixedDelay(checking, ms, ms, TimeUnit.MILLISECONDS);
    }

    SslHandler handler(ByteBufAllocator allocator) {
        return inForce.newHandler(allocator);
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }

    private void check(ErrorLog errors) {
        try {
            Pair pair = Pair.read(config);
            if (pair.isSame(tried)) {
                return;
            }
            tried = pair;
            inForce = context(pair);
            meters.add(CollectorMeter.CERTIFICATES_RENEWED);
            LOG.info("a new certificate is in force: {}", config.certificateFile());
        } catch (IOException | RuntimeException e) {
            meters.add(CollectorMeter.CERTIFICATES_UNUSABLE);
            errors.report(unusable() + "; the one before stays in force", e);
        }
    }

    private String unusable() {
        return config.certificateFile() + " and " + config.keyFile() + " are no usable certificate and key";
    }

    private SslContext context(Pair pair) throws SSLException {
        SslContext context = SslContextBuilder.forServer(
                        new ByteArrayInputStream(pair.certificate()), new ByteArrayInputStream(pair.key()))
                .sslProvider(provider)
                .protocols("TLSv1.3", "TLSv1.2")
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_1_1))
                .build();
        Handshake.check(context); // a key of another certificate would not be noticed before
        return context;
    }
}
