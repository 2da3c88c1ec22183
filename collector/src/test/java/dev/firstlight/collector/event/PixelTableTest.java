package dev.firstlight.collector.event;

import static dev.firstlight.collector.event.Facts.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.event.PixelPolicy.ConsentPolicy;
import dev.firstlight.collector.event.PixelPolicy.GpcPolicy;
import dev.firstlight.collector.event.PixelPolicy.Status;
import dev.firstlight.runtime.Seeded;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PixelTableTest {

    private static final PixelPolicy PLAIN = new PixelPolicy("", ConsentPolicy.ASSUMED, GpcPolicy.RECORDED);
    private static final PixelPolicy.Registry ALL = new PixelPolicy.Registry(Map.of(), PLAIN);

    private int displaced;
    private final PixelTable table = new PixelTable(() -> displaced++);

    @Test
    void shouldGiveNameSiteAndPolicyOfAPixelByItsBytesWhereverTheyStand() {
        PixelPolicy.Registry pixels = listed("shop-checkout", Status.ACTIVE, Origins.ANY);

        PlainPixel pixel = Objects.requireNonNull(find(pixels, "shop-checkout"));

        assertThat(pixel.name()).isEqualTo("shop-checkout");
        assertThat(pixel.nameBytes()).isEqualTo(bytes("shop-checkout"));
        assertThat(pixel.siteBytes()).isEqualTo(bytes("shop"));
        assertThat(pixel.policy()).isSameAs(pixels.of("shop-checkout"));
        assertThat(table.of(pixels, bytes("GET /shop-checkout/p"), 5, 18)).isSameAs(pixel);
    }

    @Test
    void shouldTakeAnUnlistedPixelForItsOwnSite() {
        assertThat(Objects.requireNonNull(find(ALL, "12345")).siteBytes()).isEqualTo(bytes("12345"));
    }

    @Test
    void shouldGiveNothingForWhatTheGeneralPathDecides() {
        assertThat(find(listed("p", Status.PAUSED, Origins.ANY), "p")).isNull();
        assertThat(find(listed("p", Status.RETIRED, Origins.ANY), "p")).isNull();
        assertThat(find(listed("p", Status.ACTIVE, new Origins(List.of("https://a.example"), false)), "p"))
                .isNull();
        assertThat(find(new PixelPolicy.Registry(Map.of(), PLAIN, false), "p")).isNull();
        assertThat(find(ALL, "")).isNull();
        assertThat(find(ALL, "a b")).isNull();
        assertThat(find(ALL, "ä")).isNull();
        assertThat(find(ALL, "p".repeat(65))).isNull();
        assertThat(find(ALL, "p".repeat(64))).isNotNull();
    }

    @Test
    void shouldForgetAllWhenTheRegistryIsAnotherOne() {
        assertThat(find(listed("p", Status.ACTIVE, Origins.ANY), "p")).isNotNull();

        assertThat(find(listed("p", Status.PAUSED, Origins.ANY), "p")).isNull();
    }

    @Test
    void shouldFindEveryPixelHoweverManyAreInvented() {
        Seeded.repeat(3, random -> {
            for (int i = 0; i < 3 * PixelTable.SLOTS; i++) {
                String name = "p" + random.nextInt(2 * PixelTable.SLOTS);
                assertThat(Objects.requireNonNull(find(ALL, name)).name()).isEqualTo(name);
            }
        });

        assertThat(displaced).isPositive();
    }

    @Test
    void shouldKeepThePixelsOfACompanyApart() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < PixelTable.SLOTS / 64; i++) {
                assertThat(Objects.requireNonNull(find(ALL, "pixel-" + i)).name())
                        .isEqualTo("pixel-" + i);
            }
        }

        assertThat(displaced).isZero();
    }

    private @Nullable PlainPixel find(PixelPolicy.Registry pixels, String name) {
        byte[] path = bytes("/" + name + "/");
        return table.of(pixels, path, 1, path.length - 1);
    }

    private static PixelPolicy.Registry listed(String pixel, Status status, Origins origins) {
        PixelPolicy policy = new PixelPolicy("shop", ConsentPolicy.ASSUMED, GpcPolicy.RECORDED, status, origins);
        return new PixelPolicy.Registry(Map.of(pixel, policy), PLAIN);
    }
}
