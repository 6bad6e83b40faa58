// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.Metadata;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.api.pipeline.Retention;
import io.pipes.api.pipeline.Rotation;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.spi.node.Membership;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What members have said of one pipeline's settings, and what follows from it, whatever came first.
 *
 * <p>Each setting is a matter of its own. A claim replaces those that its author knew. Of claims that remain, made without knowledge of
 * each other, that of the author with the higher role counts; among equals the one that lets fewer in, then the one with the smaller id.
 */
final class SettingsClaims {
    private static final Comparator<SettingsClaim> RANK =
            Comparator.comparing(SettingsClaim::authorRole).thenComparing(SettingsClaim::id);

    private final Membership log;
    private final PipelineEntry begun;
    private final Newest<Role> publish = new Newest<>(PipelineChange::publish, Comparator.naturalOrder());
    private final Newest<Role> read = new Newest<>(PipelineChange::read, Comparator.naturalOrder());
    private final Newest<HistoryPolicy> history = new Newest<>(PipelineChange::history);
    private final Newest<Retention> retention = new Newest<>(PipelineChange::retention);
    private final Newest<Rotation> rotation = new Newest<>(PipelineChange::rotation);
    private final Map<String, Newest<Optional<String>>> metadata = new TreeMap<>();
    private final SortedMap<OperationId, NodeId> openings = new TreeMap<>();
    private final Set<OperationId> madePersistent = new TreeSet<>();
    private boolean complete;

    /** @param begun the pipeline as it was made */
    SettingsClaims(Membership log, PipelineEntry begun) {
        this.log = log;
        this.begun = begun;
        complete = begun.complete();
    }

    /** The claims about one setting of which none replaces another. */
    private final class Newest<T> {
        private final Function<PipelineChange, Optional<T>> setting;
        private final Comparator<SettingsClaim> rank;
        private final List<SettingsClaim> claims = new ArrayList<>(1);
        /** All that were taken, also those that are replaced. */
        private final Map<OperationId, SettingsClaim> all = new TreeMap<>();

        Newest(Function<PipelineChange, Optional<T>> setting) {
            this.setting = setting;
            rank = RANK;
        }

        /** @param stricter what counts among claims of equals */
        Newest(Function<PipelineChange, Optional<T>> setting, Comparator<T> stricter) {
            this.setting = setting;
            rank = Comparator.comparing(SettingsClaim::authorRole)
                    .thenComparing(claim -> value(claim), stricter)
                    .thenComparing(SettingsClaim::id);
        }

        private T value(SettingsClaim claim) {
            return setting.apply(claim.change()).orElseThrow();
        }

        void take(SettingsClaim claim) {
            boolean replaced = claims.stream().anyMatch(other -> log.isBefore(claim.id(), other.id()));
            if (setting.apply(claim.change()).isPresent()) {
                all.put(claim.id(), claim);
            }
            if (setting.apply(claim.change()).isPresent() && !replaced) {
                claims.removeIf(other -> other.id().equals(claim.id()) || log.isBefore(other.id(), claim.id()));
                claims.add(claim);
            }
        }

        Optional<SettingsClaim> winner() {
            return claims.stream().min(rank);
        }

        Optional<T> value() {
            return winner().map(this::value);
        }

        /** What counted for the author of an operation. */
        Optional<T> known(OperationId later) {
            List<SettingsClaim> past = all.values().stream()
                    .filter(claim -> log.isBefore(claim.id(), later))
                    .toList();
            return past.stream()
                    .filter(claim -> past.stream().noneMatch(other -> log.isBefore(claim.id(), other.id())))
                    .min(rank)
                    .map(this::value);
        }
    }

    void take(SettingsClaim claim) {
        if (claim.isOpening()) {
            openings.put(claim.id(), claim.statement().author());
        }
        PipelineChange change = claim.change();
        Stream.of(publish, read, history, retention, rotation).forEach(setting -> setting.take(claim));
        change.metadata()
                .keySet()
                .forEach(key -> metadata.computeIfAbsent(key, this::entry).take(claim));
        takeVoid(claim);
    }

