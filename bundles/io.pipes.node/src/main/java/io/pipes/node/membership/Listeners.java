// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.spi.node.Member;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who hears of changes, in the order of registration. One that fails does not keep the others from hearing. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<Place> places = new ArrayList<>();

    Registration add(MembershipListener listener) {
        // One registration each, even of the same listener.
        Place place = new Place(listener);
        places.add(place);
        return () -> places.remove(place);
    }

    void tell(Snapshot before, Snapshot now, Dag dag) {
        if (before.members() != now.members()) {
            tellOfMembers(before, now);
        }
        for (int number : now.news(before, dag)) {
            if (dag.operation(number).action() instanceof Action.Statement) {
                each(listener -> listener.stated(Snapshot.statement(dag.vertex(number))));
            }
        }
    }

    private void tellOfMembers(Snapshot before, Snapshot now) {
        for (Member old : before.members().values()) {
            Member same = now.members().get(old.id());
            if (same == null) {
                each(listener -> listener.removed(old));
            } else if (same != old) {
                each(listener -> listener.changed(old, same));
            }
        }
        for (Member member : now.members().values()) {
            if (!before.members().containsKey(member.id())) {
                each(listener -> listener.joined(member));
            }
        }
    }

    private void each(Consumer<MembershipListener> call) {
        for (Place place : List.copyOf(places)) {
            try {
                call.accept(place.listener);
            } catch (RuntimeException | LinkageError e) {
                // A listener of a bundle that was refreshed may lack classes.
                LOG.warn("A listener of the membership log failed; the others go on", e);
            }
        }
    }

    private static final class Place {
        final MembershipListener listener;

        Place(MembershipListener listener) {
            this.listener = listener;
        }
    }
}
