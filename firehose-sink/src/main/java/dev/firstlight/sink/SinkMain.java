package dev.firstlight.sink;

import dev.firstlight.runtime.Launch;

/** Starts the sink alone: {@code --config FILE}, or settings from the environment only. */
public final class SinkMain {

    private SinkMain() {}

    public static void main(String[] args) {
        Launch.run(args, (file, env) -> FirehoseSink.start(SinkConfig.load(file, env))
                .service());
    }
}
