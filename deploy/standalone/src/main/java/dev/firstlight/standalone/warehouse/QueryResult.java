package dev.firstlight.standalone.warehouse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query answered.
 *
 * @param rows numbers and booleans as such, everything else as DuckDB writes it (times in UTC)
 * @param truncated there were more rows than an answer may have
 */
public record QueryResult(List<String> columns, List<List<@Nullable Object>> rows, boolean truncated) {}
