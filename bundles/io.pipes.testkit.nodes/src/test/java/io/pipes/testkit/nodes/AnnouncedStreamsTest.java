// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.network.Role;
import io.pipes.api.service.Access;
import io.pipes.api.service.ServiceKind;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.local.Announced;
import io.pipes.spi.local.ServiceCatalogue;
import io.pipes.spi.node.Registration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What features announce in the catalogue beside what is called, on four nodes of which each is linked to its neighbours. */
class AnnouncedStreamsTest {
    private static final Duration HANG = Duration.ofMinutes(2);
    private static final int GIVEN = 4;
    private static final Duration MOMENT = Duration.ofSeconds(3);

    private final List<Porter> porters = new ArrayList<>();
    private SimulatedPipes pipes;
    private Porter near;
    private Porter far;

    @BeforeEach
    void begin() {
        pipes = SimulatedPipes.network(4).seed(1).start();
        pipes.cut(pipes.node(0), pipes.node(2));
        pipes.cut(pipes.node(0), pipes.node(3));
        pipes.cut(pipes.node(1), pipes.node(3));
        pipes.nodes().forEach(node -> porters.add(new Porter(node)));
        pipes.pass(Duration.ofSeconds(30));
        near = porters.get(0);
        far = porters.get(3);
    }

    @AfterEach
    void end() {
        pipes.close();
    }

    private List<Announced> found(Porter porter, String service) {
        return pipes.done(porter.find(service));
    }

    private List<Integer> hops(Porter porter, String service) {
        return found(porter, service).stream().map(Announced::hops).toList();
    }

    private PipesException.Code refusal(CompletionStage<?> refused) {
        try {
            pipes.done(refused);
            throw new AssertionError("nothing refuses it");
        } catch (PipesException known) {
            return known.code();
        } catch (CompletionException failed) {
            return ((PipesException) failed.getCause()).code();
        }
    }

    @Test
    void a_stream_is_seen_by_all_with_who_may_use_it() {
        IdentityId friend = pipes.node(0).network().identity();
        Access access =
                new Access(Optional.of(Role.ADMIN), List.of(pipes.node(1).id()), List.of(friend));
        pipes.done(far.open("files", access));
        pipes.pass(MOMENT);

        for (int i = 0; i < 4; i++) {
            int hops = 3 - i;
            assertThat(found(porters.get(i), "files")).singleElement().satisfies(announced -> {
                assertThat(announced.node()).isEqualTo(far.node.id());
                assertThat(announced.name()).isEqualTo(far.node.name());
                assertThat(announced.kind()).isEqualTo(ServiceKind.STREAM);
                assertThat(announced.metadata()).containsEntry("to", "a shelf");
                assertThat(announced.access()).isEqualTo(access);
                assertThat(announced.hops()).isEqualTo(hops);
            });
        }
    }

    @Test
    void they_are_found_in_order_of_distance_and_who_cannot_be_reached_comes_last() {
        for (Porter porter : List.of(far, porters.get(1), near, porters.get(2))) {
            pipes.done(porter.open("files", Access.WRITERS));
        }
        pipes.pass(MOMENT);
        assertThat(hops(near, "files")).containsExactly(0, 1, 2, 3);

        pipes.node(2).crash();
        pipes.pass(Duration.ofMinutes(1));

        assertThat(hops(near, "files")).containsExactly(0, 1, -1, -1);
    }

    @Test
    void what_is_withdrawn_goes_and_what_a_removed_node_has_announced() {
        pipes.done(far.open("files", Access.WRITERS));
        pipes.done(far.open("web", Access.WRITERS));
        pipes.pass(MOMENT);
        pipes.done(far.close("web"));
        pipes.pass(MOMENT);
        assertThat(pipes.done(near.list())).extracting(Announced::service).containsExactly("files");

        pipes.done(pipes.node(0).network().revoke(far.node.id()));
        pipes.pass(Duration.ofSeconds(20));

        assertThat(pipes.done(near.list())).isEmpty();
        assertThat(refusal(far.open("web", Access.WRITERS))).isEqualTo(PipesException.Code.REVOKED);
    }

