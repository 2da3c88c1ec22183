package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrialsTest {

    private static final Duration RETRY_MAX = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private final Meters meters = new Meters("standalone", StandaloneMeter.class);
    private final Set<String> failing = new HashSet<>();
    private final Set<String> tooLarge = new HashSet<>();
    private final List<String> tried = new ArrayList<>();
    private final List<String> noted = new ArrayList<>();
    private boolean isAway;
    private boolean isGone;
    private long nowNanos;

    @Test
    void shouldGoOnWithTheOthersWhileObjectsThatFailedWait() {
        List<String> bad = names("bad", 64);
        failing.addAll(bad);
        Trials trials = trials();
        trials.load(bad, 1_000);
        tried.clear();

        trials.load(List.of("good"), 2_000);
        trials.again();

        assertThat(tried).as("nothing is due").containsExactly("good");
        assertThat(trials.size()).isEqualTo(64);
        assertThat(trials.sinceMs()).isEqualTo(1_000);
        assertThat(noted).containsExactlyElementsOf(bad);
    }

    @Test
    void shouldTryEachAgainAtItsOwnTimeAndGiveItUpAtItsOwn() throws IOException {
        failing.addAll(List.of("a.gz", "b.gz"));
        Trials trials = trials();
        trials.load(List.of("a.gz"), 1);
        passMs(600);
        trials.load(List.of("b.gz"), 2);

        passMs(400);
        tried.clear();
        trials.again();
        assertThat(tried).containsExactly("a.gz");
        for (int ms = 1_000; ms < 10_400; ms += 200) {
            passMs(200);
            trials.again();
        }

        assertThat(givenUp()).containsExactly("a.gz");
        assertThat(trials.holds("a.gz")).isFalse();
        assertThat(trials.sinceMs()).isEqualTo(2);
        passMs(400);
        trials.again();
        assertThat(givenUp()).containsExactlyInAnyOrder("a.gz", "b.gz");
        assertThat(trials.sinceMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(meters.count(StandaloneMeter.WAREHOUSE_OBJECTS_SET_ASIDE)).isEqualTo(2);
    }

    @Test
    void shouldLoadTogetherWhatIsDueTogetherAndForgetIt() {
        List<String> late = names("late", 3);
        failing.addAll(late);
        Trials trials = trials();
        trials.load(late, 1);
        failing.clear();
        tried.clear();

        passMs(Trials.AGAIN_MS);
        trials.again();
        passMs(Trials.AGAIN_MS);
        trials.again();

        assertThat(tried).containsExactlyElementsOf(late);
        assertThat(trials.size()).isZero();
    }

    @Test
    void shouldGiveUpNothingWhileTheWarehouseItselfTakesNothing() throws IOException {
        List<String> names = names("all", 5);
        failing.addAll(names);
        isAway = true;
        Trials trials = trials();
        trials.load(names, 1);
        assertThat(tried).as("one after the others have failed together").hasSize(5 + 1);
        for (int i = 0; i < 100; i++) {
            passMs(Trials.AGAIN_MS);
            trials.again();
        }

        assertThat(trials.size()).isEqualTo(5);
        assertThat(givenUp()).isEmpty();
        assertThat(meters.count(StandaloneMeter.WAREHOUSE_AWAY)).isEqualTo(101);
        isAway = false;
        passMs(Trials.AGAIN_MS);
        trials.again();
        assertThat(trials.size()).as("its time begins now").isEqualTo(5);
        failing.clear();
        passMs(Trials.AGAIN_MS);
        trials.again();
        assertThat(trials.size()).isZero();
    }

    /** A disk that is nearly full takes the sentence on why, and other objects. */
    @Test
    void shouldNeverGiveUpAnObjectForWhatIsTheWarehousesThoughTheFailureCanBeWrittenDown() throws IOException {
        tooLarge.add("large.gz");
        Trials trials = trials();
        trials.load(List.of("large.gz"), 1);
        for (int i = 0; i < 100; i++) {
            passMs(Trials.AGAIN_MS);
            trials.again();
        }

        assertThat(givenUp()).isEmpty();
        assertThat(trials.holds("large.gz")).isTrue();
        assertThat(meters.count(StandaloneMeter.WAREHOUSE_AWAY)).isEqualTo(101);
        assertThat(noted).hasSize(101).containsOnly("large.gz");
        passMs(Trials.AGAIN_MS);
        tried.clear();
        trials.load(List.of("large.gz", "small.gz"), 2);
        assertThat(trials.holds("small.gz")).as("it is held up by no other").isFalse();

        tooLarge.clear();
        passMs(Trials.AGAIN_MS);
        trials.again();
        assertThat(trials.size()).isZero();
        assertThat(meters.count(StandaloneMeter.WAREHOUSE_OBJECTS_SET_ASIDE)).isZero();
    }

    @Test
    void shouldBeginTheTimeOfAnObjectWithTheFirstFailureThatIsItsOwn() throws IOException {
        tooLarge.add("a.gz");
        Trials trials = trials();
        trials.load(List.of("a.gz"), 1);
        passMs(RETRY_MAX.toMillis());
        tooLarge.clear();
        failing.add("a.gz");

        trials.again();
        assertThat(givenUp()).as("its own time begins now").isEmpty();
        passMs(RETRY_MAX.toMillis());
        trials.again();
        assertThat(givenUp()).containsExactly("a.gz");
    }

    @Test
    void shouldHoldAnObjectWhoseManifestCannotBeWrittenUntilItCan() throws IOException {
        Path inTheWay = Files.createFile(directory.resolve("errors"));
        failing.add("a.gz");
        Trials trials = trials();
        trials.load(List.of("a.gz"), 1);
        for (int i = 0; i < 12; i++) {
            passMs(Trials.AGAIN_MS);
            trials.again();
        }

        assertThat(trials.holds("a.gz")).isTrue();
        assertThat(trials.sinceMs()).isEqualTo(1);
        assertThat(meters.count(StandaloneMeter.WAREHOUSE_OBJECTS_SET_ASIDE)).isZero();
        assertThat(meters.count(StandaloneMeter.WAREHOUSE_AWAY)).isEqualTo(3);
        Files.delete(inTheWay);
        passMs(Trials.AGAIN_MS);
        trials.again();
        assertThat(givenUp()).containsExactly("a.gz");
        assertThat(trials.size()).isZero();
    }

    @Test
    void shouldThrowWhenTheWarehouseAnswersNoMore() {
        failing.add("a.gz");
        isAway = true;
        isGone = true;

        assertThatThrownBy(() -> trials().load(List.of("a.gz"), 1))
                .hasMessage("the warehouse's database answers no more");
    }

    @Test
    void shouldSayWhenItHoldsAsManyAsItMay() {
        List<String> many = names("many", Trials.HELD_MAX);
        failing.addAll(many);
        Trials trials = trials();

        trials.load(many.subList(1, many.size()), 1);
        assertThat(trials.isFull()).isFalse();
        trials.load(many.subList(0, 1), 1);
        assertThat(trials.isFull()).isTrue();

        tried.clear();
        passMs(Trials.AGAIN_MS);
        trials.again();
        assertThat(Set.copyOf(tried)).hasSize(Trials.TOGETHER_MAX);
    }

    private Trials trials() {
        Copy copy = names -> {
            tried.addAll(names);
            for (String name : names) {
                if (failing.contains(name)) {
                    throw new RefusedObjectException(name, "scripted");
                }
                if (tooLarge.contains(name)) {
                    throw new SQLException("IO Error: No space left on device");
                }
            }
            return 1;
        };
        Trials.Account account = new Trials.Account() {
            @Override
            public void note(String object, Exception why) throws SQLException {
                if (isAway) {
                    throw new SQLException("scripted");
                }
                noted.add(object);
            }

            @Override
            public boolean answers() {
                return !isGone;
            }
        };
        ErrorLog errors = new ErrorLog(() -> java.time.Instant.EPOCH, (text, cause) -> {});
        return new Trials(copy, account, new Manifests(directory), RETRY_MAX, () -> nowNanos, meters, errors);
    }

    private Set<String> givenUp() throws IOException {
        return new Manifests(directory).givenUp(unreadable -> {
            throw new AssertionError(unreadable);
        });
    }

    private void passMs(long ms) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(ms);
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i + ".gz").toList();
    }
}
