// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

import io.pipes.base.Bytes;

/** Somebody on the wire who sees every segment and may change it. */
@FunctionalInterface
public interface Wiretap {
    /**
     * Called once for each segment when it is sent, in virtual time.
     *
     * @param from name of the host that sends
     * @param to name of the host it is meant for
     * @return what travels on; the same number of bytes
     */
    Bytes passing(String from, String to, Bytes segment);
}
