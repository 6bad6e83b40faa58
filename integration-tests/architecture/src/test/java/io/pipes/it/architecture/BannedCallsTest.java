// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Protocol code takes time, timers and chance from its context; otherwise a simulation is not a run of the same classes. */
class BannedCallsTest {
    private static final String[] PROTOCOL_CODE = {
        "io.pipes.base..",
        "io.pipes.api..",
        "io.pipes.spi..",
        "io.pipes.crypto..",
        "io.pipes.node..",
        "io.pipes.identity..",
        "io.pipes.routing..",
        "io.pipes.pipeline..",
        "io.pipes.presence..",
        "io.pipes.service..",
        "io.pipes.stream..",
        "io.pipes.forward..",
        "io.pipes.storage..",
        "io.pipes.transport..",
        "io.pipes.socket..",
        "io.pipes.testkit.."
    };

    /** Real threads on purpose: with them the testkit shows that a store never works on the thread that calls it. */
    private static final String REAL_THREADS = "io\\.pipes\\.testkit\\.storage\\.ThreadLoops.*";

    /** What it waits for is the compiler of this process, which no virtual time knows of. */
    private static final String WARM_UP = "io\\.pipes\\.crypto\\.record\\.WarmUp";

    /** The contract of the API is for real nodes, also in processes of their own, which live in real time. */
    private static final String REAL_NODES = "io\\.pipes\\.testkit\\.api\\..*";

    private static final Set<String> CLOCKS = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone");

    private static final Set<String> SLEEPS = Set.of(
            "java.lang.Thread.sleep",
            "java.lang.Thread.onSpinWait",
            "java.util.concurrent.TimeUnit.sleep",
            "java.util.concurrent.locks.LockSupport.parkNanos");

    private static final Set<String> TIMERS = Set.of(
            "java.util.Timer.<init>",
            "java.util.concurrent.Executors.newScheduledThreadPool",
            "java.util.concurrent.Executors.newSingleThreadScheduledExecutor",
            "java.util.concurrent.ScheduledThreadPoolExecutor.<init>",
            "java.util.concurrent.CompletableFuture.delayedExecutor",
            "java.util.concurrent.CompletableFuture.orTimeout",
            "java.util.concurrent.CompletableFuture.completeOnTimeout");

    private static final Set<String> CHANCE = Set.of(
            "java.util.Random.<init>",
            "java.security.SecureRandom.<init>",
            "java.security.SecureRandom.getInstance",
            "java.security.SecureRandom.getInstanceStrong",
            "java.util.concurrent.ThreadLocalRandom.current",
            "java.util.SplittableRandom.<init>",
            "java.util.random.RandomGenerator.getDefault",
            "java.lang.Math.random",
            "java.util.UUID.randomUUID");

    @Test
    void protocol_code_asks_its_clock_for_the_time() {
        nobodyCalls(CLOCKS);
    }

    @Test
    void protocol_code_never_sleeps() {
        nobodyCalls(SLEEPS);
    }

    @Test
    void protocol_code_asks_its_scheduler_for_timers() {
        nobodyCalls(TIMERS);
    }

    @Test
    void protocol_code_asks_its_randomness_for_chance() {
        nobodyCalls(CHANCE);
    }

    @Test
    void the_same_search_finds_them_where_they_belong() {
        assertThat(AllBundles.classes().stream()
                        .filter(type -> type.getPackageName().startsWith("io.pipes.runtime"))
                        .flatMap(type -> type.getAccessesFromSelf().stream())
                        .map(BannedCallsTest::target))
                .anyMatch(CLOCKS::contains)
                .anyMatch(CHANCE::contains);
    }

    private static void nobodyCalls(Set<String> banned) {
        noClasses()
                .that()
                .resideInAnyPackage(PROTOCOL_CODE)
                .and()
                .haveNameNotMatching(REAL_THREADS + "|" + WARM_UP + "|" + REAL_NODES)
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "is one of " + List.copyOf(banned), (JavaAccess<?> access) -> banned.contains(target(access))))
                .check(AllBundles.classes());
    }

    private static String target(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        return owner.getName() + "." + access.getTarget().getName();
    }
}
