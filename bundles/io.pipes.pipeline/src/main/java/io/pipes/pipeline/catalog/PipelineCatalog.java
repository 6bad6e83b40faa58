// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import io.pipes.api.PipesException;
import io.pipes.api.network.Role;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.packet.RouteTag;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The pipelines of one network. When two of them claim one name, nobody keeps it: both get a suffix of their ids. Whoever publishes
 * by the plain name then gets an error, instead of speaking to readers somebody else has chosen. Members who open a name claim it together:
 * they mean one pipeline, whose id follows from the name.
 */
public final class PipelineCatalog {
    /** So many pipelines a network may have, and so many of them one node may make. */
    static final int MAX = 4_096;

    static final int MAX_OF_ONE = 256;

    /** What says something of a pipeline that is there. */
    private static final List<String> SPOKEN_KINDS =
            List.of(OpeningStatement.KIND, SettingsStatement.OF_MAKER, SettingsStatement.OF_ADMIN);

    private final NodeContext node;
    private final ClaimedNames names = new ClaimedNames();
    private final Map<NodeId, Integer> made = new HashMap<>();
    private final Map<PipelineId, SettingsClaims> settings = new HashMap<>();
    /** What this process is recording now of pipelines that it makes. */
    private final List<Bytes> wishes = new ArrayList<>();
    /** The pipelines that this process has made itself: nothing can have been published to them before. */
    private final Set<PipelineId> fresh = new HashSet<>();

    private final Map<Bytes, PipelineEntry> byTag = new LinkedHashMap<>();
    private final Map<String, PipelineEntry> byName = new TreeMap<>();

    public PipelineCatalog(NodeContext node) {
        this.node = node;
    }

    /** Records a pipeline; the entry is there when the stage completes. */
    public CompletionStage<PipelineEntry> create(PipelineStatement wish) {
        Bytes body = wish.encode();
        wishes.add(body);
        // Listeners hear of it before the stage completes.
        CompletionStage<Membership.Statement> recorded = node.membership()
                .record(PipelineStatement.KIND, body)
                .whenComplete((statement, failure) -> wishes.remove(body));
        return recorded.thenApply(statement -> {
            take(statement);
            return made(idOf(statement));
        });
    }

    /** Records that this node has opened a pipeline; the entry is there when the stage completes. */
    public CompletionStage<PipelineEntry> open(OpeningStatement wish) {
        return node.membership().record(OpeningStatement.KIND, wish.encode()).thenApply(statement -> {
            takeSettings(statement).or(() -> take(statement));
            return made(wish.pipeline(node));
        });
    }

    private PipelineEntry made(PipelineId id) {
        return byId(id).orElseThrow(() -> new PipesException(
                PipesException.Code.REFUSED,
                "A node may make " + MAX_OF_ONE + " pipelines, and a network may have " + MAX + "."));
    }

    /** Its own statements come back from others as well, where the disk has lost them. */
    private void noteFresh(Membership.Statement statement) {
        if (statement.kind().equals(PipelineStatement.KIND)
                && statement.author().equals(node.id())
                && wishes.contains(statement.body())) {
            fresh.add(idOf(statement));
        }
    }

    /** Whether this process has made the pipeline itself, so that nothing can have been published to it before. */
    public boolean isFresh(PipelineEntry pipeline) {
        return fresh.contains(pipeline.id());
    }

    /** Records a change of a pipeline's settings; the entry is as it says when the stage completes, unless somebody else's counts. */
    public CompletionStage<PipelineEntry> change(PipelineEntry pipeline, PipelineChange change) {
        boolean own = pipeline.isMadeBy(node.id());
        return node.membership()
                .record(
                        own ? SettingsStatement.OF_MAKER : SettingsStatement.OF_ADMIN,
                        new SettingsStatement(pipeline.id(), change).encode())
                .thenApply(statement -> {
                    takeSettings(statement);
                    return byTag.getOrDefault(pipeline.routeTag(), pipeline);
                });
    }

