// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.provider;

import java.util.Optional;
import java.util.ServiceLoader;

/** Finds who does what this bundle only names: on the class path by {@link ServiceLoader}, in a container among its services. */
public final class Providers {
    private Providers() {}

    /**
     * @param artifact what to put on the class path, or to install, when nobody is there
     * @throws IllegalStateException when nobody is there
     */
    public static <T> T find(Class<T> type, String artifact) {
        return ServiceLoader.load(type, type.getClassLoader())
                .findFirst()
                .or(() -> inContainer(type))
                // Last: in a container a thread may bring the class path of somebody else.
                .or(() -> ServiceLoader.load(type).findFirst())
                .orElseThrow(() -> new IllegalStateException("This needs the artifact io.pipes:" + artifact
                        + ". Add it to the application's dependencies; in a container, install it."));
    }

    private static <T> Optional<T> inContainer(Class<T> type) {
        try {
            return ContainerServices.find(type);
        } catch (NoClassDefFoundError noContainer) {
            return Optional.empty();
        }
    }
}
