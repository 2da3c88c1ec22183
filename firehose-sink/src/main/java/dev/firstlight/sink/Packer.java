package dev.firstlight.sink;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs lines into records as large as may be, and records into calls. Large, because Firehose bills every record rounded up to 5 KB.
 *
 * <p>Order is kept, nothing is split. Threads: one. Memory: what was added.
 */
final class Packer {

    private final PackLimits limits;
    private final List<List<RowRecord>> calls = new ArrayList<>();
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();
    private List<RowRecord> call = new ArrayList<>();
    private RecordCells openCells = new RecordCells();
    private int callBytes;
    private int openRows;

    Packer(PackLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes a line of at most {@link PackLimits#recordBytesMax} bytes.
     *
     * @param cell where it is counted, if it is
     */
    void add(byte[] line, Tally.@Nullable Cell cell) {
        if (line.length > limits.recordBytesMax()) {
            throw new IllegalArgumentException("a line of " + line.length + " bytes fits no record");
        }
        if (open.size() + line.length > limits.recordBytesMax()) {
            closeRecord();
        }
        open.write(line, 0, line.length);
        openRows++;
        openCells.add(cell);
    }

    /** Ends the packing: all that was added, as calls. */
    List<List<RowRecord>> finish() {
        closeRecord();
        closeCall();
        return calls;
    }

    private void closeRecord() {
        if (openRows == 0) {
            return;
        }
        if (call.size() == limits.callRecordsMax() || callBytes + open.size() > limits.callBytesMax()) {
            closeCall();
        }
        call.add(new RowRecord(open.toByteArray(), openRows, openCells, call.size()));
        callBytes += open.size();
        open.reset();
        openRows = 0;
        openCells = new RecordCells();
    }

    private void closeCall() {
        if (!call.isEmpty()) {
            calls.add(call);
            call = new ArrayList<>();
            callBytes = 0;
        }
    }
}
