package dev.firstlight.loadtest.bench.stream;

import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Progress;
import dev.firstlight.loadtest.bench.stream.process.PollSendProcess;
import dev.firstlight.loadtest.bench.stream.process.ProcessorProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an event costs, beside a loop that only polls and sends, in interleaved rounds: all stand warm on the measured core, and one at a time is
 * shown something to do.
 */
final class CostPart {

    private final StreamRig rig;
    private final StreamExtent extent;
    private final Progress progress;
    private final Deployment deployment;
    private final CostTally tally = new CostTally();

    CostPart(StreamRig rig, StreamExtent extent, Progress progress, Deployment deployment) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
        this.deployment = deployment;
    }

    Figure run() throws IOException, InterruptedException {
        Driven<ProcessorProcess> exactlyOnce = rig.exactlyOnce();
        try (Driven<PollSendProcess> pollSend = rig.pollSendOfRaw();
                Driven<PollSendProcess> pollEvents = rig.pollSendOfEvents()) {
            rig.warmUp(pollSend, extent.warmUpEvents());
            progress.say(
                    "warming up %s: %d of them",
                    pollEvents.label(), pollEvents.stream().drain());
            Map<String, Long> before = rig.topicBytes().now();
            for (int round = 0; round < extent.rounds(); round++) {
                Map<CostTally.Variant, Driven<?>> variants = new EnumMap<>(CostTally.Variant.class);
                variants.put(CostTally.Variant.EXACTLY_ONCE, exactlyOnce);
                variants.put(CostTally.Variant.POLL_SEND, pollSend);
                tally.add(round(variants, pollEvents, round));
            }
            deploymentFrom(before, rig.topicBytes().now());
        }
        return tally.figure();
    }

    /** Every other round goes backwards, so that what drifts favours nobody. */
    private Map<CostTally.Variant, StreamSample> round(
            Map<CostTally.Variant, Driven<?>> variants, Driven<PollSendProcess> pollEvents, int number)
            throws IOException, InterruptedException {
        List<CostTally.Variant> order = new ArrayList<>(variants.keySet());
        if (number % 2 == 1) {
            Collections.reverse(order);
        }
        Map<CostTally.Variant, StreamSample> samples = new EnumMap<>(CostTally.Variant.class);
        for (CostTally.Variant variant : order) {
            Driven<?> driven = Objects.requireNonNull(variants.get(variant));
            Driven.Measured measured = driven.run(extent.roundEvents());
            samples.put(variant, measured.sample());
            progress.say("round %d, %s: %s", number + 1, driven.label(), measured.sample());
            if (variant == CostTally.Variant.EXACTLY_ONCE) {
                samples.put(CostTally.Variant.POLL_EVENTS, pollEvents.follow(measured.piece()));
                progress.say(
                        "round %d, %s: %s", number + 1, pollEvents.label(), samples.get(CostTally.Variant.POLL_EVENTS));
            }
        }
        return samples;
    }

    private void deploymentFrom(Map<String, Long> before, Map<String, Long> after) {
        String prefix = ProcessorProcess.prefix(StreamRig.EXACTLY_ONCE);
        double events = (double) extent.roundEvents() * extent.rounds();
        deployment
                .cpuMicros(tally.median(CostTally.Variant.EXACTLY_ONCE, StreamSample::cpuMicros))
                .brokerMicros(tally.median(CostTally.Variant.EXACTLY_ONCE, StreamSample::brokerMicros))
                .perSecondOfAThread(tally.median(CostTally.Variant.EXACTLY_ONCE, StreamSample::perSecond))
                .rawBytes(TopicBytes.grown(before, after, prefix, "firstlight.raw") / events)
                .eventBytes(TopicBytes.grown(before, after, prefix, "firstlight.events") / events)
                .changelogBytes(TopicBytes.grown(before, after, prefix, "-changelog") / events);
    }
}
