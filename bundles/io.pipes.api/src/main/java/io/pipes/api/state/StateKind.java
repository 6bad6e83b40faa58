// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.state;

import java.util.Locale;

/** What a part of a state is. */
public enum StateKind {
    MAP,
    COUNTER,
    SET;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
