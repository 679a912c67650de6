package io.kindling.deploy;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.ObjectInputStream;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The walls of the house, on the compiled classes of all modules. */
class ArchitectureTest {
    private static final String[] COMMON = {
        "io.kindling.tensor..",
        "io.kindling.autodiff..",
        "io.kindling.compile..",
        "io.kindling.nn..",
        "io.kindling.data..",
        "io.kindling.program..",
        "io.kindling.io.."
    };

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.kindling");

    @Test
    void theScan_findsTheModules() {
        assertThat(CLASSES.size())
                .as("scanned classes: where the scan finds nothing, every other rule holds")
                .isGreaterThan(100);
        for (String seen : List.of("io.kindling.tensor", "io.kindling.nn", "io.kindling.driver.cli")) {
            assertThat(CLASSES.containPackage(seen)).as(seen).isTrue();
        }
    }

    @Test
    void dependencies_pointOneWay() {
        LayeredArchitecture house =
                layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
        house = layer(house, "tensor");
        house = layer(house, "autodiff", "tensor");
        house = layer(house, "compile", "tensor", "autodiff");
        house = layer(house, "nn", "tensor", "autodiff", "compile");
        house = layer(house, "data", "tensor");
        house = layer(house, "program", "tensor", "autodiff", "compile", "nn", "data");
        house = layer(house, "io", "tensor", "autodiff", "compile", "nn", "data", "program");
        house = layer(house, "worker", "tensor", "autodiff", "compile", "nn", "data", "program", "io");
        house = layer(house, "driver", "tensor", "autodiff", "compile", "nn", "data", "program", "io", "worker");
        house.ensureAllClassesAreContainedInArchitectureIgnoring("io.kindling.deploy..")
                .because("each layer must be readable and testable without those above it")
                .check(CLASSES);
    }

    /** The house with one more layer, which may use those named below it and no other. */
    private static LayeredArchitecture layer(LayeredArchitecture house, String name, String... below) {
        LayeredArchitecture higher = house.layer(name).definedBy("io.kindling." + name + "..");
        return below.length == 0
                ? higher.whereLayer(name).mayNotAccessAnyLayer()
                : higher.whereLayer(name).mayOnlyAccessLayers(below);
    }

    @Test
    void onlyTensor_namesTheTensorLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kindling.tensor..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.nd4j..", "org.bytedeco..")
                .because(
                        "memory off the heap has one owner, and the library under it can change without touching a layer")
                .check(CLASSES);
    }

    @Test
    void onlyIo_namesHadoopsFiles() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.kindling.io..", "io.kindling.worker..", "io.kindling.driver..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.hadoop..")
                .because("side effects on files have one home; Spark's own interfaces name Hadoop in worker and driver")
                .check(CLASSES);
    }

    @Test
    void common_knowsNoSpark() {
        noClasses()
                .that()
                .resideInAnyPackage(COMMON)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "scala..")
                .because("a network trains on one machine, and is tested, without a cluster's libraries")
                .check(CLASSES);
    }

    @Test
    void random_isCounterBased() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(
                        RandomGenerator.class,
                        Random.class,
                        SplittableRandom.class,
                        ThreadLocalRandom.class,
                        SecureRandom.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("org.nd4j.linalg.api.rng..")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(StrictMath.class, "random")
                .orShould()
                .callMethod(Collections.class, "shuffle", List.class)
                .because("a draw is a function of seed, step and row: a retried or moved task must give the same bits")
                .check(CLASSES);
    }

    @Test
    void noObject_isReadFromJavaSerialization() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .because("reading a file or a message must never run code that it names")
                .check(CLASSES);
    }

    @Test
    void console_belongsToTheCommandLineAndTheExamples() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.kindling.driver.cli..", "io.kindling.driver.example..")
                .should(ACCESS_STANDARD_STREAMS)
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .because("standard output carries results, and a library must leave it to the program that uses it")
                .check(CLASSES);
    }

    @Test
    void waits_endWhenTheirEventHappens() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .orShould()
                .callMethod(TimeUnit.class, "sleep", long.class)
                .because("a sleep is too long on a fast machine and too short on a slow one")
                .check(CLASSES);
    }

    @Test
    void everyPackage_isNullMarked() {
        classes()
                .should(be(DescribedPredicate.describe(
                        "in a @NullMarked package", type -> type.getPackage().isAnnotatedWith(NullMarked.class))))
                .because("what may be absent is then written in the signature, and checked")
                .check(CLASSES);
    }

    @Test
    void names_areTheFieldsWords() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Helpers|Util|Utils|Impl)")
                .because("such a name says nothing of what the class is")
                .check(CLASSES);
    }
}
