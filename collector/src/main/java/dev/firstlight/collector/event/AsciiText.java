package dev.firstlight.collector.event;

/** A part of an array of ASCII bytes as text, without a copy: one object for all that a reader looks at. Threads: one. */
final class AsciiText implements CharSequence {

    private byte[] bytes = {};
    private int from;
    private int to;

    /** Points there from now on. */
    AsciiText of(byte[] in, int start, int end) {
        bytes = in;
        from = start;
        to = end;
        return this;
    }

    @Override
    public int length() {
        return to - from;
    }

    @Override
    public char charAt(int index) {
        return (char) bytes[from + index];
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new AsciiText().of(bytes, from + start, from + end);
    }

    @Override
    public String toString() {
        return new StringBuilder(length()).append(this, 0, length()).toString();
    }
}
