package dev.firstlight.collector;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Who may know whom in the collector, and what nobody may do. */
@AnalyzeClasses(packages = "dev.firstlight.collector", importOptions = ImportOption.DoNotIncludeTests.class)
final class CollectorRules {

    private static final String EDGE = "dev.firstlight.collector.edge..";
    private static final String EVENT = "dev.firstlight.collector.event..";
    private static final String LOG = "dev.firstlight.collector.log..";
    private static final String SPOOL = "dev.firstlight.collector.spool..";
    private static final String METER = "dev.firstlight.collector.meter..";
    private static final String WIRING = "dev.firstlight.collector";
    private static final String NETTY = "io.netty..";
    private static final String KAFKA = "org.apache.kafka..";

    @ArchTest
    static final ArchRule eventShouldKnowNoNettyNoKafkaAndNoNeighbour = noClasses()
            .that()
            .resideInAPackage(EVENT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NETTY, KAFKA, EDGE, LOG, SPOOL, METER, WIRING);

    @ArchTest
    static final ArchRule logShouldKnowNoNettyAndNoNeighbour = noClasses()
            .that()
            .resideInAPackage(LOG)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NETTY, EDGE, EVENT, WIRING);

    @ArchTest
    static final ArchRule spoolShouldKnowNoNettyNoKafkaAndNoNeighbour = noClasses()
            .that()
            .resideInAPackage(SPOOL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NETTY, KAFKA, EDGE, EVENT, LOG, WIRING);

    @ArchTest
    static final ArchRule edgeShouldKnowNoKafkaAndNoWiring = noClasses()
            .that()
            .resideInAPackage(EDGE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(KAFKA, SPOOL, WIRING);

    @ArchTest
    static final ArchRule meterShouldKnowNoneOfTheCollector = noClasses()
            .that()
            .resideInAPackage(METER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NETTY, KAFKA, EDGE, EVENT, LOG, SPOOL, WIRING);

    @ArchTest
    static final ArchRule packagesShouldFormNoCycle =
            slices().matching("dev.firstlight.collector.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nobodyShouldReadTheClockOfTheSystem = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethodWhere(target(owner(type(Instant.class))).and(target(name("now"))));

    @ArchTest
    static final ArchRule onlyTheWiringShouldTakeTheClockOfTheSystem = noClasses()
            .that()
            .resideOutsideOfPackage(WIRING)
            .should()
            .callMethodWhere(target(owner(type(InstantSource.class))).and(target(name("system"))))
            .orShould()
            .callMethodWhere(target(owner(type(Clock.class))).and(target(nameMatching("system.*"))));

    @ArchTest
    static final ArchRule nobodyShouldSleep = noClasses()
            .should()
            .callMethodWhere(target(owner(type(Thread.class))).and(target(name("sleep"))));

    @ArchTest
    static final ArchRule onlyTheWiringShouldPauseWhileItStops = noClasses()
            .that()
            .resideOutsideOfPackage(WIRING)
            .should()
            .callMethodWhere(target(owner(type(TimeUnit.class))).and(target(name("sleep"))));
}