    /** Whether a member may change a pipeline's settings: who made it for itself, while it may write, and admins whom it concerns. */
    public static boolean mayChange(PipelineEntry pipeline, Member member) {
        boolean own = pipeline.isMadeBy(member.id()) && member.role().atLeast(Role.WRITER);
        return own || member.role().atLeast(Role.ADMIN) && pipeline.concerns(member.id());
    }

    /** Takes a new pipeline in; empty if the statement is about something else, known, or one too many. */
    public Optional<PipelineEntry> take(Membership.Statement statement) {
        noteFresh(statement);
        return read(statement)
                .filter(this::hasRoom)
                .map(this::add)
                .map(added -> takeSettings(statement).orElse(added));
    }

    /** Reads the log, from the beginning: an operation in it may have lost its validity. */
    public void reload() {
        byTag.clear();
        byName.clear();
        names.clear();
        made.clear();
        settings.clear();
        node.membership().statements(PipelineStatement.KIND).forEach(this::take);
        node.membership().statements(OpeningStatement.KIND).forEach(this::take);
        SPOKEN_KINDS.forEach(kind -> {
            node.membership().statements(kind).forEach(this::takeSettings);
            node.membership().voided(kind).forEach(this::takeVoidSettings);
        });
    }

    /**
     * Takes in what is said of a pipeline's settings, also by who has opened it as others have; empty if the statement is about something
     * else, by somebody who had no right to it, or about no pipeline that counts.
     */
    public Optional<PipelineEntry> takeSettings(Membership.Statement statement) {
        return take(statement, SettingsClaims::take);
    }

    /** As {@link #takeSettings}, of what does not count: takes in what it has done for good on nodes where it counted for a while. */
    public Optional<PipelineEntry> takeVoidSettings(Membership.Statement statement) {
        return take(statement, SettingsClaims::takeVoid);
    }

    private Optional<PipelineEntry> take(
            Membership.Statement statement, BiConsumer<SettingsClaims, SettingsClaim> taking) {
        if (!SPOKEN_KINDS.contains(statement.kind())) {
            return Optional.empty();
        }
        try {
            SettingsStatement said = said(statement);
            return byId(said.pipeline())
                    .filter(pipeline -> isHeard(statement, pipeline))
                    .map(pipeline -> changed(
                            pipeline, claims -> taking.accept(claims, new SettingsClaim(statement, said.change()))));
        } catch (MalformedException nonsense) {
            return Optional.empty();
        }
    }

    private SettingsStatement said(Membership.Statement statement) throws MalformedException {
        if (!statement.kind().equals(OpeningStatement.KIND)) {
            return SettingsStatement.decode(statement.body());
        }
        OpeningStatement opening = OpeningStatement.decode(statement.body());
        return new SettingsStatement(opening.pipeline(node), opening.change());
    }

    private static boolean isHeard(Membership.Statement statement, PipelineEntry pipeline) {
        return switch (statement.kind()) {
            case SettingsStatement.OF_MAKER -> pipeline.isMadeBy(statement.author());
            case SettingsStatement.OF_ADMIN -> pipeline.concerns(statement.author());
            default -> true;
        };
    }

    private PipelineEntry changed(PipelineEntry pipeline, Consumer<SettingsClaims> taking) {
        SettingsClaims said =
                settings.computeIfAbsent(pipeline.id(), none -> new SettingsClaims(node.membership(), pipeline));
        taking.accept(said);
        put(said.applied(pipeline.name()));
        return byTag.get(pipeline.routeTag());
    }

    /** Beyond the limits it is as if nothing had been said; those that count are the first ones in the log. */
    private boolean hasRoom(PipelineEntry entry) {
        return !byTag.containsKey(entry.routeTag())
                && byTag.size() < MAX
                && made.getOrDefault(entry.creator(), 0) < MAX_OF_ONE;
    }

    private PipelineEntry add(PipelineEntry claimed) {
        made.merge(claimed.creator(), 1, Integer::sum);
        names.claim(claimed, (one, name) -> call(now(one), name));
        return byTag.get(claimed.routeTag());
    }

