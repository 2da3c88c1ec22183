package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Seeded;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HmacSha256Test {

    @Test
    void shouldAgreeWithTheSecondCaseOfRfc4231() {
        HmacSha256 hmac = new HmacSha256("Jefe".getBytes(StandardCharsets.US_ASCII));

        byte[] hash = hmac.hash("what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII));

        assertThat(HexFormat.of().formatHex(hash))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void shouldAgreeWithThePlatformsForAnyKeyAndMessageAgainAndAgain() {
        Seeded.repeat(200, random -> {
            byte[] key = new byte[1 + random.nextInt(64)];
            random.nextBytes(key);
            HmacSha256 hmac = new HmacSha256(key);
            for (int i = 0; i < 3; i++) {
                byte[] message = new byte[random.nextInt(200)];
                random.nextBytes(message);
                assertThat(hmac.hash(message)).isEqualTo(platforms(key, message));
            }
        });
    }

    @Test
    void shouldRefuseAKeyThatWouldHaveToBeHashedFirst() {
        assertThatThrownBy(() -> new HmacSha256(new byte[65])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldLeaveTheKeyAsItIs() {
        byte[] key = {1, 2, 3};
        new HmacSha256(key).hash(key);
        assertThat(Arrays.equals(key, new byte[] {1, 2, 3})).isTrue();
    }

    private static byte[] platforms(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
