// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.MalformedException;

/** How a circuit ends. */
enum Ending {
    /** Its end has said everything: what is on its way still arrives. */
    DRAINED,
    /** Something broke, or an end gave up: what is on its way is of no use any more. */
    BROKEN;

    byte code() {
        return (byte) ordinal();
    }

    static Ending of(byte code) throws MalformedException {
        if (code < 0 || code > 1) {
            throw new MalformedException("unknown ending");
        }
        return code == 0 ? DRAINED : BROKEN;
    }
}
