// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

/** A record can not be read any more; trying again does not help. */
public final class DamagedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedRecordException(String reason) {
        super(reason, null, false, false);
    }
}
