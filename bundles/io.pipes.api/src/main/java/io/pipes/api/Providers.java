// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api;

import java.util.ServiceLoader;

/** Finds who does what this bundle only names. */
final class Providers {
    private Providers() {}

    /**
     * @param artifact what to put on the class path when nobody is there
     * @throws IllegalStateException when nobody is there
     */
    static <T> T find(Class<T> type, String artifact) {
        return ServiceLoader.load(type, type.getClassLoader())
                .findFirst()
                .or(() -> ServiceLoader.load(type).findFirst())
                .orElseThrow(() -> new IllegalStateException("This needs the artifact io.pipes:" + artifact
                        + ". Add it to the application's dependencies."));
    }
}
