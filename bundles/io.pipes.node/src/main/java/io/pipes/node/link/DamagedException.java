// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

/**
 * A record is not what the other side has sent: on its way something was changed, lost or invented. Which of those who carried it is to
 * blame cannot be told, but it is not the other side.
 */
final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String reason) {
        // A stranger decides how often it is thrown, so there is no stack trace.
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
