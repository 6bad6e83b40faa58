// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.api.pipeline.Retention;
import io.pipes.api.pipeline.Rotation;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.LoneNode;
import io.pipes.spi.node.Membership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What counts of settings depends on what was said, not on the order in which it came. */
class SettingsOrderTest {
    private static final NodeId MAKER = id(1);
    private static final PipelineChange NOTHING = PipelineChange.NOTHING;

    private final LoneNode node = new LoneNode();
    private final Map<String, Membership.Statement> said = new TreeMap<>();
    private final Set<String> voided = new HashSet<>();
    private final Membership.Statement made = new Membership.Statement(
            operation("made"),
            MAKER,
            Role.WRITER,
            0,
            PipelineStatement.KIND,
            new PipelineStatement("chat", PipelineKind.LIVE, Optional.empty(), PipelineSettings.DEFAULT).encode());

    @Test
    void of_changes_made_one_after_the_other_the_last_counts_for_each_setting() {
        byMaker("a", NOTHING.with(Rotation.ofText("7d").orElseThrow()).publishedFrom(Role.ADMIN));
        byAdmin("b", NOTHING.publishedFrom(Role.OWNER), "a");
        byMaker("c", NOTHING.publishedFrom(Role.WRITER), "a", "b");

        assertThat(sameInAllOrders().settings())
                .isEqualTo(PipelineSettings.DEFAULT.with(new Rotation.Every(Duration.ofDays(7))));
    }

    @Test
    void of_changes_at_the_same_time_that_of_the_higher_role_counts() {
        byMaker("a", NOTHING.with(Rotation.ofText("1h").orElseThrow()));
        byAdmin("b", NOTHING.with(Rotation.ofText("2h").orElseThrow()));
        say("c", id(9), Role.OWNER, SettingsStatement.OF_ADMIN, NOTHING.with(Rotation.NEVER));
        byMaker("d", NOTHING.with(Rotation.ofText("3h").orElseThrow()), "a");

        assertThat(sameInAllOrders().settings().rotation()).isEqualTo(Rotation.NEVER);
    }

    @Test
    void among_equals_the_one_counts_that_lets_fewer_in() {
        byAdmin("a", NOTHING.readFrom(Role.WRITER).publishedFrom(Role.WRITER));
        byAdmin("b", NOTHING.readFrom(Role.ADMIN).publishedFrom(Role.OWNER));
        byAdmin("c", NOTHING.readFrom(Role.READER).publishedFrom(Role.ADMIN));

        PipelineSettings settings = sameInAllOrders().settings();
        assertThat(settings.read()).isEqualTo(Role.ADMIN);
        assertThat(settings.publish()).isEqualTo(Role.OWNER);
    }

    @Test
    void among_equals_that_let_in_as_many_the_smaller_id_counts() {
        List<OperationId> ids = new ArrayList<>();
        for (String hours : List.of("1h", "2h", "3h")) {
            ids.add(byAdmin(hours, NOTHING.with(Rotation.ofText(hours).orElseThrow())));
        }
        OperationId smallest = ids.stream().sorted().findFirst().orElseThrow();

        assertThat(operation(sameInAllOrders().settings().rotation().text())).isEqualTo(smallest);
    }

    @Test
    void each_entry_of_metadata_is_a_matter_of_its_own() {
        byMaker("a", NOTHING.note("title", Optional.of("Old")).note("owner", Optional.of("anna")));
        byAdmin("b", NOTHING.note("title", Optional.of("Mine")), "a");
        byMaker("c", NOTHING.note("title", Optional.of("Yours")).note("colour", Optional.of("red")), "a");
        byAdmin("d", NOTHING.note("owner", Optional.empty()), "a");

        assertThat(sameInAllOrders().settings().metadata())
                .containsExactly(Map.entry("colour", "red"), Map.entry("title", "Mine"));
    }

    @Test
    void of_more_entries_than_there_may_be_the_first_ones_count() {
        PipelineChange many = NOTHING;
        for (char key = 'a'; key < 'a' + 16; key++) {
            many = many.note("" + key, Optional.of("x"));
        }
        byAdmin("a", many);
        byAdmin("b", NOTHING.note("aa", Optional.of("more")));

        assertThat(sameInAllOrders().settings().metadata())
                .hasSize(16)
                .containsEntry("aa", "more")
                .doesNotContainKey("p");
    }

    @Test
    void what_was_made_persistent_stays_so_and_tells_by_which_changes_keys_become_fresh() {
        OperationId kept = byMaker("a", NOTHING.toPersistent().with(new Retention.Packets(5)));
        byAdmin("b", NOTHING.with(Retention.ALL), "a");
        OperationId policy = byAdmin("c", NOTHING.with(HistoryPolicy.FROM_JOIN), "a");

        PipelineEntry entry = sameInAllOrders();
        assertThat(entry.kind()).isEqualTo(PipelineKind.PERSISTENT);
        assertThat(entry.retention()).isEqualTo(Retention.ALL);
        assertThat(entry.complete()).as("it did not always keep everything").isFalse();
        assertThat(entry.renewals()).containsExactlyInAnyOrder(Set.of(kept), Set.of(policy));
    }

