package dev.firstlight.loadtest.bench;

import java.util.List;

/**
 * One thing that each round measures.
 *
 * @param isKeptAlive whether a connection serves all its requests, or one
 */
record CostCell(CostVariant variant, int connections, boolean isKeptAlive) {

    /** What is judged: issue 4. */
    static final int JUDGED = 512;

    static final int FEW = 64;
    static final int TEN_TIMES_FEW = 640;

    static final CostCell FLOOR = judged(CostVariant.FLOOR);
    static final CostCell NGINX = judged(CostVariant.NGINX);
    static final CostCell OURS = judged(CostVariant.OURS);
    static final CostCell OURS_UNSENT = judged(CostVariant.OURS_UNSENT);
    static final CostCell ONE_SEND = judged(CostVariant.ONE_SEND);
    static final CostCell ONE_SEND_UNSENT = judged(CostVariant.ONE_SEND_UNSENT);
    static final CostCell GENERAL = judged(CostVariant.GENERAL);
    static final CostCell NGINX_FEW = new CostCell(CostVariant.NGINX, FEW, true);
    static final CostCell OURS_FEW = new CostCell(CostVariant.OURS, FEW, true);
    static final CostCell OURS_MANY = new CostCell(CostVariant.OURS, TEN_TIMES_FEW, true);
    static final CostCell NGINX_ONCE = new CostCell(CostVariant.NGINX, JUDGED, false);
    static final CostCell OURS_ONCE = new CostCell(CostVariant.OURS, JUDGED, false);

    /** Of every round, in its order; what is compared stands close together. */
    static final List<CostCell> JUDGED_CELLS = List.of(
            FLOOR, NGINX, OURS, OURS_UNSENT, ONE_SEND, ONE_SEND_UNSENT, GENERAL, NGINX_FEW, OURS_FEW, OURS_MANY);

    /** Of some rounds. */
    static final List<CostCell> BESIDE = List.of(NGINX_ONCE, OURS_ONCE);

    private static CostCell judged(CostVariant variant) {
        return new CostCell(variant, JUDGED, true);
    }

    @Override
    public String toString() {
        return variant.label() + " " + connections + (isKeptAlive ? "" : " not kept alive");
    }
}
