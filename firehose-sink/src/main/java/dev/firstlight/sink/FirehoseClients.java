package dev.firstlight.sink;

import dev.firstlight.runtime.CannotStartException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.FirehoseClientBuilder;

/** Makes the SDK's client, each of its settings that decides about time, repetition or credentials spelled out. */
final class FirehoseClients {

    /** What a local endpoint is signed for when no region is set; it does not look at it. */
    private static final Region LOCAL = Region.US_EAST_1;

    private FirehoseClients() {}

    static FirehoseClient make(FirehoseConfig config) {
        Apache5HttpClient.Builder http = Apache5HttpClient.builder()
                .connectionTimeout(config.connectTimeout())
                // silence on the socket; the call timeouts below bound the whole
                .socketTimeout(config.callTimeout())
                .connectionAcquisitionTimeout(config.connectTimeout())
                // one thread delivers; a second connection while one is being given up
                .maxConnections(2)
                // below Firehose's own idle close, so that no call starts on a connection that is going away
                .connectionMaxIdleTime(Duration.ofSeconds(30))
                .expectContinueEnabled(false)
                .tcpKeepAlive(true)
                // without one of ours, what Java's system properties and the environment say, no_proxy included
                .proxyConfiguration(proxy(config.proxy()));
        FirehoseClientBuilder builder = FirehoseClient.builder()
                .httpClientBuilder(http)
                .overrideConfiguration(override -> override
                        // The SDK would send all records again, also those that were taken: the loop repeats what is
                        // left.
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(config.callTimeout())
                        .apiCallAttemptTimeout(config.callTimeout()));
        if (config.endpoint() != null) {
            builder.endpointOverride(config.endpoint()).region(LOCAL);
        }
        if (config.region() != null) {
            builder.region(Region.of(config.region()));
        }
        if (config.accessKeyId() != null && config.secretAccessKey() != null) {
            builder.credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(config.accessKeyId(), config.secretAccessKey())));
        } else {
            builder.credentialsProvider(DefaultCredentialsProvider.builder().build());
        }
        return built(builder::build, "firehose.region");
    }

    static ProxyConfiguration proxy(@Nullable URI proxy) {
        ProxyConfiguration.Builder builder = ProxyConfiguration.builder();
        return (proxy == null
                        ? builder.useSystemPropertyValues(true).useEnvironmentVariableValues(true)
                        : builder.endpoint(proxy).useSystemPropertyValues(false).useEnvironmentVariableValues(false))
                .build();
    }

    /** Ends the start with a sentence where AWS's own chain finds no region. */
    static <T> T built(Supplier<T> building, String setting) {
        try {
            return building.get();
        } catch (SdkClientException e) {
            throw new CannotStartException(
                    "no AWS region: set " + setting + ", AWS_REGION or a profile's region (" + e.getMessage() + ")", e);
        }
    }
}
