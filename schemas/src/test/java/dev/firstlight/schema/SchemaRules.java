package dev.firstlight.schema;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the modules agree on knows none of them, and only these libraries. */
@AnalyzeClasses(packages = "dev.firstlight.schema", importOptions = ImportOption.DoNotIncludeTests.class)
final class SchemaRules {

    @ArchTest
    static final ArchRule shouldKnowOnlyThese = classes()
            .that()
            .resideInAPackage("dev.firstlight.schema..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.crypto..",
                    "javax.net.ssl",
                    "org.jspecify.annotations",
                    "org.apache.avro..",
                    "com.github.luben.zstd",
                    "org.apache.kafka.clients..",
                    "org.apache.kafka.common..",
                    "com.fasterxml.jackson.core..",
                    "dev.firstlight.runtime",
                    "dev.firstlight.schema..");

    @ArchTest
    static final ArchRule shouldLiveInTheseTwoPackages =
            classes().should().resideInAnyPackage("dev.firstlight.schema", "dev.firstlight.schema.avro");
}
