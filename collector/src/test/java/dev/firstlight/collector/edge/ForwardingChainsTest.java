package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Ten thousand generated ways of a request: no address that the attacker made up is ever taken for its own. */
final class ForwardingChainsTest {

    private static final int CHAINS = 10_000;

    @Test
    void shouldNeverTakeASpoofedAddress() {
        TrustedProxies proxies = TrustedProxiesTest.trusting(ForwardingChain.TRUSTED.toArray(new String[0]));
        AtomicInteger found = new AtomicInteger();

        Seeded.repeat(CHAINS, random -> {
            ForwardingChain chain = ForwardingChain.random(random);

            byte[] client = proxies.clientOf(chain.peer(), chain.headerLines()).address();

            assertThat(isHonest(chain, client)).as("%s", chain.headerLines()).isTrue();
            found.addAndGet(Arrays.equals(client, chain.attacker()) ? 1 : 0);
        });

        assertThat(found.get()).isGreaterThan(System.getProperty("seed") == null ? CHAINS / 2 : -1);
    }

    /** The oracle can fail: the same chains before somebody who trusts everyone. */
    @Test
    void shouldSeeTheSpoofedAddressesOfOneWhoTrustsEveryone() {
        TrustedProxies everyone = TrustedProxiesTest.trusting("::/0");
        AtomicInteger spoofed = new AtomicInteger();

        Seeded.repeat(1_000, random -> {
            ForwardingChain chain = ForwardingChain.random(random);
            byte[] client = everyone.clientOf(chain.peer(), chain.headerLines()).address();
            spoofed.addAndGet(isHonest(chain, client) ? 0 : 1);
        });

        assertThat(spoofed.get()).isGreaterThan(System.getProperty("seed") == null ? 300 : -1);
    }

    /** The attacker's own address; behind a proxy that wrote none, that of a proxy of ours on the way will do. */
    private static boolean isHonest(ForwardingChain chain, byte[] client) {
        return Arrays.equals(client, chain.attacker())
                || chain.hasSilentProxy() && chain.hops().stream().anyMatch(hop -> Arrays.equals(hop, client));
    }
}
