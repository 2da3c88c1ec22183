package dev.firstlight.collector.edge;

import java.time.Duration;

/** The usual limits but for one or two. */
final class Limits {

    private Limits() {}

    static EdgeLimits deadlines(Duration header, Duration body) {
        return HttpConfigs.with(HttpConfigs.with(EdgeRig.limits(), "headerDeadline", header), "bodyDeadline", body);
    }

    static EdgeLimits connections(int max, int perPrefixMax) {
        EdgeLimits all = HttpConfigs.with(EdgeRig.limits(), "connectionsMax", max);
        return HttpConfigs.with(all, "connectionsPerPrefixMax", perPrefixMax);
    }

    static EdgeLimits outstanding(int max, int perConnectionMax) {
        EdgeLimits all = HttpConfigs.with(EdgeRig.limits(), "outstandingMax", max);
        return HttpConfigs.with(all, "outstandingPerConnectionMax", perConnectionMax);
    }

    static EdgeLimits bodies(long bytesMax) {
        return HttpConfigs.with(EdgeRig.limits(), "bodiesBytesMax", bytesMax);
    }
}
