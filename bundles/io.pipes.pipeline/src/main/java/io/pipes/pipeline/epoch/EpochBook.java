// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All epochs of all pipelines of one network, read from the membership log, with the secrets that were boxed to this node. */
public final class EpochBook {
    private static final int MAX_EARLIER = 4_096;

    /** So many past epochs of a pipeline stay readable, whatever is kept. */
    static final int PAST_EPOCHS = 5;

    private final NodeContext node;
    private final KeptSecrets kept;
    private final Set<OperationId> taken = new HashSet<>();
    private final Set<OperationId> takenVoid = new HashSet<>();
    private final Map<PipelineId, PipelineEpochs> epochs = new TreeMap<>();

    /** Secrets that are kept from before, of whose epochs nothing was said yet. */
    private final Map<EpochId, Secret> loaded = new HashMap<>();

    /** As {@link #loaded}, of those that came in boxes of others. */
    private final Map<EpochId, Secret> earlier = new HashMap<>();

    private final Set<Box> shut = new HashSet<>();

    /** Which epochs somebody wanted to let this node into by a box that did not open. */
    private final Set<EpochId> shutOut = new HashSet<>();

    /** Whether the store may have lost secrets that were in boxes behind those that it has. */
    private boolean opensAll;

    /** Whose secrets this node has destroyed; it opens no box of theirs any more. */
    private final Set<EpochId> destroyed = new HashSet<>();

    public EpochBook(NodeContext node) {
        this.node = node;
        kept = new KeptSecrets(node);
    }

    /** Reads which secrets were opened and which destroyed, before any box is opened. */
    public CompletionStage<Void> load() {
        return kept.destroyed()
                .thenCompose(gone -> {
                    destroyed.addAll(gone);
                    return kept.load();
                })
                .thenAccept(secrets -> {
                    loaded.putAll(secrets);
                    opensAll = node.store().health().quarantined() > 0;
                });
    }

    /** One that did not open: it never will, for nobody boxes anything to a key that is still to come. */
    private record Box(OperationId said, NodeId recipient) {}

    /**
     * Whether boxes of which this node knows can do without the keys that open them: completes when all that was in them was found in the
     * store, and fails if something of it was not, or could not be stored.
     */
    public CompletionStage<Void> opened() {
        return kept.verify(this::secrets);
    }

    /** All that this node has, also those of whose epochs nothing was said yet. */
    private Map<EpochId, Secret> secrets() {
        Map<EpochId, Secret> all = new HashMap<>(loaded);
        all.putAll(earlier);
        epochs.values().stream()
                .flatMap(ofPipeline -> ofPipeline.all().stream())
                .forEach(epoch -> epoch.secret().ifPresent(secret -> all.put(epoch.id(), secret)));
        return all;
    }

    /** Reads the log, from the beginning: an operation in it may have lost its validity. Secrets opened before stay readable. */
    public void reload() {
        taken.clear();
        takenVoid.clear();
        epochs.values().forEach(PipelineEpochs::forgetClaims);
        node.membership().statements(EpochStatement.KIND).forEach(this::take);
        node.membership().voided(EpochStatement.KIND).forEach(this::takeVoid);
        opensAll = false;
    }

    /**
     * Whoever made an epoch may have been removed at the same time by somebody it did not hear of. Nobody publishes under it any more, but
     * those who were with it have, and others can read that by the boxes that were made for them.
     *
     * @return the pipeline of which this node may be able to read more now
     */
    public Optional<PipelineId> takeVoid(Membership.Statement statement) {
        if (!statement.kind().equals(EpochStatement.KIND)) {
            return Optional.empty();
        }
        try {
            EpochStatement said = EpochStatement.decode(statement.body());
            Epoch epoch = spokenOf(said);
            openBoxes(said, statement.id(), epoch);
            if (takenVoid.add(statement.id())) {
                claim(epoch, said, statement, false);
            }
            return Optional.of(said.pipeline());
        } catch (MalformedException nonsense) {
            return Optional.empty();
        }
    }

