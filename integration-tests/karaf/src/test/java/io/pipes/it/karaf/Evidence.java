// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Keeps what the nodes of a failed test said, in {@code target/failures/CLASS/TEST/NODE}, and says so in the failure. A node that still
 * runs adds what its threads do, as does each one of a test that runs long enough to hang. When all tests of a class pass, the homes of its
 * nodes are removed; else they stay.
 */
public final class Evidence
        implements BeforeAllCallback,
                AfterAllCallback,
                InvocationInterceptor,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    private static final long SUSPICIOUS_SECONDS = 50;
    private static final Path NODES = Workspace.nodes();
    private static final Path KEPT = Path.of("target/failures").toAbsolutePath();

    private final Set<Path> there = new HashSet<>();
    private boolean failed;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        failed = false;
        there.clear();
        there.addAll(homes());
        Folders.delete(KEPT.resolve(context.getRequiredTestClass().getSimpleName()));
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (failed) {
            return;
        }
        for (Path home : homes()) {
            if (!there.contains(home)) {
                Folders.delete(home);
            }
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        watched(invocation);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        watched(invocation);
    }

    private static void watched(Invocation<Void> invocation) throws Throwable {
        CompletableFuture<Void> over = new CompletableFuture<>();
        over.orTimeout(SUSPICIOUS_SECONDS, TimeUnit.SECONDS).exceptionally(tooLong -> {
            ThreadDumps.write(NODES);
            return null;
        });
        try {
            invocation.proceed();
        } finally {
            over.complete(null);
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(context, failure);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(context, failure);
    }

    @Override
    public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(context, failure);
    }

    private Throwable explained(ExtensionContext context, Throwable failure) throws IOException {
        if (failure instanceof TestAbortedException) {
            return failure;
        }
        failed = true;
        Path folder = KEPT.resolve(context.getRequiredTestClass().getSimpleName())
                .resolve(context.getTestMethod().map(Method::getName).orElse("all"));
        ThreadDumps.write(NODES);
        keep(folder);
        AssertionError told = new AssertionError(
                failure.getMessage() + "\nWhat the nodes of this test said is kept in " + folder, failure);
        told.setStackTrace(failure.getStackTrace());
        return told;
    }

    private void keep(Path folder) throws IOException {
        for (Path home : homes()) {
            if (!there.contains(home)) {
                for (Path source : said(home)) {
                    Path copy = folder.resolve(NODES.relativize(source));
                    Files.createDirectories(copy.getParent());
                    Files.deleteIfExists(copy);
                    Files.copy(source, copy);
                }
            }
        }
    }

    /** Logs, console output and dumps, of our nodes and of a Karaf; and how they were started. */
    private static List<Path> said(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(home, 4)) {
            return files.filter(Files::isRegularFile)
                    .filter(file ->
                            file.toString().matches(".*/((data/)?log/[^/]+|run/[^/]+[.]json|[^/]+[.]log|[^/]+[.]txt)"))
                    .toList();
        }
    }

    private static List<Path> homes() throws IOException {
        if (!Files.isDirectory(NODES)) {
            return List.of();
        }
        try (Stream<Path> homes = Files.list(NODES)) {
            return homes.toList();
        }
    }
}
