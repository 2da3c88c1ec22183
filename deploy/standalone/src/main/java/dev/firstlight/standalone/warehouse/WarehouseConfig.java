package dev.firstlight.standalone.warehouse;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the warehouse is and how much it may take.
 *
 * @param directory holds {@code warehouse.duckdb} and what queries spill; one process at a time opens it
 * @param objects the directory whose objects are loaded
 * @param memoryMib for loads and queries together; past it they spill or fail
 * @param threads of DuckDB, for all loads and queries
 * @param queryRowsMax rows of an answer; the rest is cut and the answer says so
 * @param queryTimeMax after which a query is given up, in whole seconds
 * @param copyRetryMax for how long an object that cannot be loaded for its own fault is tried again before it is given up; Firehose's takes 0 to 7,200 s
 */
public record WarehouseConfig(
        Path directory,
        Path objects,
        int memoryMib,
        int threads,
        int queryRowsMax,
        Duration queryTimeMax,
        Duration copyRetryMax) {

    /** 1 GiB, 2 threads, 10,000 rows, 30 s: enough for millions of events beside everything else on one machine. */
    public WarehouseConfig(Path directory, Path objects, Duration copyRetryMax) {
        this(directory, objects, 1_024, 2, 10_000, Duration.ofSeconds(30), copyRetryMax);
    }
}
