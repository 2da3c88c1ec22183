package dev.firstlight.loadtest.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** What a pipeline leaves behind: every byte of every file, and the entries of its state stores with their compression undone. */
final class Stopped {

    private Stopped() {}

    /** The number of entries of state stores that it looked at. */
    static int lookInto(Path directory, CanaryScan scan) throws IOException, RocksDBException {
        scan.lookIntoFiles("file", directory);
        List<Path> stores;
        try (Stream<Path> walked = Files.walk(directory)) {
            stores = walked.filter(path -> path.endsWith("CURRENT")).toList();
        }
        int entries = 0;
        for (Path current : stores) {
            entries += lookIntoStore(Objects.requireNonNull(current.getParent()), scan);
        }
        return entries;
    }

    private static int lookIntoStore(Path store, CanaryScan scan) throws RocksDBException {
        int entries = 0;
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        try (Options options = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(options, store.toString())) {
                families.add(new ColumnFamilyDescriptor(name));
            }
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (RocksDB database = RocksDB.openReadOnly(store.toString(), families, handles)) {
            for (ColumnFamilyHandle handle : handles) {
                try (RocksIterator entry = database.newIterator(handle)) {
                    for (entry.seekToFirst(); entry.isValid(); entry.next()) {
                        scan.look("store " + store.getFileName(), entry.key());
                        scan.look("store " + store.getFileName(), entry.value());
                        entries++;
                    }
                }
                handle.close();
            }
        }
        return entries;
    }
}