    @Test
    void it_is_not_seen_to_go_when_the_feature_is_replaced_and_comes_again_where_it_was_announced() {
        pipes.done(far.open("files", Access.WRITERS));
        pipes.pass(MOMENT);
        near.told.clear();
        far.told.clear();

        pipes.node(3).replaceServices();
        pipes.pass(Duration.ofSeconds(10));

        assertThat(far.told).startsWith(-1).endsWith(1);
        assertThat(near.told).isNotEmpty().containsOnly(1);
        assertThat(hops(near, "files")).containsExactly(3);
        pipes.done(far.close("files"));
        pipes.pass(MOMENT);
        assertThat(near.told).endsWith(0);
        assertThat(found(near, "files")).isEmpty();
    }

    @Test
    void a_node_whose_own_feature_is_replaced_sees_what_the_others_have_announced_again() {
        pipes.done(far.open("files", Access.WRITERS));
        pipes.pass(MOMENT);
        near.told.clear();

        pipes.node(0).replaceServices();
        pipes.pass(MOMENT);

        assertThat(near.told).containsExactly(-1, 1);
    }

    @Test
    void a_call_to_what_is_a_stream_finds_nothing_whether_or_not_its_node_is_named() {
        Clerk clerk = new Clerk(pipes, pipes.node(0));
        pipes.done(far.open("files", Access.EVERYBODY));
        pipes.pass(MOMENT);

        assertThat(clerk.ask("files", "list")).isEqualTo("not_found");
        assertThat(clerk.result(clerk.call("files", Optional.of(far.node.id()), "list", HANG)))
                .isEqualTo("not_found");
        assertThat(clerk.list()).isEmpty();
    }

    @Test
    void a_name_stands_for_one_thing_on_a_node() {
        Clerk clerk = new Clerk(pipes, far.node);
        Registration offer = clerk.offer("weather");
        pipes.done(far.open("files", Access.WRITERS));

        assertThat(refusal(far.open("weather", Access.WRITERS))).isEqualTo(PipesException.Code.ALREADY_EXISTS);
        assertThat(refusal(far.open("files", Access.WRITERS))).isEqualTo(PipesException.Code.ALREADY_EXISTS);
        assertThat(ServicesTest.refusal(pipes, clerk, "files")).isEqualTo(PipesException.Code.ALREADY_EXISTS);
        offer.close();
        pipes.pass(MOMENT);
        pipes.done(far.open("weather", Access.WRITERS));
        pipes.pass(MOMENT);
        assertThat(hops(near, "weather")).containsExactly(3);
        assertThat(found(near, "files")).hasSize(1);
    }

    @Test
    void there_are_at_most_64_and_names_are_checked() {
        for (int i = 0; i < 64; i++) {
            pipes.done(far.open("door" + i, Access.WRITERS));
        }
        pipes.pass(MOMENT);

        assertThat(refusal(far.open("one-more", Access.WRITERS))).isEqualTo(PipesException.Code.BUSY);
        assertThat(refusal(far.open("One more", Access.WRITERS))).isEqualTo(PipesException.Code.INVALID_ARGUMENT);
        assertThat(pipes.done(near.list())).hasSize(64);
    }

    @Test
    void as_much_as_fits_in_32_kibibytes_is_told_to_all() {
        Access crowd = new Access(Optional.empty(), many(NodeId::of), many(IdentityId::of));
        for (int i = 0; i < 14; i++) {
            pipes.done(far.open("door" + i, crowd));
        }
        pipes.pass(MOMENT);

        assertThat(refusal(far.open("one-more", crowd))).isEqualTo(PipesException.Code.TOO_LARGE);
        assertThat(pipes.done(near.list()))
                .hasSize(14)
                .allSatisfy(announced -> assertThat(announced.access()).isEqualTo(crowd));
    }

    private static <T> List<T> many(Function<Bytes, T> id) {
        return IntStream.range(0, 32)
                .mapToObj(i -> id.apply(Bytes.hex(String.format("%064x", i))))
                .toList();
    }