    /**
     * Takes what does not count, or not any more. Where it was heard first it has counted, and two things are not undone by that: packets
     * that are kept were acknowledged as such, and packets that were dropped are nowhere.
     */
    void takeVoid(SettingsClaim claim) {
        PipelineChange change = claim.change();
        if (change.persistent() && begun.kind() == PipelineKind.LIVE) {
            madePersistent.add(claim.id());
        }
        complete &=
                change.retention().filter(kept -> !kept.equals(Retention.ALL)).isEmpty();
    }

    private Newest<Optional<String>> entry(String key) {
        return new Newest<>(change -> Optional.ofNullable(change.metadata().get(key)));
    }

    /** The pipeline as it is now, under the name that it has. */
    PipelineEntry applied(String name) {
        return new PipelineEntry(
                begun.id(),
                begun.routeTag(),
                name,
                madePersistent.isEmpty() ? begun.kind() : PipelineKind.PERSISTENT,
                creator(),
                begun.opened(),
                begun.with(),
                settings(),
                renewals(),
                complete);
    }

    /** Of several who have opened it one must be named. It has no rights by that, so nobody gains by a small id. */
    private NodeId creator() {
        return openings.isEmpty() ? begun.creator() : openings.get(openings.firstKey());
    }

    private PipelineSettings settings() {
        PipelineSettings first = begun.settings();
        return new PipelineSettings(
                history.value().orElse(first.history()),
                retention.value().orElse(first.retention()),
                publish.value().orElse(first.publish()),
                read.value().orElse(first.read()),
                rotation.value().orElse(first.rotation()),
                notes());
    }

    /** Of more entries than there may be, which only members can make who do not know of each other, the first ones count. */
    private SortedMap<String, String> notes() {
        SortedMap<String, String> notes = new TreeMap<>(begun.settings().metadata());
        metadata.forEach((key, said) -> said.value()
                .ifPresent(value -> value.ifPresentOrElse(text -> notes.put(key, text), () -> notes.remove(key))));
        while (notes.size() > Metadata.MAX_ENTRIES) {
            notes.remove(notes.lastKey());
        }
        return notes;
    }

    /** By which claims members of a role lost the right to publish that they have not got back since. */
    List<Membership.Ending> raises(Role role) {
        return Stream.of(publish, read)
                .flatMap(setting -> raises(setting, role))
                .map(claim ->
                        new Membership.Ending(claim.id(), claim.statement().wallMillis()))
                .distinct()
                .toList();
    }

    private Stream<SettingsClaim> raises(Newest<Role> setting, Role role) {
        return setting.all.values().stream()
                .filter(claim -> !role.atLeast(setting.value(claim)))
                .filter(claim -> setting.all.values().stream()
                        .noneMatch(
                                later -> role.atLeast(setting.value(later)) && log.isBefore(claim.id(), later.id())));
    }

    /** From which role up members might publish by what the author of an operation knew. */
    Role publishers(OperationId later) {
        PipelineSettings first = begun.settings();
        return first.publishedFrom(publish.known(later).orElse(first.publish()))
                .readFrom(read.known(later).orElse(first.read()))
                .publishers();
    }

    /** Whether members of a role might publish when the pipeline was made. */
    boolean beganFor(Role role) {
        return role.atLeast(begun.settings().publishers());
    }

    /** That a pipeline is persistent can be said again and again, also by who was removed: who knew it once made keys for that. */
    private Set<Set<OperationId>> renewals() {
        Set<Set<OperationId>> renewals = new HashSet<>();
        if (!madePersistent.isEmpty()) {
            renewals.add(Set.copyOf(madePersistent));
        }
        Stream.of(read, history)
                .forEach(setting -> setting.winner().ifPresent(claim -> renewals.add(Set.of(claim.id()))));
        return renewals;
    }
}