    /** Takes in what is said of an epoch; the pipeline it belongs to, or empty if the statement is about something else or known. */
    public Optional<PipelineId> take(Membership.Statement statement) {
        if (!statement.kind().equals(EpochStatement.KIND) || !taken.add(statement.id())) {
            return Optional.empty();
        }
        try {
            EpochStatement said = EpochStatement.decode(statement.body());
            take(said, statement);
            return Optional.of(said.pipeline());
        } catch (MalformedException nonsense) {
            return Optional.empty();
        }
    }

    private void take(EpochStatement said, Membership.Statement statement) {
        Epoch epoch = spokenOf(said);
        openBoxes(said, statement.id(), epoch);
        claim(epoch, said, statement, true);
    }

    private void claim(Epoch epoch, EpochStatement said, Membership.Statement statement, boolean counts) {
        Set<NodeId> boxed = new TreeSet<>(said.boxes().keySet());
        if (epoch.secret().isEmpty()) {
            boxed.remove(node.id());
        }
        Set<EpochId> parents = new TreeSet<>(said.parents());
        of(said.pipeline())
                .claim(epoch, new Claim(statement.id(), statement.author(), said.minted(), parents, boxed, counts));
    }

    private Epoch spokenOf(EpochStatement said) {
        EpochId id = idOf(said.pipeline(), said.commitment());
        return of(said.pipeline()).findOrAdd(id, () -> made(said, id));
    }

    private void openBoxes(EpochStatement said, OperationId statement, Epoch epoch) {
        open(said, epoch, new Box(statement, node.id()));
        node.predecessors().forEach(former -> open(said, epoch, new Box(statement, former)));
    }

    private Epoch made(EpochStatement said, EpochId id) {
        Epoch made = new Epoch(id, node);
        Secret early = loaded.containsKey(id) ? loaded.remove(id) : earlier.remove(id);
        if (early != null && commitmentOf(said.pipeline(), early).equals(said.commitment())) {
            made.open(early);
        }
        return made;
    }

    /** A box that does not open, or opens to something else than was committed to, is as good as none. */
    private void open(EpochStatement said, Epoch epoch, Box box) {
        Bytes bytes = said.boxes().get(box.recipient());
        boolean needed = opensAll || epoch.secret().isEmpty();
        if (bytes == null || !needed || isDestroyed(epoch.id()) || shut.contains(box)) {
            return;
        }
        try {
            Bytes context = boxContext(said.pipeline(), epoch.id(), box.recipient());
            List<Secret> secrets = secrets(node.unbox(Label.EPOCH_BOX, context, bytes));
            if (!commitmentOf(said.pipeline(), secrets.get(0)).equals(said.commitment())) {
                throw new MalformedException("box with another secret than was committed to");
            }
            Map<EpochId, Secret> news = new HashMap<>();
            secrets.forEach(secret -> enter(said.pipeline(), secret, news));
            kept.keep(news);
            of(said.pipeline()).opened();
        } catch (MalformedException unreadable) {
            shut.add(box);
            shutOut.add(epoch.id());
        }
    }

    private static List<Secret> secrets(Bytes opened) throws MalformedException {
        int count = opened.size() / EpochMinter.SECRET_BYTES;
        if (count == 0 || count > EpochStatement.MAX_SECRETS || opened.size() % EpochMinter.SECRET_BYTES != 0) {
            throw new MalformedException("box without whole secrets");
        }
        List<Secret> secrets = new ArrayList<>(count);
        for (int from = 0; from < opened.size(); from += EpochMinter.SECRET_BYTES) {
            secrets.add(Secret.wrap(
                    opened.slice(from, from + EpochMinter.SECRET_BYTES).toArray()));
        }
        return secrets;
    }

    /** A secret says itself which epoch it is of: the one that commits to it. Its statement may come later. */
    private void enter(PipelineId pipeline, Secret secret, Map<EpochId, Secret> news) {
        EpochId id = idOf(pipeline, commitmentOf(pipeline, secret));
        Optional<Epoch> known = of(pipeline).find(id);
        boolean needless = isDestroyed(id)
                || loaded.containsKey(id)
                || earlier.containsKey(id)
                || known.flatMap(Epoch::secret).isPresent();
        if (needless || known.isEmpty() && earlier.size() >= MAX_EARLIER) {
            secret.close();
            return;
        }
        known.ifPresentOrElse(epoch -> epoch.open(secret), () -> earlier.put(id, secret));
        news.put(id, secret);
    }

