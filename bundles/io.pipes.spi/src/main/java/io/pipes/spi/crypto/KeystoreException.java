// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.crypto;

/** Why keys could not be read or written; the message names the way out. */
public final class KeystoreException extends Exception {
    private static final long serialVersionUID = 1;

    /** What happened, by what one can do about it. */
    public enum Reason {
        /** There is no keystore here, though there should be: restore it. */
        MISSING,
        /** It fails its checks: restore it. */
        DAMAGED,
        /** The passphrase or key file does not fit: provide the right one. */
        LOCKED,
        /** The disk refuses to be written: free space or fix permissions, then try again. */
        UNWRITABLE
    }

    private final Reason reason;

    public KeystoreException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
