// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import java.util.List;

/**
 * Methods that belong together, because they are about the same thing.
 *
 * @param name the first part of their names
 * @param about a sentence
 */
public record Noun(String name, String about, List<Entry> methods) {
    static Noun of(String name, String about, Entry... methods) {
        return new Noun(name, about, List.of(methods));
    }
}
