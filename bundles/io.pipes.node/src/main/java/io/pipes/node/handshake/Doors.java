// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import io.pipes.node.wire.Preface;
import java.util.Optional;

/** Finds the door a caller may have a key to. Used on the loop. */
@FunctionalInterface
public interface Doors {
    /** The door whose secret the caller knows; empty for strangers. Who asked shuts it. */
    Optional<Door> open(Preface preface);
}
