package dev.firstlight.standalone.cli;

import dev.firstlight.schema.EventReader;
import dev.firstlight.schema.EventsConfig;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.SchemaTopic;
import dev.firstlight.standalone.up.RunFile;
import dev.firstlight.standalone.up.Wiring;
import dev.firstlight.stream.StreamProcessorConfig;
import java.time.InstantSource;

/**
 * How the records of a running pipeline's topics are read.
 *
 * @param book finds schemas of other versions in the pipeline's own topic
 */
record Formats(SchemaBook book, EventsConfig eventsConfig) {

    static Formats of(Running running, RunFile run) {
        StreamProcessorConfig config = StreamProcessorConfig.load(
                running.config, Wiring.ofRun("STREAM_PROCESSOR", run.bootstrapServers(), running.dataDirectory()));
        return new Formats(new SchemaBook(new SchemaTopic(config.kafka()), InstantSource.system()), config.events());
    }

    PackReader packs() {
        return new PackReader(book);
    }

    EventReader events() {
        return EventReader.of(eventsConfig, book);
    }
}
