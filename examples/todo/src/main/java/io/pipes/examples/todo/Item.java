// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.todo;

/**
 * Something to do.
 *
 * @param id names it on all machines, whatever its words become
 */
public record Item(String id, String words, boolean done) {
    @Override
    public String toString() {
        return id + (done ? " [x] " : " [ ] ") + words;
    }
}
