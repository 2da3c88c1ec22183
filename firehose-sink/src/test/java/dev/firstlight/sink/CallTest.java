package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Seeded;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
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
        RowRecord a = FirehoseDeliveryTest.record("a", 0);
        RowRecord b = FirehoseDeliveryTest.record("b", 1);
        RowRecord c = FirehoseDeliveryTest.record("c", 2);
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

    @Test
    void shouldTryWhatIsLeftOfSeveralPortionsInItsOrderWhicheverEndedFirst() {
        Call call = new Call(records(5));
        List<RowRecord> first = call.take(all -> all.subList(0, 2));
        List<RowRecord> second = call.take(all -> all.subList(0, 2));

        call.ended(first);
        call.ended(second);

        assertThat(places(call.waiting())).containsExactly(0, 1, 2, 3, 4);
        assertThat(call.triedBefore()).isEqualTo(4);
    }

    @Test
    void shouldKeepTheOrderOfRecordsThroughAnyRunOfPortionsAndFailures() {
        Seeded.repeat(200, random -> {
            int count = 1 + random.nextInt(20);
            Call call = new Call(records(count));
            List<List<RowRecord>> underWay = new ArrayList<>();
            Set<Integer> tried = new HashSet<>();
            List<Integer> accepted = new ArrayList<>();
            while (!call.isAccepted()) {
                if (!call.waiting().isEmpty() && underWay.size() < 4 && random.nextBoolean()) {
                    int portion = 1 + random.nextInt(call.waiting().size());
                    assertThat(call.waiting().stream().filter(one -> tried.contains(one.place())))
                            .hasSize(call.triedBefore());
                    List<RowRecord> taken = call.take(all -> all.subList(0, portion));
                    tried.addAll(places(taken));
                    underWay.add(taken);
                } else if (!underWay.isEmpty()) {
                    List<RowRecord> left = new ArrayList<>(underWay.remove(random.nextInt(underWay.size())));
                    left.removeIf(one -> random.nextBoolean() && accepted.add(one.place()));
                    call.ended(left);
                }
                assertThat(places(call.waiting())).isSorted();
            }
            assertThat(accepted).doesNotHaveDuplicates().hasSize(count);
        });
    }

    private static List<RowRecord> records(int count) {
        return IntStream.range(0, count)
                .mapToObj(place -> FirehoseDeliveryTest.record("x", place))
                .toList();
    }

    private static List<Integer> places(List<RowRecord> records) {
        return records.stream().map(RowRecord::place).toList();
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
