// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
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

    void tell(List<Members.Difference> differences, Snapshot before, Snapshot now, Dag dag) {
        differences.forEach(this::tell);
        if (now.lacks(before)) {
            each(MembershipListener::voided);
        }
        tell(now.news(before, dag), dag, MembershipListener::stated);
        tell(now.voidNews(before, dag), dag, MembershipListener::cameVoid);
    }

    void tellOutdated(Member member) {
        each(listener -> listener.outdated(member));
    }

    private void tell(List<Integer> numbers, Dag dag, BiConsumer<MembershipListener, Membership.Statement> call) {
        for (int number : numbers) {
            if (dag.operation(number).action() instanceof Action.Statement) {
                each(listener -> call.accept(listener, Snapshot.statement(dag.vertex(number))));
            }
        }
    }

    private void tell(Members.Difference difference) {
        Member before = difference.before();
        Member now = difference.now();
        if (before == null && now != null) {
            each(listener -> listener.joined(now));
        } else if (before != null && now == null) {
            each(listener -> listener.removed(before));
        } else if (before != null && now != null) {
            each(listener -> listener.changed(before, now));
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
