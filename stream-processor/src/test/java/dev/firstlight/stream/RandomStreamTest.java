package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.RawEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any mix of hits, retries, orders, refused bytes and poison, against a set of identities. */
class RandomStreamTest {

    private static final String[] PIXELS = {"shop-de", "shop-fr", "blog"};

    @TempDir
    Path directory;

    @Test
    void shouldLetExactlyTheFirstSightingOfEachIdentityThroughAndBalanceTheLedger() {
        Seeded.repeat(3, random -> {
            try (TestPipeline pipeline = new TestPipeline(directory.resolve("seed-" + random.nextLong()))) {
                Oracle oracle = new Oracle(random, pipeline);
                for (int pack = 0; pack < 150; pack++) {
                    oracle.appendPack();
                    pipeline.advance(Duration.ofMillis(random.nextInt(3_000)));
                }
                pipeline.advance(Duration.ofSeconds(1));

                assertThat(pipeline.events()).extracting(Event::getDedupId).containsExactlyElementsOf(oracle.unique);
                assertThat(pipeline.rejects()).hasSize(oracle.rejected);
                Map<String, Long> totals = pipeline.ledgerTotals();
                assertThat(totals.getOrDefault("unique", 0L)).isEqualTo(oracle.unique.size());
                assertThat(totals.getOrDefault("accepted", 0L))
                        .isEqualTo(oracle.accepted)
                        .isEqualTo(totals.getOrDefault("unique", 0L)
                                + totals.getOrDefault("repeated.event_id", 0L)
                                + totals.getOrDefault("repeated.order_id", 0L)
                                + totals.getOrDefault("refused.type_malformed", 0L));
                assertThat(pipeline.errorLines).isEmpty();
            }
        });
    }

    /** What must come out, by a set and four counters. */
    private static final class Oracle {
        final List<String> unique = new ArrayList<>();
        final Set<String> seen = new HashSet<>();
        final Map<String, String> firstIds = new HashMap<>();
        final Random random;
        final TestPipeline pipeline;
        long accepted;
        int rejected;

        Oracle(Random random, TestPipeline pipeline) {
            this.random = random;
            this.pipeline = pipeline;
        }

        void appendPack() {
            if (random.nextInt(20) == 0) {
                byte[] poison = new byte[1 + random.nextInt(200)];
                random.nextBytes(poison);
                pipeline.appendBytes(poison);
                rejected++;
                return;
            }
            RawEvent[] items = new RawEvent[1 + random.nextInt(6)];
            for (int i = 0; i < items.length; i++) {
                items[i] = item();
            }
            pipeline.append(items);
        }

        private RawEvent item() {
            String pixel = PIXELS[random.nextInt(PIXELS.length)];
            String site = pixel.startsWith("shop") ? "shop" : pixel;
            long receivedAt = pipeline.clock.millis() - random.nextInt(120_000);
            int kind = random.nextInt(10);
            if (kind == 0) {
                rejected++;
                return Raws.refused(pixel, "json_malformed", "{", receivedAt);
            }
            accepted++;
            if (kind == 1) {
                rejected++;
                return Raws.query(pixel, site, "e=no+type&eid=" + random.nextInt(60), receivedAt);
            }
            String query = kind < 4
                    ? "e=conversion&oid=" + random.nextInt(20) + "&eid=c" + random.nextInt(1_000)
                    : "e=click&eid=" + random.nextInt(60) + "&val=" + random.nextInt(100);
            RawEvent raw = Raws.query(pixel, site, query, receivedAt);
            String id = HexFormat.of().formatHex(raw.getDedupId().bytes());
            if (seen.add(id)) {
                unique.add(id);
                firstIds.put(id, raw.getEventId());
            } else if (!raw.getEventId().equals(firstIds.get(id))) {
                rejected++; // an order again under another event id: its bytes are kept
            }
            return raw;
        }
    }
}
