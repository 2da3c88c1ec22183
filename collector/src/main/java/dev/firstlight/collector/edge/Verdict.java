package dev.firstlight.collector.edge;

/** What the edge answers for one event. */
enum Verdict {
    STORED,
    DECLINED,
    REFUSED,
    SEND_AGAIN
}
