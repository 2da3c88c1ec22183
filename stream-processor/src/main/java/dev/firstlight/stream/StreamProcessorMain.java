package dev.firstlight.stream;

import dev.firstlight.runtime.Launch;

/** Starts the stream processor alone: {@code --config FILE}, or settings from the environment only. */
public final class StreamProcessorMain {

    private StreamProcessorMain() {}

    public static void main(String[] args) {
        Launch.run(args, (file, env) -> StreamProcessor.start(StreamProcessorConfig.load(file, env))
                .service());
    }
}
