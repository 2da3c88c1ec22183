package dev.firstlight.stream.plan;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the plan says for everybody, for a site or for a pixel; a nearer layer's word replaces that of a wider one, type by type.
 *
 * @param unknownTypes what becomes of a type that no layer knows, or none where a wider layer decides
 * @param violations as {@code unknownTypes}, for events of a known type that are not as it says
 * @param aliases by the other name, lower case
 */
record PlanLayer(
        @Nullable PlanMode unknownTypes,
        @Nullable PlanMode violations,
        Map<String, PlanAlias> aliases,
        Map<String, PlanType> types) {

    /** Says nothing. */
    static final PlanLayer SILENT = new PlanLayer(null, null, Map.of(), Map.of());
}
