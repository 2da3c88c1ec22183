package dev.firstlight.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ServiceTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<String> stopped = new CopyOnWriteArrayList<>();

    @Test
    void shouldStopItsPartsInReverseAndOnce() {
        Service service = Service.named("test");
        service.own("first", SOON, () -> stopped.add("first"));
        service.own("second", SOON, () -> stopped.add("second"));
        service.own("third", SOON, () -> stopped.add("third"));

        service.close();
        service.close();

        assertThat(stopped).containsExactly("third", "second", "first");
        assertThat(service.isStoppedCleanly()).isTrue();
    }

    @Test
    void shouldStopTheOthersWhenAPartFails() {
        Service service = Service.named("test");
        service.own("first", SOON, () -> stopped.add("first"));
        service.own("second", SOON, () -> {
            throw new IllegalStateException("scripted");
        });

        service.close();

        assertThat(stopped).containsExactly("first");
        assertThat(service.isStoppedCleanly()).isFalse();
    }

    @Test
    void shouldGoOnWithoutAPartThatTakesTooLong() {
        CountDownLatch never = new CountDownLatch(1);
        Service service = Service.named("test");
        service.own("first", SOON, () -> stopped.add("first"));
        service.own("second", Duration.ofMillis(20), never::await);

        service.close();
        never.countDown();

        assertThat(stopped).containsExactly("first");
        assertThat(service.isStoppedCleanly()).isFalse();
    }

    @Test
    void shouldStopWhatWasMadeWhenALaterPartCannotBe() {
        assertThatThrownBy(() -> Service.making("test", service -> {
                    service.own("first", SOON, () -> stopped.add("first"));
                    service.own("second", SOON, () -> stopped.add("second"));
                    throw new IllegalStateException("no port");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no port");

        assertThat(stopped).containsExactly("second", "first");
    }

    @Test
    void shouldNotBeStoppedBeforeItIs() {
        Service service = Service.making("test", made -> made.own("part", SOON, () -> stopped.add("part")));

        assertThat(service.isStoppedCleanly()).isFalse();
        assertThat(stopped).isEmpty();
        service.close();
        assertThat(service.isStoppedCleanly()).isTrue();
    }

    @Test
    void shouldSayWhyItGivesUpToWhoeverAsksBeforeOrAfterAndStillStopItsParts() {
        Service service = Service.making("test", made -> made.own("part", SOON, () -> stopped.add("part")));
        List<String> told = new ArrayList<>();

        service.whenGivenUp(told::add);
        service.giveUp("no memory");
        service.giveUp("no memory again");
        service.whenGivenUp(told::add);

        assertThat(told).containsExactly("no memory", "no memory");
        service.close();
        assertThat(stopped).containsExactly("part");
        assertThat(service.isStoppedCleanly()).isFalse();
    }
}
