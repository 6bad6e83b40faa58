// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway;

import io.pipes.api.PipesException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.servlet.runtime.HttpServiceRuntimeConstants;

/**
 * Where the API listens, host and port. A launcher that started this process for a node decided it and said so. In a container that
 * somebody else started, the HTTP service knows it; a file in the home then tells the command line.
 *
 * <p><b>Threads.</b> May be used from any thread.
 */
final class ApiAddress implements Supplier<String> {
    static final String SAID_BY_LAUNCHER = "pipes.console";
    private static final String USUAL = "127.0.0.1:7170";

    private final Optional<ContainerFile> file;
    private volatile String current;

    private ApiAddress(String first, Optional<ContainerFile> file) {
        this.current = first;
        this.file = file;
    }

    /** @param said what the launcher said, null without one */
    static ApiAddress of(@Nullable String said, Path home) {
        return said == null
                ? new ApiAddress(USUAL, Optional.of(new ContainerFile(home)))
                : new ApiAddress(said, Optional.empty());
    }

    @Override
    public String get() {
        return current;
    }

    /** @param properties of the HTTP service, with the places where it serves */
    void served(Map<String, Object> properties) {
        Object endpoints = properties.get(HttpServiceRuntimeConstants.HTTP_SERVICE_ENDPOINT);
        if (file.isPresent() && endpoints instanceof String[] places) {
            Arrays.stream(places)
                    .filter(place -> place.startsWith("http://"))
                    .findFirst()
                    .ifPresent(this::moved);
        }
    }

    private void moved(String place) {
        current = URI.create(place).getAuthority();
        file.ifPresent(told -> told.write(current));
    }

    /** Nothing is served now. */
    void forget() {
        file.ifPresent(ContainerFile::delete);
    }

    /** A person who stops a node must not stop what else runs in the container. */
    void checkThatTheProcessIsOurs() {
        if (file.isPresent()) {
            throw new PipesException(
                    PipesException.Code.REFUSED,
                    "This node is part of a container (process "
                            + ProcessHandle.current().pid()
                            + ") that pipes did not start. Stop the container, or uninstall its feature 'pipes'.");
        }
    }
}
