// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One epoch of one pipeline, as far as this node knows it. */
public final class Epoch {
    private final EpochId id;
    private final Membership log;
    private final long seenMillis;
    private final long seenNanos;
    private final List<Claim> claims = new ArrayList<>();
    private Optional<Secret> secret = Optional.empty();

    /** How many of the claims are in {@link #recipients} and {@link #origins}. */
    private int read;

    private final Set<NodeId> recipients = new HashSet<>();
    private Origins origins = Origins.NONE;
    private final Exposure exposure;

    /** An epoch that this node hears of now. */
    Epoch(EpochId id, NodeContext node) {
        this.id = id;
        log = node.membership();
        exposure = new Exposure(log);
        seenMillis = Math.max(0, node.clock().wallMillis());
        seenNanos = node.clock().nanos();
    }

    public EpochId id() {
        return id;
    }

    /** Present for those to whom it was boxed. */
    public Optional<Secret> secret() {
        return secret;
    }

    /** By which statements it began, of those whom the pipeline concerns. */
    Origins origins(PipelineEntry pipeline) {
        read(pipeline);
        return origins;
    }

    /** When it was made, as whoever began it says, in milliseconds; never later than when this node heard of it. */
    long minted(PipelineEntry pipeline) {
        return Math.min(origins(pipeline).minted(), seenMillis);
    }

    /** When this node first heard of it. */
    long seenNanos() {
        return seenNanos;
    }

    /** Which epochs it replaces. Only the word of whoever began it counts. */
    Set<EpochId> parents(PipelineEntry pipeline) {
        Set<EpochId> parents = new HashSet<>(origins(pipeline).parents());
        parents.remove(id);
        return parents;
    }

    /** Who can open it: to whom it was boxed, and who boxed it, for whoever boxes a secret knows it. */
    Set<NodeId> recipients(PipelineEntry pipeline) {
        read(pipeline);
        return Collections.unmodifiableSet(recipients);
    }

    /** In how many statements that count one member has boxed it to another one. */
    long boxes(NodeId author, NodeId recipient) {
        return claims.stream()
                .filter(claim -> claim.counts()
                        && claim.author().equals(author)
                        && claim.boxed().contains(recipient))
                .count();
    }

    /**
     * Whether nobody but readers may have its secret from boxes of other epochs.
     *
     * @param all what was said of all epochs of the pipeline
     */
    boolean isOnlyExposedTo(Set<NodeId> readers, PipelineEntry pipeline, List<Claim> all) {
        Origins now = origins(pipeline);
        return now.areClear() && exposure.isOnlyTo(readers, pipeline, now, all);
    }

    /** Whose word counts is known late, by the pipeline's own statement, and never changes. */
    private void read(PipelineEntry pipeline) {
        if (read == claims.size()) {
            return;
        }
        List<Claim> news = claims.subList(read, claims.size()).stream()
                .filter(claim -> pipeline.concerns(claim.author()))
                .toList();
        read = claims.size();
        origins = origins.with(news, log);
        news.stream().filter(Claim::counts).forEach(claim -> {
            recipients.add(claim.author());
            recipients.addAll(claim.boxed());
        });
    }

    void claim(Claim claim) {
        claims.add(claim);
    }

    void forgetClaims() {
        claims.clear();
        recipients.clear();
        origins = Origins.NONE;
        exposure.forgetClaims();
        read = 0;
    }

    void open(Secret opened) {
        secret = Optional.of(opened);
    }

    /** Its secret is gone from memory. */
    void destroy() {
        secret.ifPresent(Secret::close);
        secret = Optional.empty();
    }
}
