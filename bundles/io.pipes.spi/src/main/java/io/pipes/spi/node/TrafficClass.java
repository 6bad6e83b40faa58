// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.node;

/** How frames rank on a link, first to go first. The codes travel; they never change. */
public enum TrafficClass {
    CONTROL,
    REALTIME,
    INTERACTIVE,
    BULK;

    public int code() {
        return ordinal();
    }
}
