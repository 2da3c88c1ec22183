package dev.firstlight.schema;

/**
 * Bytes of a topic that are not what they should be. Checked, because every caller must decide where the bytes go; the reason is one
 * of the catalogue and the detail holds no client bytes.
 */
public final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    public UnreadableException(Refusal refusal, String detail) {
        super(detail, null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }

    /** What exactly, in our words. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
