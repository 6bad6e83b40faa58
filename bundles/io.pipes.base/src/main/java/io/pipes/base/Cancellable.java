// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

/** Something that has been asked for and can be called off. */
@FunctionalInterface
public interface Cancellable {
    /**
     * Calls it off. Afterwards it will not begin; on the node's thread this is certain, from elsewhere it may just have begun.
     * Without effect when it is over or called off already.
     */
    void cancel();
}
