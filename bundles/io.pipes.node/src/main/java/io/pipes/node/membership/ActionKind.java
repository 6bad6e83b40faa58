// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

/** What an operation can be. The codes travel; they never change. */
enum ActionKind {
    GENESIS(0, 3 + Candidate.ITEMS),
    ADD(1, Candidate.ITEMS + 2),
    REMOVE(2, 2),
    ASSIGN(3, 2),
    STATEMENT(4, 2),
    SUCCEED(5, Candidate.ITEMS + Possession.ITEMS);

    static final int LAST = SUCCEED.code;

    private final int code;
    private final int items;

    ActionKind(int code, int items) {
        this.code = code;
        this.items = items;
    }

    int code() {
        return code;
    }

    /** How many items its fields are. */
    int items() {
        return items;
    }

    static ActionKind ofCode(int code) {
        return values()[code];
    }
}
