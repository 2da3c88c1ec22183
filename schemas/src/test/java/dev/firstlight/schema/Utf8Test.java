package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Utf8Test {

    @Test
    void shouldCountTheBytesThatTheJdkWrites() {
        Seeded.repeat(500, random -> {
            String text = text(random);

            assertThat(Utf8.length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        });
    }

    @Test
    void shouldCutBetweenCharactersAndNoEarlierThanItMust() {
        Seeded.repeat(500, random -> {
            String text = text(random);
            int max = random.nextInt(30);

            String cut = Utf8.cut(text, max);

            assertThat(text).startsWith(cut);
            assertThat(Utf8.length(cut)).isLessThanOrEqualTo(max);
            if (cut.length() < text.length()) {
                String next = text.substring(0, text.offsetByCodePoints(cut.length(), 1));
                assertThat(Utf8.length(next)).isGreaterThan(max);
            }
        });
    }

    @Test
    void shouldReplaceOnlyWhatIsNoCharacter() {
        assertThat(Utf8.wellFormed("a\uD83D\uDED2b")).isEqualTo("a\uD83D\uDED2b");
        assertThat(Utf8.wellFormed("a\uD83Db\uDED2")).isEqualTo("a\uFFFDb\uFFFD");
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append("aé日\u0000\uD83D\uDED2".charAt(random.nextInt(6)));
        }
        return text.toString();
    }
}
