package dev.firstlight.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What every service runs on knows no service, and only these libraries. */
@AnalyzeClasses(packages = "dev.firstlight.runtime", importOptions = ImportOption.DoNotIncludeTests.class)
final class RuntimeRules {

    @ArchTest
    static final ArchRule shouldKnowOnlyThese = classes()
            .that()
            .resideInAPackage("dev.firstlight.runtime..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "com.sun.net.httpserver",
                    "org.jspecify.annotations",
                    "org.slf4j",
                    "com.typesafe.config",
                    "com.codahale.metrics",
                    "org.HdrHistogram",
                    "io.prometheus.metrics..",
                    "dev.firstlight.runtime");

    @ArchTest
    static final ArchRule shouldBeOneFlatPackage = classes().should().resideInAPackage("dev.firstlight.runtime");
}
