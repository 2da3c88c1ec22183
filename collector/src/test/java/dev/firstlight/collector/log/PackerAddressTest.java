package dev.firstlight.collector.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.TestClock;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.DayKey;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.SealedAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackerAddressTest {

    private static final int DAY = (int) (PackerRig.NOW.toEpochMilli() / 86_400_000);
    private static final byte[] ADDRESS = "not-to-be-found!".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path keys;

    @Test
    void shouldSealEachAddressAtItsPlaceSoThatItOpensOnlyThere() throws IOException {
        writeKey();
        PackerRig rig = rig(2);
        rig.append(10, ADDRESS);
        rig.append(10, ADDRESS);

        PackReader.Pack pack = rig.log.read(0);
        byte[] first = sealed(pack, 0);
        byte[] second = sealed(pack, 1);
        assertThat(first).isNotEqualTo(ADDRESS).isNotEqualTo(second);
        assertThat(open(first, 0)).isEqualTo(ADDRESS);
        assertThat(open(second, 1)).isEqualTo(ADDRESS);
        assertThat(open(second, 0)).isNotEqualTo(ADDRESS);
    }

    @Test
    void shouldSealAtTheSequenceThatFollowsATurnedAwayPack() throws IOException {
        writeKey();
        PackerRig rig = rig(1);
        rig.log.isFull = true;
        rig.append(10, ADDRESS);
        rig.log.isFull = false;

        rig.append(10, ADDRESS);

        assertThat(open(sealed(rig.log.read(0), 0), 1)).isEqualTo(ADDRESS);
    }

    @Test
    void shouldLetNoAddressIntoAPackInTheClear() throws IOException {
        writeKey();
        PackerRig rig = rig(1);

        rig.append(10, ADDRESS);

        String bytes = new String(rig.log.packs.get(0).bytes(), StandardCharsets.ISO_8859_1);
        assertThat(bytes).doesNotContain(new String(ADDRESS, StandardCharsets.US_ASCII));
    }

    @Test
    void shouldDropAndCountTheAddressOfADayWithoutKey() {
        PackerRig rig = rig(1);

        rig.append(10, ADDRESS);

        assertThat(event(rig.log.read(0), 0).getAddress()).isNull();
        assertThat(rig.meters.count(CollectorMeter.ADDRESSES_WITHOUT_KEY)).isEqualTo(1);
    }

    @Test
    void shouldNotCountAnEventThatHasNoAddress() throws IOException {
        PackerRig rig = rig(1);

        rig.append(10);

        assertThat(rig.meters.count(CollectorMeter.ADDRESSES_WITHOUT_KEY)).isZero();
    }

    private PackerRig rig(int eventsMax) {
        return new PackerRig(1, new PackConfig(eventsMax, 65_536, Duration.ofMillis(5), AckPolicy.DURABLE), keys);
    }

    private byte[] open(byte[] sealed, long sequence) {
        DayKey key = Objects.requireNonNull(new AddressKeys(keys, new TestClock(PackerRig.NOW)).ofDay(DAY));
        return key.seal(sealed, PackerRig.INCARNATION, PackerRig.LOOP, 0, sequence);
    }

    private static byte[] sealed(PackReader.Pack pack, int index) {
        SealedAddress address = event(pack, index).getAddress();
        assertThat(address.getKeyDay()).isEqualTo(DAY);
        return address.getSealed().bytes();
    }

    private static RawEvent event(PackReader.Pack pack, int index) {
        return Objects.requireNonNull(pack.items().get(index).event());
    }

    private void writeKey() throws IOException {
        byte[] key = new byte[AddressKeys.FILE_BYTES];
        new Random(7).nextBytes(key);
        Files.write(AddressKeys.fileOf(keys, DAY), key);
    }
}
