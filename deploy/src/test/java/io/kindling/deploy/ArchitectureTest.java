package io.kindling.deploy;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.kindling.KindlingException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The dependency rules, checked on the compiled classes of all modules. */
class ArchitectureTest {
    private static final String[] COMMON = {
        "io.kindling",
        "io.kindling.config..",
        "io.kindling.tensor..",
        "io.kindling.autodiff..",
        "io.kindling.compile..",
        "io.kindling.nn..",
        "io.kindling.data..",
        "io.kindling.program..",
        "io.kindling.io..",
        "io.kindling.train.."
    };

    /** The list of {@link #publicTypes_matchTheList}; {@code -Dsurface.write=true} writes it. */
    private static final Path PUBLIC_TYPES = Path.of("docs/public-types.txt");

    private static final SliceAssignment EACH_PACKAGE = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "each package";
        }
    };

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.kindling");

    @Test
    void scan_findsTheModules() {
        assertThat(CLASSES.size())
                .as("scanned classes (every other rule holds if the scan finds nothing)")
                .isGreaterThan(100);
        for (String name : List.of("io.kindling.tensor", "io.kindling.nn", "io.kindling.driver.internal.cli")) {
            assertThat(CLASSES.containPackage(name)).as(name).isTrue();
        }
    }

    @Test
    void dependencies_pointOneWay() {
        LayeredArchitecture architecture =
                layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
        architecture = layer(architecture, "config");
        architecture = layer(architecture, "tensor");
        architecture = layer(architecture, "autodiff", "tensor");
        architecture = layer(architecture, "compile", "tensor", "autodiff");
        architecture = layer(architecture, "nn", "config", "tensor", "autodiff", "compile");
        architecture = layer(architecture, "data", "tensor", "autodiff");
        List<String> below = new ArrayList<>(List.of("config", "tensor", "autodiff", "compile", "nn", "data"));
        for (String higher : List.of("program", "io", "train", "worker", "driver")) {
            architecture = layer(architecture, higher, below.toArray(String[]::new));
            below.add(higher);
        }
        architecture
                .ensureAllClassesAreContainedInArchitectureIgnoring("io.kindling", "io.kindling.deploy..")
                .because("each layer must be readable and testable without those above it")
                .check(CLASSES);
    }

    /** Returns the layering with one more layer, which may use only the layers {@code below} it. */
    private static LayeredArchitecture layer(LayeredArchitecture architecture, String name, String... below) {
        LayeredArchitecture higher = architecture.layer(name).definedBy("io.kindling." + name + "..");
        return below.length == 0
                ? higher.whereLayer(name).mayNotAccessAnyLayer()
                : higher.whereLayer(name).mayOnlyAccessLayers(below);
    }

    @Test
    void packages_haveNoCycles() {
        SlicesRuleDefinition.slices()
                .assignedFrom(EACH_PACKAGE)
                .should()
                .beFreeOfCycles()
                .because("a package can then be read, tested and moved without the packages that use it")
                .check(CLASSES);
    }

    @Test
    void examples_useOnlyPublicPackages() {
        noClasses()
                .that()
                .resideInAPackage("io.kindling.driver.example..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.kindling..internal..")
                .because("users copy the examples, and internal packages change without notice")
                .check(CLASSES);
    }

    @Test
    void publicTypes_matchTheList() throws IOException {
        List<String> types = CLASSES.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> type.getEnclosingClass().isEmpty())
                .filter(type -> !type.getPackageName().contains(".internal"))
                .filter(type -> !type.getPackageName().startsWith("io.kindling.driver.example"))
                .map(JavaClass::getName)
                .sorted()
                .toList();
        if (Boolean.getBoolean("surface.write")) {
            Files.write(PUBLIC_TYPES, types);
        }
        assertThat(types)
                .as("the types that users may import: a new one is a promise. List it on purpose in deploy/"
                        + PUBLIC_TYPES + " (-Dsurface.write=true), or move it to an internal package.")
                .isEqualTo(Files.readAllLines(PUBLIC_TYPES));
    }

    @Test
    void onlyTensor_usesTheTensorLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kindling.tensor..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.nd4j..", "org.bytedeco..")
                .because("off-heap memory has one owner, and the library can be replaced without changing a layer")
                .check(CLASSES);
    }

    @Test
    void onlyIo_usesHadoopsFiles() {
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
    void common_doesNotUseSpark() {
        noClasses()
                .that()
                .resideInAnyPackage(COMMON)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "scala..")
                .because("a network can be trained and tested on one machine without the libraries of a cluster")
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
                .because(
                        "random numbers depend only on seed, step and row: a retried or moved task must give the same bits")
                .check(CLASSES);
    }

    @Test
    void noObject_isDeserializedByJava() {
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
                .resideOutsideOfPackages(
                        "io.kindling.driver.cli..", "io.kindling.driver.internal.cli..", "io.kindling.driver.example..")
                .should(ACCESS_STANDARD_STREAMS)
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .because("standard output carries results, and a library must leave it to the program that uses it")
                .check(CLASSES);
    }

    @Test
    void waits_doNotSleep() {
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
                .because("signatures then say which values may be null, and the build checks it")
                .check(CLASSES);
    }

    @Test
    void exceptions_areKindlingsOrForProgrammingMistakes() {
        classes()
                .that(DescribedPredicate.describe(
                        "are exceptions",
                        // By name, because the superclasses of the JDK's classes are not read.
                        type -> type.getAllRawSuperclasses().stream()
                                .anyMatch(above -> above.getName().matches("java\\..*(Exception|Error|Throwable)"))))
                .and()
                .areNotPrivate()
                .should()
                .beAssignableTo(KindlingException.class)
                .orShould()
                .beAssignableTo(IllegalArgumentException.class)
                .orShould()
                .beAssignableTo(IllegalStateException.class)
                .because("a caller catches one type for what it can act on, and the exit code is decided in one place")
                .check(CLASSES);
    }

    @Test
    void catches_ofWhateverIsThrown_includeCheckedExceptions() {
        classes()
                .should(new ArchCondition<>("catch Throwable or Exception instead of RuntimeException or Error") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getCodeUnits().stream()
                                .flatMap(code -> code.getTryCatchBlocks().stream())
                                .filter(block -> block.getCaughtThrowables().stream()
                                        .anyMatch(caught -> caught.isEquivalentTo(RuntimeException.class)
                                                || caught.isEquivalentTo(Error.class)))
                                .forEach(block -> events.add(SimpleConditionEvent.violated(
                                        type,
                                        block.getOwner().getFullName() + " catches RuntimeException or Error in "
                                                + block.getSourceCodeLocation())));
                    }
                })
                .because("Spark and the code of users throw checked exceptions that no signature declares: Scala and"
                        + " Kotlin do not check them")
                .check(CLASSES);
    }

    @Test
    void names_sayWhatAClassIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Helpers|Util|Utils|Impl)")
                .because("such a name does not say what the class is")
                .check(CLASSES);
    }
}
