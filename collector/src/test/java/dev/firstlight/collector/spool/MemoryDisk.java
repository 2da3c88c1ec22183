package dev.firstlight.collector.spool;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A disk in memory that remembers every moment of its life, with what a power cut at that moment could leave: of each file the bytes that were
 * synced and any part of the rest, of the directory the names that were synced and any of the changes since. Threads: any.
 */
final class MemoryDisk implements SpoolFiles {

    /** What a file is made of, whatever its name. */
    static final class Content {
        private byte[] bytes = {};
        private int synced;
    }

    /** A change of the directory: {@code to} is made of {@code content} unless that is null, {@code from} is gone unless that is empty. */
    record Change(String from, String to, Content content) {}

    private final Map<String, Content> names = new LinkedHashMap<>();
    private final Map<String, Content> syncedNames = new LinkedHashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final Set<String> promised = new LinkedHashSet<>();
    private final List<Moment> moments = new ArrayList<>();

    MemoryDisk() {
        remember();
    }

    /** A disk after a power cut: all that is there is synced. */
    MemoryDisk(Map<String, byte[]> image, Set<String> promised) {
        image.forEach((name, bytes) -> {
            Content content = new Content();
            content.bytes = bytes;
            content.synced = bytes.length;
            names.put(name, content);
        });
        syncedNames.putAll(names);
        this.promised.addAll(promised);
        remember();
    }

    /** From now on a power cut must not lose this pack. */
    synchronized void promise(String pack) {
        promised.add(pack);
        remember();
    }

    /** Kafka has this pack: the disk owes it no more. */
    synchronized void release(String pack) {
        promised.remove(pack);
        remember();
    }

    synchronized List<Moment> moments() {
        return List.copyOf(moments);
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(names.keySet());
    }

    @Override
    public synchronized Appending create(String name) throws IOException {
        Content content = new Content();
        if (names.putIfAbsent(name, content) != null) {
            throw new FileAlreadyExistsException(name);
        }
        change(new Change("", name, content));
        return new Appending() {
            @Override
            public void append(ByteBuffer more) {
                synchronized (MemoryDisk.this) {
                    int before = content.bytes.length;
                    content.bytes = Arrays.copyOf(content.bytes, before + more.remaining());
                    more.get(content.bytes, before, content.bytes.length - before);
                    remember();
                }
            }

            @Override
            public void force() {
                synchronized (MemoryDisk.this) {
                    content.synced = content.bytes.length;
                    remember();
                }
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public synchronized SeekableByteChannel open(String name) throws IOException {
        return new BytesChannel(content(name).bytes);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        Content content = content(from);
        names.remove(from);
        names.put(to, content);
        change(new Change(from, to, content));
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        change(new Change(name, "", content(name)));
        names.remove(name);
        remember();
    }

    @Override
    public synchronized void syncDirectory() {
        syncedNames.clear();
        syncedNames.putAll(names);
        changes.clear();
        remember();
    }

    @Override
    public long usableBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public Closeable lock() {
        return () -> {};
    }

    private Content content(String name) throws IOException {
        Content content = names.get(name);
        if (content == null) {
            throw new FileNotFoundException(name);
        }
        return content;
    }

    private void change(Change change) {
        changes.add(change);
        remember();
    }

    private void remember() {
        Map<Content, Moment.Bytes> contents = new LinkedHashMap<>();
        syncedNames.values().forEach(one -> contents.put(one, new Moment.Bytes(one.bytes, one.synced)));
        changes.forEach(
                one -> contents.put(one.content(), new Moment.Bytes(one.content().bytes, one.content().synced)));
        moments.add(new Moment(Map.copyOf(syncedNames), List.copyOf(changes), contents, Set.copyOf(promised)));
    }
}
