// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Membership.Ending;
import io.pipes.spi.node.Membership.Statement;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.Registration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes changes from the log to the store and then to those who listen: first judged, then durable, then shown. A change that the store
 * does not take is forgotten again.
 */
final class Journal {
    private final LocalNode node;
    private final NodeId self;
    private final LogState log;
    private final Prekeys prekeys;
    private final Turns turns = new Turns();
    private final Members members = new Members();
    private final Listeners listeners = new Listeners();
    private final List<Consumer<News>> followers = new ArrayList<>();
    private final Map<String, List<Statement>> statements = new HashMap<>();
    private final Map<Role, Map<NodeId, List<Ending>>> former = new EnumMap<>(Role.class);
    private Snapshot shown;

    Journal(LocalNode node, NodeId self, LogState log, Prekeys prekeys) {
        this.node = node;
        this.self = self;
        this.log = log;
        this.prekeys = prekeys;
        shown = Snapshot.of(node.suite(), log);
        members.follow(log.roster(), prekeys, log.takeTouched());
    }

    Members members() {
        return members;
    }

    Snapshot shown() {
        return shown;
    }

    Registration listen(MembershipListener listener) {
        return listeners.add(listener);
    }

    Registration follow(Consumer<News> follower) {
        followers.add(follower);
        return () -> followers.remove(follower);
    }

    /** Valid statements in causal order, ties by id. */
    List<Statement> statements(String topic) {
        return statements.computeIfAbsent(topic, said -> collect(said, shown.valid()));
    }

    /** Those that do not count, in the same order. */
    List<Statement> voided(String topic) {
        return collect(topic, shown.voided());
    }

    /** See {@link io.pipes.spi.node.Membership#former}. */
    Map<NodeId, List<Ending>> former(Role role) {
        return former.computeIfAbsent(role, lost -> new FormerHolders(log, members, shown.valid(), lost).find());
    }

    private List<Statement> collect(String topic, BitSet among) {
        Dag dag = log.dag();
        List<Integer> numbers = new ArrayList<>();
        among.stream()
                .filter(n -> dag.operation(n).action() instanceof Action.Statement said
                        && said.topic().equals(topic))
                .forEach(numbers::add);
        numbers.sort(dag.canonical);
        return numbers.stream().map(n -> Snapshot.statement(dag.vertex(n))).toList();
    }

    /**
     * Waits for the changes before, lets the work fill a draft, and completes with the work's result once the draft is durable and
     * shown.
     *
     * @param from who sent it; null for this node itself
     */
    <T> CompletionStage<T> change(@Nullable NodeId from, Function<Draft, T> work) {
        return turns.take(() -> turn(from, work));
    }

    private <T> CompletionStage<T> turn(@Nullable NodeId from, Function<Draft, T> work) {
        int size = log.dag().size();
        Draft draft = new Draft(node, self, log);
        T result;
        try {
            result = work.apply(draft);
        } catch (RuntimeException e) {
            log.truncate(size);
            throw e;
        }
        if (draft.changes().isEmpty()) {
            return CompletableFuture.completedFuture(result);
        }
        return node.store().commit(draft.changes()).handle((position, failure) -> {
            if (failure != null) {
                log.truncate(size);
                throw new CompletionException(LedgerStore.asPipes(Turns.cause(failure)));
            }
            show(new News(from, draft.operations(), draft.prekeys()));
            return result;
        });
    }

    private void show(News news) {
        List<NodeId> outdated = news.prekeys().stream()
                .filter(prekeys::isFarBehind)
                .map(Prekey::node)
                .toList();
        news.prekeys().forEach(prekeys::keep);
        Snapshot before = shown;
        shown = Snapshot.of(node.suite(), log);
        Optional<Set<NodeId>> touched = log.takeTouched();
        touched.ifPresent(some -> news.prekeys().forEach(prekey -> some.add(prekey.node())));
        List<Members.Difference> differences = members.follow(log.roster(), prekeys, touched);
        statements.clear();
        former.clear();
        listeners.tell(differences, before, shown, log.dag());
        outdated.forEach(id -> members.find(id).ifPresent(listeners::tellOutdated));
        List.copyOf(followers).forEach(follower -> follower.accept(news));
    }
}
