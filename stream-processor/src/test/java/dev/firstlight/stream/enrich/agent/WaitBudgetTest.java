package dev.firstlight.stream.enrich.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WaitBudgetTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5_000); // nanoTime may overflow
    private final WaitBudget budget = new WaitBudget(Duration.ofNanos(600), Duration.ofNanos(1_000), 5, now::get);

    @Test
    void shouldGrantATurnsWaitUntilItIsSpent() {
        assertThat(budget.grant()).isEqualTo(600);
        spend(500);
        assertThat(budget.grant()).isEqualTo(100);
        spend(150); // a wait may end late
        assertThat(budget.grant()).isZero();
    }

    @Test
    void shouldGrantAnotherTurnWhatIsSaved() {
        spend(600);
        budget.beginTurn();
        assertThat(budget.grant()).isEqualTo(520); // 400 left, and a fifth of what passed
        spend(520);
        budget.beginTurn();
        assertThat(budget.grant()).isEqualTo(104);
    }

    @Test
    void shouldSaveAShareOfTheTimeThatPassesUpToItsLimit() {
        spend(600);
        budget.beginTurn();
        spend(600);
        budget.beginTurn();
        now.addAndGet(1_000_000);
        assertThat(budget.grant()).isEqualTo(600);
        spend(600);
        budget.beginTurn();
        assertThat(budget.grant()).isEqualTo(520);
    }

    @Test
    void shouldCountTheTurnsOfThreadsByThemselvesAndWhatIsSavedTogether() {
        spend(600);

        assertThat(budget.grant()).isZero();
        assertThat(CompletableFuture.supplyAsync(budget::grant).join()).isEqualTo(520);
    }

    private void spend(long nanos) {
        long start = budget.now();
        now.addAndGet(nanos);
        budget.spendSince(start);
    }
}
