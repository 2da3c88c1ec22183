package dev.firstlight.loadtest.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MachineTimeTest {

    @Test
    void shouldCallTheirsWhatIsNeitherIdleNorOurs() {
        MachineTime before = new MachineTime(1_000, 5_000, 700);
        MachineTime after = new MachineTime(1_800, 5_200, 1_300);

        assertThat(after.othersShareSince(before)).isCloseTo(0.2, within(1e-9));
        assertThat(after.othersShareSince(after)).isZero();
    }

    @Test
    void shouldCountItsChildrenAsItsOwn() throws Exception {
        MachineTime without = MachineTime.now(Duration.ZERO);
        MachineTime with = MachineTime.now(Duration.ofHours(1));

        assertThat(with.ownTicks() - without.ownTicks()).isGreaterThanOrEqualTo(360_000);
        assertThat(without.ownTicks()).isPositive();
        assertThat(with.busyTicks()).isGreaterThanOrEqualTo(without.busyTicks()).isPositive();
    }
}
