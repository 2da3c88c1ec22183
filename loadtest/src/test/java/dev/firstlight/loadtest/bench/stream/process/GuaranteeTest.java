package dev.firstlight.loadtest.bench.stream.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.stream.StreamProcessorConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GuaranteeTest {

    private static final Map<String, String> ENV = Map.of("STREAM_PROCESSOR_INSTANCE_ID", "one");

    @Test
    void shouldChangeTheGuaranteeAndNothingElse() {
        StreamProcessorConfig config = StreamProcessorConfig.load(null, ENV);

        StreamProcessorConfig changed = Guarantee.AT_LEAST_ONCE.in(config);

        assertThat(String.valueOf(changed))
                .contains("processing.guarantee=at_least_once")
                .contains("main.consumer.isolation.level=read_committed");
        assertThat(changed.claim()).isEqualTo(config.claim());
        assertThat(changed.kafka()).isEqualTo(config.kafka());
    }

    @Test
    void shouldLeaveTheProcessorAsItIsForExactlyOnce() {
        StreamProcessorConfig config = StreamProcessorConfig.load(null, ENV);

        assertThat(Guarantee.EXACTLY_ONCE.in(config)).isSameAs(config);
    }
}
