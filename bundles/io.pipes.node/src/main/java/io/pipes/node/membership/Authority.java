// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Membership;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may do what: the rules for one operation in the state of its past. */
final class Authority {
    private Authority() {}

    /** The weakest role with which an author may do this. */
    static Role needed(Roster roster, NodeId author, Action action) {
        if (action instanceof Action.Add add) {
            return add.role() == Role.OWNER ? Role.OWNER : Role.ADMIN;
        } else if (action instanceof Action.Remove remove) {
            return remove.node().equals(author) ? Role.RELAY : toTouch(roster, remove.node());
        } else if (action instanceof Action.Assign assign) {
            return assign.role() == Role.OWNER ? Role.OWNER : toTouch(roster, assign.node());
        } else if (action instanceof Action.Succeed) {
            return toGiveOwn(roster, author);
        }
        return action instanceof Action.Statement statement ? toState(statement) : Role.OWNER;
    }

    /** Who hands its role on needs it: a demotion at the same time is not escaped so. */
    private static Role toGiveOwn(Roster roster, NodeId author) {
        Seat seat = roster.seat(author);
        return seat == null ? Role.OWNER : seat.role();
    }

    private static Role toState(Action.Statement statement) {
        boolean more = isForAdmins(statement) || statement.body().size() > Membership.MAX_WRITER_STATEMENT_BYTES;
        return more ? Role.ADMIN : Role.WRITER;
    }

    private static boolean isForAdmins(Action.Statement statement) {
        return statement.topic().startsWith(Membership.ADMIN_KIND_PREFIX);
    }

    private static Role toTouch(Roster roster, NodeId node) {
        Seat seat = roster.seatNowOrBefore(node);
        return seat != null && seat.role() == Role.OWNER ? Role.OWNER : Role.ADMIN;
    }

    /** What speaks against an operation by this author in this state. */
    static Optional<Objection> objection(Roster roster, NodeId author, Action action) {
        Seat seat = roster.seat(author);
        if (seat == null) {
            return Optional.of(Objection.NO_MEMBER);
        }
        if (action instanceof Action.Add add) {
            return toAdd(roster, seat, add);
        } else if (action instanceof Action.Remove remove) {
            return toRemove(roster, seat, remove);
        } else if (action instanceof Action.Assign assign) {
            return toAssign(roster, seat, assign);
        } else if (action instanceof Action.Statement statement) {
            return toState(seat, statement);
        } else if (action instanceof Action.Succeed succeed) {
            return toSucceed(roster, seat, succeed.successor());
        }
        return Optional.of(Objection.SECOND_GENESIS);
    }

    private static Optional<Objection> toState(Seat author, Action.Statement statement) {
        if (!author.role().atLeast(Role.WRITER)) {
            return Optional.of(Objection.ROLE_TOO_LOW);
        }
        Objection objection = isForAdmins(statement) ? Objection.ROLE_TOO_LOW : Objection.TOO_LONG;
        return when(!author.role().atLeast(toState(statement)), objection);
    }

    private static Optional<Objection> toAdd(Roster roster, Seat author, Action.Add add) {
        NodeId node = add.newcomer().id();
        if (!author.role().atLeast(Role.ADMIN)) {
            return Optional.of(Objection.ROLE_TOO_LOW);
        } else if (!author.role().atLeast(add.role())) {
            return Optional.of(Objection.ABOVE_OWN_ROLE);
        }
        return toSeat(roster, node);
    }

    private static Optional<Objection> toSucceed(Roster roster, Seat author, Newcomer successor) {
        if (!author.who().identity().equals(successor.identity())) {
            return Optional.of(Objection.ANOTHER_IDENTITY);
        }
        return toSeat(roster, successor.id());
    }

    private static Optional<Objection> toSeat(Roster roster, NodeId node) {
        if (roster.isRemoved(node) || roster.isSucceeded(node)) {
            return Optional.of(Objection.REMOVED_BEFORE);
        }
        return when(roster.seat(node) != null, Objection.MEMBER_ALREADY);
    }

    private static Optional<Objection> toRemove(Roster roster, Seat author, Action.Remove remove) {
        if (author.who().id().equals(remove.node())) {
            return Optional.empty();
        }
        return toTouch(author, roster.seatNowOrBefore(remove.node()));
    }

    private static Optional<Objection> toAssign(Roster roster, Seat author, Action.Assign assign) {
        Optional<Objection> touching = toTouch(author, roster.seat(assign.node()));
        return touching.isPresent() ? touching : when(!author.role().atLeast(assign.role()), Objection.ABOVE_OWN_ROLE);
    }

    private static Optional<Objection> toTouch(Seat author, @Nullable Seat target) {
        if (!author.role().atLeast(Role.ADMIN)) {
            return Optional.of(Objection.ROLE_TOO_LOW);
        }
        if (target == null) {
            return Optional.of(Objection.NO_SUCH_MEMBER);
        }
        return when(target.role() == Role.OWNER && author.role() != Role.OWNER, Objection.TARGET_IS_OWNER);
    }

    private static Optional<Objection> when(boolean holds, Objection objection) {
        return holds ? Optional.of(objection) : Optional.empty();
    }
}
