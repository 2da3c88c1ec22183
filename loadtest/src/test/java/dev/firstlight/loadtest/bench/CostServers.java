package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.load.OneAnswer;
import dev.firstlight.loadtest.bench.load.PixelRequests;
import dev.firstlight.loadtest.bench.process.MeasuredServer;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One running server for each variant, all on the measured core, of which all but one are idle at any time. Threads: the benchmark's. */
final class CostServers implements AutoCloseable {

    /** Word that the collector's complaint has in it when it does not know {@link CostVariant#GENERAL}'s setting. */
    private static final String SCANNER = "scanner";

    private final Rig rig;
    private final Progress progress;
    private final Map<CostVariant, MeasuredServer> servers = new EnumMap<>(CostVariant.class);

    /** Returns when all of them take requests. */
    CostServers(Rig rig, Progress progress) throws IOException, InterruptedException {
        this.rig = rig;
        this.progress = progress;
        boolean isStarted = false;
        try {
            for (CostVariant variant : CostVariant.values()) { // ours is first: the floor answers as it does
                start(variant);
            }
            isStarted = true;
        } finally {
            if (!isStarted) {
                close();
            }
        }
    }

    boolean isThere(CostVariant variant) {
        return servers.containsKey(variant);
    }

    MeasuredServer of(CostVariant variant) {
        MeasuredServer server = servers.get(variant);
        if (server == null) {
            throw new IllegalStateException(variant + " does not run");
        }
        return server;
    }

    @Override
    public void close() throws InterruptedException {
        for (MeasuredServer server : servers.values()) {
            server.close();
        }
    }

    private void start(CostVariant variant) throws IOException, InterruptedException {
        progress.say("starting %s", variant.label());
        try {
            MeasuredServer server =
                    switch (variant) {
                        case OURS, OURS_UNSENT, ONE_SEND, ONE_SEND_UNSENT, GENERAL ->
                            rig.collector(variant.label(), variant.settings(), variant.mode(), List.of());
                        case FLOOR -> rig.floor(ourAnswer());
                        case NGINX -> rig.nginx();
                    };
            servers.put(variant, server);
        } catch (IOException e) {
            if (variant != CostVariant.GENERAL
                    || !String.valueOf(e.getMessage()).contains(SCANNER)) {
                throw e;
            }
            progress.say("%s is left out: this collector has no scanner", variant.label());
        }
    }

    private byte[] ourAnswer() throws IOException {
        return OneAnswer.to(of(CostVariant.OURS).address(), PixelRequests.request(0, new Random(), true));
    }
}
