// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.LoneNode;
import io.pipes.spi.node.Membership;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of a name that members open without having heard of each other depends on what they said, not on the order in which it came. */
class OpeningOrderTest {
    private static final PipelineChange NOTHING = PipelineChange.NOTHING;

    private final LoneNode node = new LoneNode();
    private final List<Membership.Statement> said = new ArrayList<>();

    @Test
    void who_open_one_name_apart_have_one_pipeline() {
        opened("a", 1, PipelineKind.PERSISTENT);
        opened("b", 2, PipelineKind.PERSISTENT);
        opened("c", 3, PipelineKind.PERSISTENT);

        PipelineEntry chat = only(sameInAllOrders());
        assertThat(chat.name()).isEqualTo("chat");
        assertThat(chat.kind()).isEqualTo(PipelineKind.PERSISTENT);
        assertThat(chat.complete()).isTrue();
        assertThat(chat.settings()).isEqualTo(PipelineSettings.DEFAULT);
        assertThat(chat.creator()).isEqualTo(id(1));
        assertThat(chat.renewals())
                .as("who knew one opening has made keys for all")
                .hasSize(1);
    }

    @Test
    void where_they_disagree_about_the_kind_what_is_published_is_kept() {
        opened("a", 1, PipelineKind.LIVE);
        OperationId keeping = opened("b", 2, PipelineKind.PERSISTENT);
        opened("c", 3, PipelineKind.LIVE);

        PipelineEntry chat = only(sameInAllOrders());
        assertThat(chat.kind()).isEqualTo(PipelineKind.PERSISTENT);
        assertThat(chat.renewals()).containsExactly(Set.of(keeping));
    }

    @Test
    void what_all_open_live_stays_live() {
        opened("a", 1, PipelineKind.LIVE);
        opened("b", 2, PipelineKind.LIVE);

        PipelineEntry chat = only(sameInAllOrders());
        assertThat(chat.kind()).isEqualTo(PipelineKind.LIVE);
        assertThat(chat.renewals()).isEmpty();
    }

    @Test
    void an_opened_pipeline_has_no_maker_who_could_change_it() {
        opened("a", 1, PipelineKind.LIVE);
        opened("b", 2, PipelineKind.LIVE);
        changed("c", 1, Role.WRITER, SettingsStatement.OF_MAKER, NOTHING.readFrom(Role.ADMIN));
        changed("d", 2, Role.WRITER, SettingsStatement.OF_MAKER, NOTHING.toPersistent());
        changed("e", 3, Role.ADMIN, SettingsStatement.OF_ADMIN, NOTHING.note("title", Optional.of("Ours")));

        PipelineEntry chat = only(sameInAllOrders());
        assertThat(chat.settings())
                .isEqualTo(NOTHING.note("title", Optional.of("Ours")).apply(PipelineSettings.DEFAULT));
        assertThat(chat.kind()).isEqualTo(PipelineKind.LIVE);
        assertThat(PipelineCatalog.mayChange(chat, LoneNode.member(id(1), id(1).bytes())))
                .isFalse();
    }

    @Test
    void a_name_that_somebody_makes_and_others_open_leads_nowhere() {
        opened("a", 1, PipelineKind.LIVE);
        opened("b", 2, PipelineKind.PERSISTENT);
        made("c", "chat");
        changed("d", 3, Role.ADMIN, SettingsStatement.OF_ADMIN, NOTHING.note("title", Optional.of("Ours")));

        List<PipelineEntry> both = sameInAllOrders();
        assertThat(both).hasSize(2).allSatisfy(entry -> assertThat(entry.name()).startsWith("chat."));
        assertThat(both).filteredOn(PipelineEntry::opened).singleElement().satisfies(entry -> {
            assertThat(entry.kind()).isEqualTo(PipelineKind.PERSISTENT);
            assertThat(entry.settings().metadata()).containsExactly(Map.entry("title", "Ours"));
        });
        PipelineCatalog catalog = read();
        assertThat(catalog.byName("chat")).isEmpty();
        assertThat(catalog.claiming("chat")).hasSize(2);
    }

    @Test
    void nobody_gets_the_name_by_which_another_pipeline_is_told_apart() {
        opened("a", 1, PipelineKind.LIVE);
        made("b", "chat");
        PipelineEntry opened = sameInAllOrders().stream()
                .filter(PipelineEntry::opened)
                .findFirst()
                .orElseThrow();
        made("c", opened.name());

        assertThat(sameInAllOrders()).hasSize(3).contains(opened);
        assertThat(read().byName(opened.name())).contains(opened);
    }

