// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.call;

/** Whether a call may be made again whose answer was lost together with the connection. */
public enum Repetition {
    /** To do it twice is as good as once: it reads, or the node knows that it did it. */
    HARMLESS,
    /** To do it twice would be wrong. */
    FORBIDDEN
}
