package dev.firstlight.stream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

/** Who may know whom in the processor. */
@AnalyzeClasses(packages = "dev.firstlight.stream", importOptions = ImportOption.DoNotIncludeTests.class)
class StreamRules {

    private static final String ROOT = "dev.firstlight.stream";

    @ArchTest
    static final ArchRule stagesDoNotKnowEachOther =
            slices().matching(ROOT + ".(decode|claim|enrich|ledger)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule enrichmentsDoNotKnowEachOther =
            slices().matching(ROOT + ".enrich.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule nobodyMakesAnotherObjectOfAnAddress = noClasses()
            .that()
            .resideInAPackage(ROOT + ".enrich..")
            .and()
            .doNotHaveSimpleName("AddressRanges") // of the networks in settings and files
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.InetAddress");

    @ArchTest
    static final ArchRule stagesDoNotKnowTheirWiring = noClasses()
            .that()
            .resideInAnyPackage(
                    ROOT + ".decode", ROOT + ".claim", ROOT + ".enrich..", ROOT + ".ledger", ROOT + ".event")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT);

    @ArchTest
    static final ArchRule whatIsHandedOnKnowsNoStageAndNoStreams = noClasses()
            .that()
            .resideInAPackage(ROOT + ".event")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + ".decode", ROOT + ".claim", ROOT + ".enrich", ROOT + ".ledger", "org.apache.kafka..");

    @ArchTest
    static final ArchRule onlyEnrichOpensAddresses = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".decode", ROOT + ".claim", ROOT + ".ledger", ROOT + ".event", ROOT + ".meter")
            .should()
            .dependOnClassesThat()
            .haveSimpleNameContaining("DayKey")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleNameContaining("AddressKeys");

    @ArchTest
    static final ArchRule noNeighbours = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.firstlight.collector..", "dev.firstlight.sink..", "io.netty..", "software.amazon.awssdk..");

    @ArchTest
    static final ArchRule noCycles = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule stagesTakeTimeFromTheirContext = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".decode", ROOT + ".claim", ROOT + ".ledger")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now");

    @ArchTest
    static final ArchRule processorsAreFinal =
            classes().that().haveSimpleNameEndingWith("Processor").should().haveModifier(JavaModifier.FINAL);
}
