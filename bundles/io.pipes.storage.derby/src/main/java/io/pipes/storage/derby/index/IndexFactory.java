// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

/** Makes the index of one store. */
interface IndexFactory {
    /** Whether there is one already. */
    boolean exists();

    /** Opens the index that is there; one that is missing comes into being, empty. */
    Index open() throws IndexException;

    /** Deletes it, which nobody has open. */
    void delete() throws IndexException;
}
