package dev.firstlight.collector.edge;

import java.time.Duration;

/** The usual limits but for one. */
final class Limits {

    private Limits() {}

    static EdgeLimits deadlines(Duration header, Duration body) {
        EdgeLimits usual = EdgeRig.limits();
        return new EdgeLimits(
                header,
                body,
                usual.connectionsMax(),
                usual.connectionsPerPrefixMax(),
                usual.outstandingMax(),
                usual.outstandingPerConnectionMax(),
                usual.bodiesBytesMax(),
                usual.framingBytesMax());
    }

    static EdgeLimits connections(int max, int perPrefixMax) {
        EdgeLimits usual = EdgeRig.limits();
        return new EdgeLimits(
                usual.headerDeadline(),
                usual.bodyDeadline(),
                max,
                perPrefixMax,
                usual.outstandingMax(),
                usual.outstandingPerConnectionMax(),
                usual.bodiesBytesMax(),
                usual.framingBytesMax());
    }

    static EdgeLimits outstanding(int max, int perConnectionMax) {
        EdgeLimits usual = EdgeRig.limits();
        return new EdgeLimits(
                usual.headerDeadline(),
                usual.bodyDeadline(),
                usual.connectionsMax(),
                usual.connectionsPerPrefixMax(),
                max,
                perConnectionMax,
                usual.bodiesBytesMax(),
                usual.framingBytesMax());
    }

    static EdgeLimits bodies(long bytesMax) {
        EdgeLimits usual = EdgeRig.limits();
        return new EdgeLimits(
                usual.headerDeadline(),
                usual.bodyDeadline(),
                usual.connectionsMax(),
                usual.connectionsPerPrefixMax(),
                usual.outstandingMax(),
                usual.outstandingPerConnectionMax(),
                bytesMax,
                usual.framingBytesMax());
    }
}