    /**
     * The secrets of all epochs but one that this node can open and that were made after a time, newest first; where they are too many, as
     * many of each that made some, so that nobody fills the room with epochs that are good for nothing.
     */
    List<Secret> others(PipelineEntry pipeline, EpochId except, long afterMillis) {
        Map<NodeId, Integer> places = new HashMap<>();
        return of(pipeline.id()).all().stream()
                .filter(epoch -> !epoch.id().equals(except)
                        && epoch.secret().isPresent()
                        && epoch.minted(pipeline) >= afterMillis)
                .sorted(newestFirst(pipeline))
                .map(epoch -> new Placed(epoch, place(epoch.origins(pipeline).minters(), places)))
                .sorted(Comparator.comparingInt(Placed::place))
                .map(placed -> placed.epoch().secret().orElseThrow())
                .limit(EpochStatement.MAX_SECRETS - 1)
                .toList();
    }

    /** Epochs that this node has made and has the secret of, the newest first. */
    List<Epoch> own(PipelineEntry pipeline) {
        return of(pipeline.id()).all().stream()
                .filter(epoch -> epoch.secret().isPresent()
                        && epoch.origins(pipeline).minters().contains(node.id()))
                .sorted(newestFirst(pipeline))
                .toList();
    }

    /** Who claims to have made what another one did takes no place from it. */
    private static int place(Set<NodeId> minters, Map<NodeId, Integer> places) {
        return minters.stream()
                .mapToInt(minter -> places.merge(minter, 1, Integer::sum))
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    /** @param place among those of one minter, newest first */
    private record Placed(Epoch epoch, int place) {}

    private static Comparator<Epoch> newestFirst(PipelineEntry pipeline) {
        return Comparator.comparingLong((Epoch epoch) -> epoch.minted(pipeline)).reversed();
    }

    /** When an epoch was made, in milliseconds; this very moment if nobody has spoken of it. */
    long minted(PipelineEntry pipeline, EpochId epoch) {
        return of(pipeline.id())
                .find(epoch)
                .map(known -> known.minted(pipeline))
                .orElseGet(() -> Math.max(0, node.clock().wallMillis()));
    }

    private PipelineEpochs of(PipelineId pipeline) {
        return epochs.computeIfAbsent(pipeline, none -> new PipelineEpochs());
    }

    /** Whether anybody has spoken of the epoch in the log that this node has. */
    public boolean knows(PipelineId pipeline, EpochId epoch) {
        return of(pipeline).find(epoch).isPresent();
    }

    public boolean isDestroyed(EpochId epoch) {
        return destroyed.contains(epoch);
    }

    /** Epochs of which this node has the secret and that are replaced, the newest first. */
    public List<EpochId> over(PipelineEntry pipeline) {
        Tips tips = tips(pipeline);
        return of(pipeline.id()).all().stream()
                .filter(epoch -> epoch.secret().isPresent() && !tips.contains(epoch))
                .sorted(newestFirst(pipeline))
                .map(Epoch::id)
                .toList();
    }

    /** Those that are over, without the newest {@value #PAST_EPOCHS}. */
    public List<EpochId> past(PipelineEntry pipeline) {
        return over(pipeline).stream().skip(PAST_EPOCHS).toList();
    }

    /**
     * Destroys secrets for good; completes when they are gone from memory and this node will not open their boxes again.
     *
     * @param beside what else changes in the store when they are gone from there
     */
    public CompletionStage<Void> destroy(PipelineId pipeline, Collection<EpochId> ids, List<Change> beside) {
        return kept.destroy(ids, beside)
                .thenRunAsync(
                        () -> {
                            destroyed.addAll(ids);
                            ids.forEach(id -> of(pipeline).find(id).ifPresent(Epoch::destroy));
                        },
                        node.loop());
    }

    /** Whether nobody has spoken of the epoch yet, or not for longer than this; then somebody may still let this node in. */
    public boolean isNews(PipelineId pipeline, EpochId epoch, long millis) {
        return of(pipeline)
                .find(epoch)
                .map(known -> node.clock().nanos() - known.seenNanos() < TimeUnit.MILLISECONDS.toNanos(millis))
                .orElse(true);
    }

    /** Whether this node can open any epoch of the pipeline. */
    public boolean hasAny(PipelineId pipeline) {
        return of(pipeline).all().stream().anyMatch(epoch -> epoch.secret().isPresent());
    }

    public Optional<Secret> secret(PipelineId pipeline, EpochId epoch) {
        return of(pipeline).find(epoch).flatMap(Epoch::secret);
    }

    Tips tips(PipelineEntry pipeline) {
        return of(pipeline.id()).tips(pipeline);
    }

    /** Who can open this epoch; nobody if it is unknown. */
    Set<NodeId> recipients(PipelineEntry pipeline, EpochId epoch) {
        return of(pipeline.id())
                .find(epoch)
                .map(known -> known.recipients(pipeline))
                .orElse(Set.of());
    }

    /** Nodes that may read the pipeline now. */
    private Set<NodeId> readers(PipelineEntry pipeline) {
        return node.membership().members().stream()
                .filter(pipeline::readableBy)
                .map(Member::id)
                .collect(Collectors.toSet());
    }

    /** The tip to publish under: only readers can have its secret, and this node holds it; the lowest id of several. */
    Optional<Epoch> usable(PipelineEntry pipeline) {
        return onlyForReaders(pipeline, tips(pipeline).open()).findFirst();
    }

    /** Whether there is a tip that only readers can have, and this node is not let into it. */
    boolean isLeftOut(PipelineEntry pipeline) {
        return onlyForReaders(pipeline, tips(pipeline).foreign()).findAny().isPresent();
    }

    /**
     * Tips that only readers can have and whose boxes for this node do not open: whoever made them goes on under them, and counts this node
     * as a recipient.
     */
    List<EpochId> shutTips(PipelineEntry pipeline) {
        return onlyForReaders(pipeline, tips(pipeline).foreign())
                .map(Epoch::id)
                .filter(shutOut::contains)
                .toList();
    }

    /** Those whose secret nobody but those who may read now can have, from a box of its own or from one of another epoch. */
    private Stream<Epoch> onlyForReaders(PipelineEntry pipeline, Collection<Epoch> among) {
        Set<NodeId> readers = readers(pipeline);
        return among.stream().filter(epoch -> of(pipeline.id()).isOnlyFor(readers, pipeline, epoch));
    }

    /** Whether nobody but those who may read now can have its secret, as far as anybody has spoken of it. */
    boolean isOnlyForReaders(PipelineEntry pipeline, EpochId epoch) {
        return of(pipeline.id())
                .find(epoch)
                .map(known -> onlyForReaders(pipeline, List.of(known)).findAny().isPresent())
                .orElse(true);
    }

    /** Whether an epoch was made by somebody who knew by which changes of the pipeline's settings keys were to become fresh. */
    boolean isRenewed(PipelineEntry pipeline, Epoch epoch) {
        return pipeline.renewals().stream()
                .allMatch(reason -> reason.stream()
                        .anyMatch(change -> epoch.origins(pipeline).knew(change, node.membership())));
    }

    /** As {@link #isRenewed(PipelineEntry, Epoch)}; of an epoch that nobody has spoken of that is not known. */
    public boolean isRenewed(PipelineEntry pipeline, EpochId epoch) {
        return of(pipeline.id())
                .find(epoch)
                .filter(known -> isRenewed(pipeline, known))
                .isPresent();
    }

    EpochId idOf(PipelineId pipeline, Bytes commitment) {
        return EpochId.of(node.suite().hash(Label.EPOCH.bytes(), node.network().bytes(), pipeline.bytes(), commitment));
    }

    Bytes commitmentOf(PipelineId pipeline, Secret secret) {
        return node.suite()
                .mac(secret, Label.EPOCH_COMMIT.bytes(), node.network().bytes(), pipeline.bytes());
    }

    Bytes boxContext(PipelineId pipeline, EpochId epoch, NodeId recipient) {
        return node.suite()
                .hash(List.of(node.network().bytes(), pipeline.bytes(), epoch.bytes(), recipient.bytes())
                        .toArray(Bytes[]::new));
    }
}
