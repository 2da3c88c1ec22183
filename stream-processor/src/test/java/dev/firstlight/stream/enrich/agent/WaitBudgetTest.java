package dev.firstlight.stream.enrich.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WaitBudgetTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5_000); // nanoTime may overflow
    private final WaitBudget budget = new WaitBudget(Duration.ofNanos(1_000), 5, now::get);

    @Test
    void shouldGrantWhatIsWantedUntilItIsSpent() {
        assertThat(budget.grant(600)).isEqualTo(600);
        budget.spend(600);
        assertThat(budget.grant(600)).isEqualTo(400);
        budget.spend(450); // a wait may end late
        assertThat(budget.grant(600)).isZero();
    }

    @Test
    void shouldSaveAShareOfTheTimeThatPassesUpToItsLimit() {
        budget.spend(1_000);
        now.addAndGet(500);
        assertThat(budget.grant(600)).isEqualTo(100);
        now.addAndGet(1_000_000);
        assertThat(budget.grant(10_000)).isEqualTo(1_000);
    }
}