    @Test
    void an_opening_that_does_not_count_leaves_only_that_something_was_kept() {
        opened("a", 1, PipelineKind.LIVE);
        Membership.Statement without = opening("b", 2, PipelineKind.PERSISTENT);
        node.voided.add(without);

        for (List<Membership.Statement> order : SettingsOrderTest.orders(List.of(said.get(0), without))) {
            PipelineCatalog catalog = new PipelineCatalog(node);
            order.forEach(statement -> {
                if (statement.equals(without)) {
                    catalog.takeVoidSettings(statement);
                } else if (catalog.take(statement).filter(catalog::isBack).isPresent()) {
                    node.statements.add(statement);
                    catalog.reload();
                }
            });
            PipelineEntry chat = only(List.copyOf(catalog.all()));
            assertThat(chat.kind()).isEqualTo(PipelineKind.PERSISTENT);
            assertThat(chat.creator()).isEqualTo(id(1));
            node.statements.clear();
        }
    }

    @Test
    void without_an_opening_that_counts_there_is_no_pipeline() {
        node.voided.add(opening("a", 1, PipelineKind.PERSISTENT));

        assertThat(read().all()).isEmpty();
    }

    @Test
    void what_is_no_opening_is_as_if_nothing_had_been_said() {
        said.add(statement("a", 1, Role.WRITER, OpeningStatement.KIND, Bytes.utf8("nonsense")));
        said.add(opening("b", 1, "Bad Name", PipelineKind.LIVE));
        said.add(opening("c", 1, "pair", PipelineKind.POINT_TO_POINT));

        assertThat(sameInAllOrders()).isEmpty();
    }

    private void made(String name, String pipeline) {
        Bytes body =
                new PipelineStatement(pipeline, PipelineKind.LIVE, Optional.empty(), PipelineSettings.DEFAULT).encode();
        said.add(statement(name, 5, Role.WRITER, PipelineStatement.KIND, body));
    }

    private OperationId opened(String name, int author, PipelineKind kind) {
        Membership.Statement opening = opening(name, author, kind);
        said.add(opening);
        return opening.id();
    }

    private static Membership.Statement opening(String name, int author, PipelineKind kind) {
        return opening(name, author, "chat", kind);
    }

    private static Membership.Statement opening(String name, int author, String pipeline, PipelineKind kind) {
        return statement(
                name, author, Role.WRITER, OpeningStatement.KIND, new OpeningStatement(pipeline, kind).encode());
    }

    /** By somebody who knows the pipeline, so that it comes behind one opening at least. */
    private void changed(String name, int author, Role role, String kind, PipelineChange change) {
        PipelineId pipeline = new OpeningStatement("chat", PipelineKind.LIVE).pipeline(node);
        said.add(statement(name, author, role, kind, new SettingsStatement(pipeline, change).encode()));
    }

    private static Membership.Statement statement(String name, int author, Role role, String kind, Bytes body) {
        OperationId id = OperationId.of(Bytes.wrap(Arrays.copyOf(name.getBytes(US_ASCII), OperationId.SIZE)));
        return new Membership.Statement(id, id(author), role, 0, kind, body);
    }

    private List<PipelineEntry> sameInAllOrders() {
        Set<Set<PipelineEntry>> outcomes = new HashSet<>();
        outcomes.add(Set.copyOf(read().all()));
        for (List<Membership.Statement> order : SettingsOrderTest.orders(said)) {
            if (isAllowed(order)) {
                outcomes.add(Set.copyOf(heard(order).all()));
            }
        }
        assertThat(outcomes).hasSize(1);
        return List.copyOf(outcomes.iterator().next());
    }

    /** What is said of a pipeline comes behind an opening by which its author knew it. */
    private static boolean isAllowed(List<Membership.Statement> order) {
        return order.stream()
                        .map(Membership.Statement::kind)
                        .dropWhile(kind -> !kind.equals(OpeningStatement.KIND))
                        .filter(kind -> kind.endsWith(SettingsStatement.OF_MAKER))
                        .count()
                == order.stream()
                        .filter(one -> one.kind().endsWith(SettingsStatement.OF_MAKER))
                        .count();
    }

    /** One after the other, as a node that runs hears it. */
    private PipelineCatalog heard(List<Membership.Statement> order) {
        PipelineCatalog catalog = new PipelineCatalog(node);
        for (Membership.Statement statement : order) {
            // What is told twice counts once.
            for (int times = 0; times < 2; times++) {
                catalog.takeSettings(statement);
                catalog.take(statement);
            }
        }
        return catalog;
    }

    /** All at once, as a node does that starts. */
    private PipelineCatalog read() {
        node.statements.clear();
        node.statements.addAll(said);
        PipelineCatalog catalog = new PipelineCatalog(node);
        catalog.reload();
        return catalog;
    }

    private static PipelineEntry only(List<PipelineEntry> entries) {
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }

    private static NodeId id(int number) {
        byte[] bytes = new byte[NodeId.SIZE];
        Arrays.fill(bytes, (byte) number);
        return NodeId.of(Bytes.wrap(bytes));
    }
}
