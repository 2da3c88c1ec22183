package dev.firstlight.collector;

import dev.firstlight.runtime.Launch;

/** Starts the collector alone: {@code --config FILE}, or settings from the environment only. */
public final class CollectorMain {

    private CollectorMain() {}

    public static void main(String[] args) {
        Launch.run(args, (file, env) -> Collector.start(CollectorConfig.load(file, env))
                .service());
    }
}
