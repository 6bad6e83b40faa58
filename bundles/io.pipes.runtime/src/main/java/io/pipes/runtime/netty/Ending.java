// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.netty;

import java.util.concurrent.CompletionStage;

/** Something open that a bundle must end before it stops. */
public interface Ending {
    /** Asks it to end, from any thread. The stage completes when nothing of it is left; it never fails. */
    CompletionStage<Void> stop();
}
