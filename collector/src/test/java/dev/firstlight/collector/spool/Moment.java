package dev.firstlight.collector.spool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A disk as it was between two operations.
 *
 * @param names those that were synced
 * @param changes of names, since
 * @param promised what a power cut at this moment must not lose
 */
record Moment(
        Map<String, MemoryDisk.Content> names,
        List<MemoryDisk.Change> changes,
        Map<MemoryDisk.Content, Bytes> contents,
        Set<String> promised) {

    private static final int CHANGES_MAX = 4;

    /** The first {@code synced} bytes are sure. */
    record Bytes(byte[] all, int synced) {}

    /** Every disk that a power cut may leave: each choice of the changes, with each end of what was not synced. */
    void images(Consumer<Map<String, byte[]>> each) {
        for (BitSet kept : choices(changes.size())) {
            Map<String, MemoryDisk.Content> there = new TreeMap<>(names);
            for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
                MemoryDisk.Change change = changes.get(i);
                there.remove(change.from());
                if (!change.to().isEmpty()) {
                    there.put(change.to(), change.content());
                }
            }
            fill(List.copyOf(there.entrySet()), 0, new LinkedHashMap<>(), each);
        }
    }

    /** All subsets of a few; of many, which only a directory that is never synced has, each beginning. */
    private static List<BitSet> choices(int of) {
        List<BitSet> choices = new ArrayList<>();
        if (of <= CHANGES_MAX) {
            for (long bits = 0; bits < 1L << of; bits++) {
                choices.add(BitSet.valueOf(new long[] {bits}));
            }
        } else {
            for (int length = 0; length <= of; length++) {
                BitSet beginning = new BitSet();
                beginning.set(0, length);
                choices.add(beginning);
            }
        }
        return choices;
    }

    private void fill(
            List<Map.Entry<String, MemoryDisk.Content>> files,
            int index,
            Map<String, byte[]> image,
            Consumer<Map<String, byte[]>> each) {
        if (index == files.size()) {
            each.accept(Map.copyOf(image));
            return;
        }
        boolean isNewest = files.subList(index + 1, files.size()).stream()
                .allMatch(later -> bytes(later).synced() == bytes(later).all().length);
        for (byte[] possible : isNewest ? everyEnd(bytes(files.get(index))) : fewEnds(bytes(files.get(index)))) {
            image.put(files.get(index).getKey(), possible);
            fill(files, index + 1, image, each);
        }
    }

    private Bytes bytes(Map.Entry<String, MemoryDisk.Content> file) {
        return contents.getOrDefault(file.getValue(), new Bytes(new byte[0], 0));
    }

    /** Of a file that was given up after a failed fsync: nothing will be promised for it any more. */
    private static List<byte[]> fewEnds(Bytes bytes) {
        if (bytes.synced() == bytes.all().length) {
            return List.of(bytes.all());
        }
        int half = (bytes.synced() + bytes.all().length) / 2;
        return List.of(Arrays.copyOf(bytes.all(), bytes.synced()), Arrays.copyOf(bytes.all(), half), bytes.all());
    }

    /** Torn at any byte; or as long as it was, with nothing or with nonsense where bytes had not arrived. */
    private static List<byte[]> everyEnd(Bytes bytes) {
        List<byte[]> ends = new ArrayList<>();
        byte[] all = bytes.all();
        for (int length = bytes.synced(); length <= all.length; length++) {
            ends.add(Arrays.copyOf(all, length));
            if (length < all.length) {
                byte[] zeros = all.clone();
                Arrays.fill(zeros, length, all.length, (byte) 0);
                ends.add(zeros);
                byte[] nonsense = all.clone();
                nonsense[length] ^= 0x55;
                ends.add(nonsense);
            }
        }
        return ends;
    }
}
