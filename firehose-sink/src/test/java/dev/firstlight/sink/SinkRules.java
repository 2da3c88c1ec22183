package dev.firstlight.sink;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom in the sink. */
@AnalyzeClasses(packages = "dev.firstlight.sink", importOptions = ImportOption.DoNotIncludeTests.class)
final class SinkRules {

    @ArchTest
    static final ArchRule shouldKnowNoOtherServiceNettyOrStreams = noClasses()
            .that()
            .resideInAPackage("dev.firstlight.sink..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.netty..",
                    "org.apache.kafka.streams..",
                    "dev.firstlight.collector..",
                    "dev.firstlight.processor..",
                    "dev.firstlight.standalone..");

    @ArchTest
    static final ArchRule shouldBeOneFlatPackage =
            classes().that().resideInAPackage("dev.firstlight.sink..").should().resideInAPackage("dev.firstlight.sink");

    @ArchTest
    static final ArchRule shouldKnowAwsOnlyWhereItIsCalled = noClasses()
            .that()
            .resideInAPackage("dev.firstlight.sink")
            .and()
            .haveNameNotMatching(".*\\.(Firehose|S3|Aws)[^.]*")
            .and()
            .doNotHaveSimpleName("StreamMaker")
            .and()
            .doNotHaveSimpleName("Route")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk..");

    @ArchTest
    static final ArchRule shouldSpellOutKafkaSettingsInOnePlace = noClasses()
            .that()
            .resideInAPackage("dev.firstlight.sink")
            .and()
            .doNotHaveSimpleName("KafkaClients")
            .and()
            .doNotHaveSimpleName("SinkConfig")
            .should()
            .dependOnClassesThat()
            .haveNameMatching(".*\\.(ConsumerConfig|ProducerConfig)");

    @ArchTest
    static final ArchRule shouldKeepTheReadingOfRowsApartFromTheirDelivery = noClasses()
            .that()
            .haveSimpleNameStartingWith("Row")
            .or()
            .haveSimpleName("Packer")
            .should()
            .dependOnClassesThat()
            .haveSimpleName("FirehoseDelivery");
}
