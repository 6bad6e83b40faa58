// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;

/** Why an operation is not rightful in its own past. */
enum Objection {
    NO_MEMBER(Code.REVOKED, "This node is not a member of the network any more."),
    ROLE_TOO_LOW(Code.REFUSED, "This node's role does not allow that. Ask an admin of the network."),
    TOO_LONG(Code.TOO_LARGE, "This is more than a writer may record at once."),
    ABOVE_OWN_ROLE(Code.REFUSED, "Nobody can give a role above their own."),
    TARGET_IS_OWNER(Code.REFUSED, "Only an owner can remove an owner or change an owner's role."),
    NO_SUCH_MEMBER(Code.NOT_FOUND, "There is no such member in the network."),
    MEMBER_ALREADY(Code.ALREADY_EXISTS, "This node is a member already."),
    KEYS_TAKEN(Code.ALREADY_EXISTS, "Another node of the network has a key of this one. Make new keys."),
    ANOTHER_IDENTITY(Code.REFUSED, "A node is succeeded only by a node of the same identity."),
    REMOVED_BEFORE(Code.REVOKED, "This node was removed from the network and cannot come back as it is."),
    SECOND_GENESIS(Code.REFUSED, "A network begins only once.");

    private final Code code;
    private final String sentence;

    Objection(Code code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    PipesException exception() {
        return new PipesException(code, sentence);
    }
}
