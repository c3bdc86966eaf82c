package io.redrive;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.NullMarked;

/** The rules between the packages of the core, and what no package may do. */
@AnalyzeClasses(packages = "io.redrive", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("(**)").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule decidingPackagesArePure = classes()
            .that()
            .resideInAnyPackage(
                    "io.redrive.backoff..",
                    "io.redrive.classify..",
                    "io.redrive.topic..",
                    "io.redrive.route..",
                    "io.redrive.schedule..",
                    "io.redrive.track..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "io.redrive",
                    "io.redrive.backoff..",
                    "io.redrive.classify..",
                    "io.redrive.topic..",
                    "io.redrive.route..",
                    "io.redrive.schedule..",
                    "io.redrive.track..",
                    "io.redrive.header..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule schedulingAndTrackingKnowNothingElse = classes()
            .that()
            .resideInAnyPackage("io.redrive.schedule..", "io.redrive.track..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.redrive.schedule..", "io.redrive.track..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule timeIsHandedIn = noClasses()
            .should()
            .accessTargetWhere(target(Instant.class, "now")
                    .or(target(System.class, "currentTimeMillis"))
                    .or(target(System.class, "nanoTime")))
            .because("only a time that is handed in can be moved by a test")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule randomnessIsHandedIn = noClasses()
            .should()
            .accessTargetWhere(target(Math.class, "random"))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ThreadLocalRandom.class)
            .because("only randomness that is handed in can be repeated by a test")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule noThreadSleeps = noClasses()
            .should()
            .accessTargetWhere(target(Thread.class, "sleep"))
            .because("a sleeping consumer thread holds up the healthy records behind it")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyAnnotationKnowsSpringsRetryTopics = noClasses()
            .that()
            .resideOutsideOfPackage("io.redrive.annotation")
            .and(not(equivalentTo(KafkaRetry.class)))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework.kafka.retrytopic..")
            .because("only what is read from @RetryableTopic, and its own annotation that carries it, speak of them")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule apiExposesNoInternals = classes()
            .that()
            .resideInAnyPackage("io.redrive", "io.redrive.deadletter", "io.redrive.event", "io.redrive.redrive")
            .and(not(equivalentTo(KafkaRetry.class)))
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "io.redrive",
                    "io.redrive.deadletter",
                    "io.redrive.event",
                    "io.redrive.redrive")
            .because("what an application builds on must not change with what it is built with")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyAdminAdministersTopics = noClasses()
            .that()
            .resideOutsideOfPackage("io.redrive.admin")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka.clients.admin..")
            .because("what forwards and consumes must work without the right to create or describe topics")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule adminKnowsTopicsLogsAndWhatIsSettledOnly = classes()
            .that()
            .resideInAPackage("io.redrive.admin")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "org.slf4j..",
                    "org.apache.kafka.clients.admin..",
                    // For the names of their settings and the type of a group's offset.
                    "org.apache.kafka.clients.consumer..",
                    "org.apache.kafka.clients.producer..",
                    "org.apache.kafka.common..",
                    "io.redrive",
                    "io.redrive.admin",
                    "io.redrive.backoff",
                    "io.redrive.log",
                    "io.redrive.topic",
                    // For what a group has committed.
                    "io.redrive.track")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule printWritesDownWhatIsPlanned = classes()
            .that()
            .resideInAPackage("io.redrive.print")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.redrive.print", "io.redrive.admin", "io.redrive.topic")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule deadLettersAreValues = classes()
            .that()
            .resideInAPackage("io.redrive.deadletter")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.redrive.deadletter")
            .because(
                    "what names and selects dead letters is written into requests and jobs, and must be the same for both")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule censusesKnowNoBroker = classes()
            .that()
            .resideInAPackage("io.redrive.census")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.redrive.census", "io.redrive.deadletter")
            .because("what counts must not depend on how it is read")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule scansReadAndDoNothingElse = classes()
            .that()
            .resideInAPackage("io.redrive.scan")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "org.apache.kafka.clients.consumer..",
                    "org.apache.kafka.common..",
                    "io.redrive.census",
                    "io.redrive.deadletter",
                    "io.redrive.header",
                    "io.redrive.scan")
            .because("looking at dead letters must not be able to write, to commit or to administer")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule jobsAreDecidedWithoutABroker = classes()
            .that()
            .resideInAPackage("io.redrive.job")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "org.slf4j..",
                    // For numbers of varying length.
                    "org.apache.kafka.common.utils..",
                    "io.redrive.census",
                    "io.redrive.deadletter",
                    "io.redrive.job",
                    "io.redrive.note",
                    "io.redrive.redrive")
            .because("what happens next to a job must follow from its log and the time alone");

    @ArchTest
    static final ArchRule jobsAreRunWithoutListeners = classes()
            .that()
            .resideInAPackage("io.redrive.run")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "org.slf4j..",
                    "org.apache.kafka.clients.consumer..",
                    "org.apache.kafka.clients.producer..",
                    "org.apache.kafka.common..",
                    "io.redrive.admin",
                    "io.redrive.census",
                    "io.redrive.deadletter",
                    "io.redrive.header",
                    "io.redrive.job",
                    "io.redrive.redrive",
                    "io.redrive.run",
                    "io.redrive.scan",
                    "io.redrive.schedule",
                    "io.redrive.topic")
            .because("dead letters are sent back whether or not a listener runs on this instance");

    @ArchTest
    static final ArchRule notesAreValues = classes()
            .that()
            .resideInAPackage("io.redrive.note")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.redrive.note");

    @ArchTest
    static final ArchRule pausesAreFollowedWithoutListeners = classes()
            .that()
            .resideInAPackage("io.redrive.pause")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "org.slf4j..",
                    "org.apache.kafka.clients.producer..",
                    "org.apache.kafka.common..",
                    "io.redrive",
                    "io.redrive.admin",
                    "io.redrive.note",
                    "io.redrive.pause",
                    "io.redrive.scan",
                    "io.redrive.topic")
            .because("what is paused must follow from the notes, whatever is done about it");

    @ArchTest
    static final ArchRule coreWorksWithoutSpringBoot = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework.boot..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes()
            .should(ArchCondition.from(describe(
                    "reside in a package that is @NullMarked",
                    (JavaClass type) -> type.getPackage().isAnnotatedWith(NullMarked.class))))
            .allowEmptyShould(true);

    /** Calls and method references alike; {@code System::nanoTime} reads the clock as well. */
    private static DescribedPredicate<JavaAccess<?>> target(Class<?> owner, String name) {
        return describe(
                owner.getSimpleName() + "." + name,
                access -> access.getTargetOwner().isEquivalentTo(owner)
                        && access.getTarget().getName().equals(name));
    }
}
