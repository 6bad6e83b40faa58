// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage;

import java.util.List;

/**
 * A store's condition.
 *
 * @param entries how many entries it holds
 * @param bytes how many bytes it occupies on disk
 * @param quarantined how many damaged records were set aside since it was opened
 * @param problems sentences for an operator; empty when all is well
 * @param news sentences of what it did of itself when it was opened, such as being brought up to date; nobody has to do anything
 */
public record StoreHealth(long entries, long bytes, long quarantined, List<String> problems, List<String> news) {
    /** Without news. */
    public StoreHealth(long entries, long bytes, long quarantined, List<String> problems) {
        this(entries, bytes, quarantined, problems, List.of());
    }
}
