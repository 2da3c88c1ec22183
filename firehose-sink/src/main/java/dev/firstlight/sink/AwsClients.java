package dev.firstlight.sink;

import dev.firstlight.runtime.CannotStartException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Makes the SDK's clients, each of their settings that decides about time, repetition or credentials spelled out. */
final class AwsClients {

    /** What a local endpoint is signed for when no region is set; it does not look at it. */
    private static final Region LOCAL = Region.US_EAST_1;

    private AwsClients() {}

    /** @param inFlight calls that may be under way at a time */
    static FirehoseClient firehose(AwsConfig config, int inFlight) {
        return make(FirehoseClient.builder(), config, inFlight);
    }

    static S3Client s3(AwsConfig config) {
        S3ClientBuilder builder = S3Client.builder();
        if (config.endpoint() != null) {
            // Others than AWS: a bucket is a path there, not a host name, and bodies in signed chunks or with checksums
            // behind them are not always known.
            builder.serviceConfiguration(S3Configuration.builder()
                            .chunkedEncodingEnabled(false)
                            .build())
                    .forcePathStyle(true)
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED);
        }
        return make(builder, config, 1);
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C make(
            B builder, AwsConfig config, int inFlight) {
        builder.httpClientBuilder(http(config, inFlight)).overrideConfiguration(override -> override
                // The SDK would send all records again, also those that were taken: the loop repeats what is left.
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
        try {
            return builder.build();
        } catch (SdkClientException e) {
            throw new CannotStartException(
                    "no AWS region: set " + config.section() + ".region, AWS_REGION or a profile's region ("
                            + e.getMessage() + ")",
                    e);
        }
    }

    private static Apache5HttpClient.Builder http(AwsConfig config, int inFlight) {
        return Apache5HttpClient.builder()
                .connectionTimeout(config.connectTimeout())
                // silence on the socket; the call timeouts bound the whole
                .socketTimeout(config.callTimeout())
                .connectionAcquisitionTimeout(config.connectTimeout())
                // one for each call, and one more while one is being given up
                .maxConnections(inFlight + 1)
                // below Firehose's own idle close, so that no call starts on a connection that is going away
                .connectionMaxIdleTime(Duration.ofSeconds(30))
                .expectContinueEnabled(false)
                .tcpKeepAlive(true)
                // without one of ours, what Java's system properties and the environment say, no_proxy included
                .proxyConfiguration(proxy(config.proxy()));
    }

    private static ProxyConfiguration proxy(@Nullable URI proxy) {
        ProxyConfiguration.Builder builder = ProxyConfiguration.builder();
        return (proxy == null
                        ? builder.useSystemPropertyValues(true).useEnvironmentVariableValues(true)
                        : builder.endpoint(proxy).useSystemPropertyValues(false).useEnvironmentVariableValues(false))
                .build();
    }
}
