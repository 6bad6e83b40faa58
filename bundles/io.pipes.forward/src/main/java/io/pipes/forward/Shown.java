// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.forward;

import io.pipes.forward.splice.Traffic;
import io.pipes.spi.local.LocalForwards;

/** What is told of traffic. */
final class Shown {
    private Shown() {}

    static LocalForwards.Counters of(Traffic traffic) {
        return new LocalForwards.Counters(traffic.open(), traffic.all(), traffic.sent(), traffic.received());
    }
}
