package dev.firstlight.loadtest.faults;

import dev.firstlight.collector.Collector;
import dev.firstlight.collector.CollectorConfig;
import dev.firstlight.collector.Seams;
import dev.firstlight.collector.log.EventLog;
import dev.firstlight.collector.log.Outcome;
import dev.firstlight.collector.log.Pack;
import dev.firstlight.runtime.Service;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The real collector in a JVM of its own, with failure points at its ports. Runs once on scratch data, so that it starts in a moment when it is
 * told to. Commands: {@code start CONFIG PLANT}, {@code arm POINT PASSAGES}, {@code disk full}, {@code disk free}.
 */
final class CollectorMain {

    private record Start(Path config, Plant plant) {}

    private final BlockingQueue<Start> starts = new LinkedBlockingQueue<>();
    private final Tripwire tripwire = new Tripwire();
    private volatile @Nullable FaultyFiles disk;

    private CollectorMain() {}

    /** The argument is a configuration for the scratch run. */
    public static void main(String[] arguments) throws Exception {
        CollectorMain main = new CollectorMain();
        Leash.follow(main::hear);
        main.warmUp(Path.of(arguments[0]));
        System.out.println("warm");
        Start start = main.starts.take();
        Collector collector =
                Collector.start(CollectorConfig.load(start.config(), Map.of()), main.seams(start.plant()));
        System.out.println("ready " + collector.port() + ' ' + collector.adminPort());
        Service.runUntilSignal(collector.service());
    }

    private void hear(String line) {
        List<String> words = List.of(line.split(" "));
        switch (words.get(0)) {
            case "start" -> starts.add(new Start(Path.of(words.get(1)), Plant.valueOf(words.get(2))));
            case "arm" -> {
                tripwire.arm(FailurePoint.valueOf(words.get(1)), Integer.parseInt(words.get(2)));
                System.out.println("armed " + words.get(1));
            }
            case "disk" -> {
                FaultyFiles there = disk;
                if (there != null) {
                    there.full(words.get(1).equals("full"));
                }
            }
            default -> throw new IllegalArgumentException(line);
        }
    }

    /** Loads the classes that a start and a hit need. */
    private void warmUp(Path config) throws Exception {
        try (Collector scratch = Collector.start(CollectorConfig.load(config, Map.of()), seams(Plant.NONE))) {
            Generation life = new Generation(0, scratch.port());
            Journal journal = new Journal();
            Shopper shopper = new Shopper("warm", new java.util.Random(0), 8, journal, new java.util.ArrayDeque<>());
            try (Connection connection = new Connection(life)) {
                for (int i = 0; i < 10; i++) {
                    connection.exchange(shopper.next(true), (request, answer) -> {}, left -> {});
                }
            }
        }
    }

    private Seams seams(Plant plant) {
        return new Seams(
                files -> {
                    FaultyFiles made = new FaultyFiles(Planted.files(files, plant), tripwire);
                    disk = made;
                    return made;
                },
                log -> Planted.log(halting(log), plant),
                producer -> FaultyProducer.halting(Planted.producer(producer, plant), tripwire));
    }

    private EventLog halting(EventLog log) {
        return pack -> log.offer(new Pack(pack.partition(), pack.bytes(), outcome -> {
            if (outcome == Outcome.DURABLE) {
                tripwire.pass(FailurePoint.BEFORE_ANSWER);
            }
            pack.onDone().accept(outcome);
        }));
    }
}
