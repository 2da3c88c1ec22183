package dev.firstlight.stream.enrich.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.AddressRanges;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.RequestHeaders;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real browsers and robots with what their columns are to say: user-agents.tsv. */
class UserAgentTableTest {

    private static final String ABSENT = "-";
    private static final int COLUMNS = 11;

    private static UserAgentEnrichment agents;
    private static BotEnrichment bots;

    @BeforeAll
    static void load() throws IOException {
        Meters meters = new Meters("stream_processor", StreamMeter.class);
        agents = new UserAgentEnrichment(1_000, true, meters, new ErrorLog(UserAgentTableTest.class));
        try (InputStream in =
                Objects.requireNonNull(BotList.class.getClassLoader().getResourceAsStream(BotList.BUNDLED))) {
            BotList list = BotList.read(in, 1_000);
            bots = new BotEnrichment(() -> list, () -> AddressRanges.NONE, meters);
        }
        agents.awaitReady();
    }

    @AfterAll
    static void stop() {
        agents.close();
    }

    @ParameterizedTest
    @MethodSource("lines")
    void shouldTellTheColumnsOf(String line) {
        String[] columns = line.split("\t", -1);
        Event event = new Event();
        RequestHeaders headers = Agents.headers(columns[0], given(columns[1]), given(columns[2]), given(columns[3]));

        Agents.settled(agents, headers, event);
        bots.enrich(new Enrichment.Subject(headers, null, 0), event, new Warnings());

        assertThat(List.of(
                        text(event.getDeviceClass()),
                        text(event.getDeviceBrand()),
                        text(event.getOsName()),
                        text(event.getOsVersion()),
                        text(event.getAgentName()),
                        text(event.getAgentVersion()),
                        text(event.getBotSource())))
                .isEqualTo(List.of(columns).subList(4, COLUMNS));
        assertThat(event.getBot()).isEqualTo(!columns[COLUMNS - 1].equals(ABSENT));
    }

    @Test
    void shouldWarmUpWithCommonOnesThatAreAllTriedAndUnderstood() {
        List<String> common = UserAgentParser.common();

        assertThat(common)
                .hasSizeGreaterThanOrEqualTo(200)
                .doesNotHaveDuplicates()
                .allSatisfy(text -> {
                    Event event = new Event();
                    Warnings told = Agents.settled(agents, Agents.headers(text), event);
                    assertThat(told.list()).isEmpty();
                    assertThat(event.getDeviceClass()).isNotNull();
                });
    }

    @Test
    void shouldHoldEnoughOfEach() throws IOException {
        List<String[]> lines =
                lines().stream().map(line -> line.split("\t", -1)).toList();

        assertThat(lines).hasSizeGreaterThanOrEqualTo(100).allMatch(columns -> columns.length == COLUMNS);
        assertThat(lines)
                .filteredOn(columns -> !columns[COLUMNS - 1].equals(ABSENT))
                .hasSizeGreaterThanOrEqualTo(25);
        assertThat(lines).filteredOn(columns -> !columns[1].equals(ABSENT)).hasSizeGreaterThanOrEqualTo(12);
    }

    static List<String> lines() throws IOException {
        try (InputStream in = Objects.requireNonNull(UserAgentTableTest.class.getResourceAsStream("user-agents.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    private static @Nullable String given(String column) {
        return column.equals(ABSENT) ? null : column;
    }

    private static String text(@Nullable String value) {
        return value == null ? ABSENT : value;
    }
}