    @Test
    void that_a_pipeline_is_persistent_is_one_reason_for_fresh_keys_however_often_it_is_said() {
        OperationId kept = byMaker("a", NOTHING.toPersistent());
        OperationId behind = byMaker("b", NOTHING.toPersistent(), "a");
        OperationId apart = byMaker("c", NOTHING.toPersistent());
        voided.add("c");

        assertThat(sameInAllOrders().renewals()).containsExactly(Set.of(kept, behind, apart));
    }

    @Test
    void what_is_void_has_no_effect_but_what_cannot_be_undone() {
        OperationId kept = byAdmin(
                "a", NOTHING.toPersistent().with(new Retention.Packets(5)).with(HistoryPolicy.FROM_JOIN));
        byMaker("b", NOTHING.note("title", Optional.of("Ours")));
        PipelineEntry before = sameInAllOrders();
        voided.add("a");

        PipelineEntry entry = sameInAllOrders();
        assertThat(entry.settings())
                .isEqualTo(NOTHING.note("title", Optional.of("Ours")).apply(PipelineSettings.DEFAULT));
        assertThat(entry.kind()).isEqualTo(PipelineKind.PERSISTENT);
        assertThat(entry.complete()).as("some have dropped packets").isFalse();
        assertThat(entry.renewals()).containsExactly(Set.of(kept));
        assertThat(before.retention()).isEqualTo(new Retention.Packets(5));
    }

    @Test
    void who_has_no_right_is_not_heard() {
        say("a", id(7), Role.WRITER, SettingsStatement.OF_MAKER, NOTHING.readFrom(Role.OWNER));

        assertThat(sameInAllOrders().settings()).isEqualTo(PipelineSettings.DEFAULT);
    }

    @Test
    void a_change_counts_also_under_a_name_that_two_have_claimed() {
        byMaker("a", NOTHING.note("title", Optional.of("First")));
        PipelineCatalog catalog = catalog(List.copyOf(said.values()));

        catalog.take(new Membership.Statement(
                operation("another"), id(5), Role.WRITER, 0, PipelineStatement.KIND, made.body()));

        assertThat(catalog.byName("chat")).isEmpty();
        assertThat(catalog.all())
                .hasSize(2)
                .filteredOn(entry -> entry.creator().equals(MAKER))
                .singleElement()
                .satisfies(entry -> assertThat(entry.settings().metadata()).containsEntry("title", "First"));
    }

    private OperationId byMaker(String name, PipelineChange change, String... before) {
        return say(name, MAKER, Role.WRITER, SettingsStatement.OF_MAKER, change, before);
    }

    private OperationId byAdmin(String name, PipelineChange change, String... before) {
        return say(name, id(2), Role.ADMIN, SettingsStatement.OF_ADMIN, change, before);
    }

    /** @param before what the author knew of what was said before */
    private OperationId say(
            String name, NodeId author, Role role, String kind, PipelineChange change, String... before) {
        OperationId id = operation(name);
        Set<OperationId> known = new HashSet<>(Set.of(made.id()));
        for (String earlier : before) {
            known.add(operation(earlier));
            known.addAll(node.known.getOrDefault(operation(earlier), Set.of()));
        }
        node.known.put(id, known);
        PipelineId pipeline = catalog(List.of()).byName("chat").orElseThrow().id();
        Bytes body = new SettingsStatement(pipeline, change).encode();
        said.put(name, new Membership.Statement(id, author, role, 0, kind, body));
        return id;
    }

    private PipelineEntry sameInAllOrders() {
        Set<PipelineEntry> outcomes = new HashSet<>();
        for (List<Membership.Statement> order : orders(List.copyOf(said.values()))) {
            outcomes.add(catalog(order).byName("chat").orElseThrow());
        }
        assertThat(outcomes).hasSize(1);
        return outcomes.iterator().next();
    }

    private PipelineCatalog catalog(List<Membership.Statement> settings) {
        PipelineCatalog catalog = new PipelineCatalog(node);
        catalog.take(made);
        // What is told twice counts once.
        for (int times = 0; times < 2; times++) {
            settings.forEach(statement -> take(catalog, statement));
        }
        return catalog;
    }

    private void take(PipelineCatalog catalog, Membership.Statement statement) {
        if (voided.stream().anyMatch(name -> operation(name).equals(statement.id()))) {
            catalog.takeVoidSettings(statement);
        } else {
            catalog.takeSettings(statement);
        }
    }

    static <T> List<List<T>> orders(List<T> all) {
        if (all.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> orders = new ArrayList<>();
        for (T first : all) {
            List<T> others = new ArrayList<>(all);
            others.remove(first);
            for (List<T> order : orders(others)) {
                List<T> whole = new ArrayList<>(List.of(first));
                whole.addAll(order);
                orders.add(whole);
            }
        }
        return orders;
    }

    private static NodeId id(int number) {
        byte[] bytes = new byte[NodeId.SIZE];
        Arrays.fill(bytes, (byte) number);
        return NodeId.of(Bytes.wrap(bytes));
    }

    private static OperationId operation(String name) {
        return OperationId.of(Bytes.wrap(Arrays.copyOf(name.getBytes(US_ASCII), OperationId.SIZE)));
    }
}
