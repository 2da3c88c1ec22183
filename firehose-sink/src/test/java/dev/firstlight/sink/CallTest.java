package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.AbstractList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CallTest {

    @Test
    void shouldNotBeAcceptedWhenThereWasNoMemoryForWhatIsLeft() {
        Call call = new Call(List.of(FirehoseDeliveryTest.record("a")));
        call.take(all -> all);

        assertThatThrownBy(() -> call.ended(new Unaffordable())).isInstanceOf(OutOfMemoryError.class);

        assertThat(call.isAccepted()).isFalse();
    }

    @Test
    void shouldBeAcceptedWhenAllPortionsAre() {
        Call call = new Call(List.of(FirehoseDeliveryTest.record("a"), FirehoseDeliveryTest.record("b")));
        call.take(all -> all.subList(0, 1));
        call.take(all -> all);
        call.ended(List.of());

        assertThat(call.isAccepted()).isFalse();
        call.ended(List.of());
        assertThat(call.isAccepted()).isTrue();
    }

    @Test
    void shouldKnowHowManyOfThoseThatWaitWereTriedBefore() {
        RowRecord a = FirehoseDeliveryTest.record("a");
        RowRecord b = FirehoseDeliveryTest.record("b");
        RowRecord c = FirehoseDeliveryTest.record("c");
        Call call = new Call(List.of(a, b, c));
        call.take(all -> all.subList(0, 1));
        call.take(all -> all.subList(0, 1));
        assertThat(call.triedBefore()).isZero();

        call.ended(List.of(a));
        call.ended(List.of()); // b, which says nothing about a
        assertThat(call.waiting()).containsExactly(a, c);
        assertThat(call.triedBefore()).isEqualTo(1);

        call.take(all -> all);
        assertThat(call.triedBefore()).isZero();
        call.ended(List.of(a, c));
        call.take(all -> all.subList(0, 1));
        assertThat(call.triedBefore()).isEqualTo(1);
    }

    /** What is left over, of which no copy can be made. */
    private static final class Unaffordable extends AbstractList<RowRecord> {

        @Override
        public RowRecord get(int index) {
            return FirehoseDeliveryTest.record("a");
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public Object[] toArray() {
            throw new OutOfMemoryError("scripted");
        }
    }
}
