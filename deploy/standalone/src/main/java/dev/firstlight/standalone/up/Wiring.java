package dev.firstlight.standalone.up;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What ties the services together on one machine, given to them as any operator would: through their settings' environment names. What the
 * person's own environment says stays, except for these ties.
 */
public final class Wiring {

    private final Map<String, String> env;
    private final Path data;
    private final String stream;
    private final int kafkaPort;
    private final int controllerPort;
    private final int firehosePort;

    Wiring(UpConfig config, Map<String, String> env) {
        this.env = env;
        this.data = config.dataDirectory();
        this.stream = config.stream();
        this.kafkaPort = Ports.look("broker", config.kafkaPort());
        this.controllerPort = Ports.look("broker's controller", config.controllerPort());
        this.firehosePort = Ports.look("Firehose endpoint's", config.firehosePort());
        Ports.look("warehouse", config.warehousePort());
    }

    int kafkaPort() {
        return kafkaPort;
    }

    int controllerPort() {
        return controllerPort;
    }

    int firehosePort() {
        return firehosePort;
    }

    String bootstrapServers() {
        return "127.0.0.1:" + kafkaPort;
    }

    /** What ties a service, whose names begin with {@code prefix}, to the topics and keys of a running pipeline. */
    public static Map<String, String> ofRun(String prefix, String bootstrapServers, Path data) {
        Map<String, String> result = new HashMap<>();
        result.put(prefix + "_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        result.put(prefix + "_KAFKA_TOPIC_PREFIX", ""); // the broker is ours alone
        result.put(prefix + "_KAFKA_REPLICATION", "1");
        result.put(prefix + "_KAFKA_MIN_IN_SYNC_REPLICAS", "1");
        result.put(prefix + "_KAFKA_ALLOW_SINGLE_REPLICA", "true");
        result.put(prefix + "_KEYS_DIRECTORY", data.resolve("keys").toString());
        return result;
    }

    /** The environment of the service whose names begin with {@code prefix}. */
    Map<String, String> forService(String prefix) {
        Map<String, String> result = new HashMap<>(env);
        result.putAll(ofRun(prefix, bootstrapServers(), data));
        result.put(prefix + "_SPOOL_DIRECTORY", data.resolve("spool").toString());
        result.put(prefix + "_STATE_DIRECTORY", data.resolve("streams").toString());
        result.put(prefix + "_INSTANCE_ID", "local");
        result.put(prefix + "_STANDBY_REPLICAS", "0"); // there is no second machine to stand by
        result.put(prefix + "_FIREHOSE_ENDPOINT", "http://127.0.0.1:" + firehosePort);
        result.put(prefix + "_FIREHOSE_STREAM", stream);
        result.put(prefix + "_FIREHOSE_REGION", "us-east-1");
        result.put(prefix + "_FIREHOSE_ACCESS_KEY_ID", "local");
        result.put(prefix + "_FIREHOSE_SECRET_ACCESS_KEY", "local");
        return result;
    }
}
