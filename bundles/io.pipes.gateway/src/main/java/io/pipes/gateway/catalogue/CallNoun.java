// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Entry.method;

/** {@code call.*}. */
final class CallNoun {
    private CallNoun() {}

    static Noun noun() {
        return Noun.of(
                "call",
                "Calls that this client has made.",
                method("call.cancel", "Breaks a call off: it is answered with the error `cancelled`.")
                        .more("What it had done stays done.")
                        .takes(Field.of("id", Type.callId(), "of the call"))
                        .answers(Field.of("cancelled", Type.flag(), "whether it was not answered yet")));
    }
}