    private void call(PipelineEntry entry, String name) {
        byName.remove(entry.name(), entry);
        put(entry.called(name));
    }

    /** With what was said of its settings since. */
    private PipelineEntry now(PipelineEntry claimed) {
        return byTag.getOrDefault(claimed.routeTag(), claimed);
    }

    private void put(PipelineEntry entry) {
        byTag.put(entry.routeTag(), entry);
        byName.put(entry.name(), entry);
    }

    private Optional<PipelineEntry> read(Membership.Statement statement) {
        try {
            return switch (statement.kind()) {
                case PipelineStatement.KIND -> Optional.of(readMade(statement));
                case OpeningStatement.KIND -> Optional.of(readOpened(statement));
                default -> Optional.empty();
            };
        } catch (MalformedException nonsense) {
            // A member wrote nonsense: for everybody it is as if it had written nothing.
            return Optional.empty();
        }
    }

    private PipelineEntry readMade(Membership.Statement statement) throws MalformedException {
        PipelineId id = idOf(statement);
        return PipelineStatement.decode(statement.body()).begun(id, tagOf(id), statement.author());
    }

    private PipelineEntry readOpened(Membership.Statement statement) throws MalformedException {
        OpeningStatement said = OpeningStatement.decode(statement.body());
        PipelineId id = said.pipeline(node);
        return said.begun(id, tagOf(id), statement.author());
    }

    /**
     * Whether the log may say more of a pipeline that has just come into being than was taken in: somebody had opened it for whom that does not
     * count, and others knew it by that.
     */
    public boolean isBack(PipelineEntry made) {
        return made.opened()
                && node.membership().voided(OpeningStatement.KIND).stream().anyMatch(opening -> isOf(made, opening));
    }

    private boolean isOf(PipelineEntry pipeline, Membership.Statement opening) {
        try {
            return OpeningStatement.decode(opening.body()).pipeline(node).equals(pipeline.id());
        } catch (MalformedException nonsense) {
            return false;
        }
    }

    private PipelineId idOf(Membership.Statement statement) {
        return PipelineId.of(
                node.suite().hash(Label.PIPELINE.bytes(), statement.id().bytes()));
    }

    private Bytes tagOf(PipelineId id) {
        return RouteTag.of(node.suite(), node.network(), id);
    }

    /** By which changes of settings members of a role lost the right to publish, and have not got it back. */
    public List<Membership.Ending> raises(Bytes tag, Role role) {
        return claims(tag).map(said -> said.raises(role)).orElseGet(List::of);
    }

    /** Whether members of a role might publish when the pipeline was made. */
    public boolean beganFor(Bytes tag, Role role) {
        return claims(tag).map(said -> said.beganFor(role)).orElseGet(() -> role.atLeast(publishers(tag)));
    }

    /** From which role up members may publish. */
    public Role publishers(Bytes tag) {
        return byTag(tag).map(entry -> entry.settings().publishers()).orElse(Role.WRITER);
    }

    /** From which role up members might publish by what the author of an operation knew, one that knew of the pipeline. */
    public Role publishers(Bytes tag, OperationId later) {
        return claims(tag).map(said -> said.publishers(later)).orElseGet(() -> publishers(tag));
    }

    private Optional<SettingsClaims> claims(Bytes tag) {
        return byTag(tag).map(entry -> settings.get(entry.id()));
    }

    public Optional<PipelineEntry> byId(PipelineId id) {
        return byTag(tagOf(id));
    }

    public Optional<PipelineEntry> byTag(Bytes tag) {
        return Optional.ofNullable(byTag.get(tag));
    }

    public Optional<PipelineEntry> byName(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whether a pipeline has a name, claims it, or would get it. */
    public boolean isTaken(String name) {
        return names.isTaken(name);
    }

    /** The pipelines that claim a name, in the order in which this node has heard of them: of more than one none has it. */
    public List<PipelineEntry> claiming(String name) {
        return names.claiming(name).stream().map(this::now).toList();
    }

    /** All pipelines in order of name. */
    public Collection<PipelineEntry> all() {
        return byName.values();
    }
}
