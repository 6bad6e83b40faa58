// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.id.InvitationId;
import io.pipes.base.id.NodeId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an operation does. */
sealed interface Action {
    ActionKind kind();

    /** Whom it lets in, if anybody. */
    default Optional<Newcomer> letIn() {
        return Optional.empty();
    }

    /**
     * Begins a network.
     *
     * @param salt 16 bytes
     * @param recoveryKey 32 bytes
     */
    record Genesis(String networkName, Bytes salt, Bytes recoveryKey, Newcomer founder) implements Action {
        static final int SALT_BYTES = 16;

        @Override
        public ActionKind kind() {
            return ActionKind.GENESIS;
        }

        @Override
        public Optional<Newcomer> letIn() {
            return Optional.of(founder);
        }
    }

    /** Lets a node in. */
    record Add(Newcomer newcomer, Role role, @Nullable InvitationId invitation) implements Action {
        @Override
        public ActionKind kind() {
            return ActionKind.ADD;
        }

        @Override
        public Optional<Newcomer> letIn() {
            return Optional.of(newcomer);
        }
    }

    /**
     * Removes a node for good; what of it lies in this operation's past stays valid.
     *
     * @param reason for people, 0 to {@link #MAX_REASON}; 0 says nothing
     */
    record Remove(NodeId node, int reason) implements Action {
        static final int MAX_REASON = 255;

        @Override
        public ActionKind kind() {
            return ActionKind.REMOVE;
        }
    }

    record Assign(NodeId node, Role role) implements Action {
        @Override
        public ActionKind kind() {
            return ActionKind.ASSIGN;
        }
    }

    /**
     * Lets another node of the author's identity in, in the author's place and with its role: it has the author's home from a backup.
     * What the author did counts as before, but it is a member no more.
     */
    record Succeed(Newcomer successor, Possession possession) implements Action {
        @Override
        public ActionKind kind() {
            return ActionKind.SUCCEED;
        }

        @Override
        public Optional<Newcomer> letIn() {
            return Optional.of(successor);
        }
    }

    /** Something that an extension recorded. */
    record Statement(String topic, Bytes body) implements Action {
        static final int MAX_TOPIC = 32;

        @Override
        public ActionKind kind() {
            return ActionKind.STATEMENT;
        }

        static boolean isTopic(String topic) {
            return !topic.isEmpty()
                    && topic.length() <= MAX_TOPIC
                    && topic.chars()
                            .allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '-');
        }
    }
}