    @Test
    void what_is_called_is_not_announced_here() {
        CompletionStage<Registration> announcing = pipes.node(0)
                .onLoop(() -> pipes.node(0)
                        .facet(ServiceCatalogue.class)
                        .announce("weather", ServiceKind.CALL, new TreeMap<>(), Access.EVERYBODY));

        assertThatThrownBy(() -> pipes.done(announcing)).hasRootCauseInstanceOf(IllegalArgumentException.class);
        assertThat(pipes.done(near.list())).isEmpty();
    }

    @Test
    void a_catalogue_that_was_replaced_does_nothing_any_more() {
        ServiceCatalogue old = far.node.facet(ServiceCatalogue.class);
        Registration announced = pipes.done(
                far.node.onLoop(() -> old.announce("old", ServiceKind.STREAM, new TreeMap<>(), Access.WRITERS)));
        far.node.replaceServices();
        pipes.pass(MOMENT);
        pipes.done(far.open("old", Access.WRITERS));

        pipes.done(far.node.onLoop(() -> {
            announced.close();
            return null;
        }));
        pipes.pass(MOMENT);

        assertThat(found(near, "old")).hasSize(1);
        assertThat(refusal(far.node.onLoop(old::list))).isEqualTo(PipesException.Code.FEATURE_MISSING);
        assertThat(refusal(far.node.onLoop(() -> old.listen(() -> {})))).isEqualTo(PipesException.Code.FEATURE_MISSING);
    }

    @Test
    void who_listens_is_told_once_for_what_changes_together_and_one_that_fails_does_no_harm() {
        ServiceCatalogue catalogue = near.node.facet(ServiceCatalogue.class);
        List<String> told = new ArrayList<>();
        pipes.done(near.node.onLoop(() -> {
            catalogue.listen(() -> {
                throw new IllegalStateException("broken");
            });
            Registration gone = catalogue.listen(() -> told.add("gone"));
            catalogue.listen(gone::close);
            catalogue.listen(() -> told.add("here"));
            gone.close();
            catalogue.announce("one", ServiceKind.STREAM, new TreeMap<>(), Access.WRITERS);
            catalogue.announce("two", ServiceKind.DATAGRAMS, new TreeMap<>(), Access.WRITERS);
            told.add("announced");
            return null;
        }));
        pipes.pass(MOMENT);

        assertThat(told).containsExactly("announced", "here");
    }

    /** As a newer version of Pipes would announce it; the far node alone speaks like that. */
    @Test
    void a_kind_that_is_not_known_is_passed_on_and_shown_to_nobody() {
        pipes.tap(new Tap() {
            @Override
            public void said(TappedExchange exchange, Bytes message) {
                boolean own = exchange.protocol().equals("services.1")
                        && message.at(0) == GIVEN
                        && exchange.node().id().equals(far.node.id());
                exchange.pass(own ? newer(message) : message);
            }
        });
        pipes.done(far.open("later", Access.EVERYBODY));
        pipes.done(far.open("files", Access.WRITERS));
        pipes.pass(MOMENT);

        for (Porter porter : porters.subList(0, 3)) {
            assertThat(pipes.done(porter.list())).extracting(Announced::service).containsExactly("files");
        }
        Clerk clerk = new Clerk(pipes, pipes.node(0));
        assertThat(clerk.ask("later", "?")).isEqualTo("not_found");
    }

    /** What is given, with kind 20 for the service named "later". */
    private Bytes newer(Bytes given) {
        try {
            CborReader in = new CborReader(given.slice(1, given.size()));
            in.readArrayExactly(2);
            byte[] body = in.readBytes(given.size()).toArray();
            int name = new String(body, StandardCharsets.ISO_8859_1).indexOf("later");
            if (name < 0) {
                return given;
            }
            body[name + "later".length() + 1] = 20;
            Bytes announcement = new CborWriter()
                    .writeArray(2)
                    .writeBytes(body)
                    .writeBytes(far.sign(Bytes.wrap(body)))
                    .toBytes();
            return Bytes.hex("04" + HexFormat.of().formatHex(announcement.toArray()));
        } catch (MalformedException own) {
            throw new AssertionError(own);
        }
    }
}
