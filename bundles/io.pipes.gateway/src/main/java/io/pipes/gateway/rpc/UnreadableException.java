// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

/** What a client sent is no message of the API. The sentence is for the client and repeats nothing of what it sent. */
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableException(String sentence) {
        super(sentence);
    }
}
