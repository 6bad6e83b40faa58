// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pipes.api.PipesException;
import io.pipes.api.identity.Identity;
import io.pipes.api.network.Role;
import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeState;
import io.pipes.base.Bytes;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.gateway.SampleNetwork;
import io.pipes.gateway.SampleNetworks;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.OwnIdentities;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ResolverTest {
    /** Begins differently from the other two, which have their first five bytes, so eight symbols, in common. */
    private static final NetworkId ALONE = NetworkId.of(bytes(0x11, 0x01));

    private static final NetworkId TWIN = NetworkId.of(bytes(0xee, 0x01));
    private static final NetworkId OTHER_TWIN = NetworkId.of(bytes(0xee, 0x02));

    private final List<LocalNetwork> networks = new ArrayList<>();
    private final List<Identity> identities = new ArrayList<>();
    private final Resolver resolver =
            new Resolver(() -> new SampleNetworks(networks, true), () -> new SampleIdentities(identities));

    private record SampleIdentities(List<Identity> list) implements OwnIdentities {
        @Override
        public CompletionStage<Identity> create(String name) {
            throw new UnsupportedOperationException();
        }
    }

    private static Bytes bytes(int beginning, int rest) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i < 5 ? beginning : rest);
        }
        return Bytes.wrap(bytes);
    }

    private void have(NetworkId id, String name, NodeInfo... nodes) {
        networks.add(new SampleNetwork(id, name, List.of(nodes)));
    }

    private void haveThree() {
        have(ALONE, "home");
        have(TWIN, "work");
        have(OTHER_TWIN, "club");
    }

    private void haveIdentity(int beginning, String name) {
        identities.add(
                new Identity(IdentityId.of(bytes(beginning, 0x01)), name, Instant.EPOCH, Bytes.wrap(new byte[32])));
    }

    private static NodeInfo node(int beginning, String name) {
        return new NodeInfo(
                NodeId.of(bytes(beginning, 0x01)),
                name,
                IdentityId.of(bytes(beginning, 0x02)),
                Role.WRITER,
                NodeState.JOINED,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Params params(String key, String text) {
        return new Params(JsonNodeFactory.instance.objectNode().put(key, text));
    }

    private NetworkId network(String text) {
        return resolver.network(params("network", text)).id();
    }

    private PipesException refusal(String text) {
        return catchThrowableOfType(PipesException.class, () -> network(text));
    }

    @Test
    void a_network_is_found_by_its_name() {
        haveThree();

        assertThat(network("work")).isEqualTo(TWIN);
    }

    @Test
    void a_network_is_found_by_its_whole_id_in_either_case() {
        haveThree();

        assertThat(network(TWIN.text())).isEqualTo(TWIN);
        assertThat(network(TWIN.text().toUpperCase(Locale.ROOT))).isEqualTo(TWIN);
    }

    @Test
    void four_characters_of_an_id_are_enough_when_no_other_begins_so() {
        haveThree();

        assertThat(network(ALONE.text().substring(0, 4))).isEqualTo(ALONE);
    }

    @Test
    void three_characters_of_an_id_are_not_enough() {
        haveThree();

        assertThat(refusal(ALONE.text().substring(0, 3)).code()).isEqualTo(PipesException.Code.NOT_FOUND);
    }

    @Test
    void a_name_that_looks_like_another_one_s_id_takes_nothing_over() {
        haveThree();
        have(NetworkId.of(bytes(0x55, 0x01)), ALONE.text().substring(0, 10));
        have(NetworkId.of(bytes(0x55, 0x02)), ALONE.text());

        assertThat(refusal(ALONE.text().substring(0, 10)).code()).isEqualTo(PipesException.Code.AMBIGUOUS);
        assertThat(network(ALONE.text())).isEqualTo(ALONE);
    }

    @Test
    void a_beginning_that_two_ids_share_is_ambiguous_and_the_answer_names_both() {
        haveThree();

        PipesException refusal = refusal(TWIN.text().substring(0, 8));

        assertThat(refusal.code()).isEqualTo(PipesException.Code.AMBIGUOUS);
        assertThat(refusal.code().text()).isEqualTo("ambiguous");
        assertThat(refusal)
                .hasMessageContaining("work (" + TWIN.text().substring(0, 10) + ")")
                .hasMessageContaining("club (" + OTHER_TWIN.text().substring(0, 10) + ")")
                .hasMessageNotContaining("home");
    }

    @Test
    void two_networks_of_the_same_name_are_ambiguous_and_their_ids_tell_them_apart() {
        have(ALONE, "home");
        have(TWIN, "home");

        PipesException refusal = refusal("home");

        assertThat(refusal.code()).isEqualTo(PipesException.Code.AMBIGUOUS);
        assertThat(refusal)
                .hasMessageContaining("home (" + ALONE.text().substring(0, 10) + ")")
                .hasMessageContaining("home (" + TWIN.text().substring(0, 10) + ")");
        assertThat(network(ALONE.text())).isEqualTo(ALONE);
    }

    @Test
    void what_is_unknown_is_not_found_and_is_repeated_without_control_characters() {
        haveThree();

        PipesException refusal = refusal("ev\u001b[31m\u0000il\r\n\u009b");

        assertThat(refusal.code()).isEqualTo(PipesException.Code.NOT_FOUND);
        assertThat(refusal).hasMessageContaining("'ev[31mil'");
        assertThat(refusal.getMessage().chars()).noneMatch(Character::isISOControl);
    }

    @Test
    void what_is_unknown_and_endless_is_repeated_in_part_only() {
        assertThat(refusal("x".repeat(100_000)).getMessage()).hasSizeLessThan(250);
        assertThat(refusal("\u0000")).hasMessageContaining("'?'");
    }

    @Test
    void the_only_network_and_the_only_identity_need_no_name() {
        have(ALONE, "home");
        haveIdentity(0x33, "ada");

        assertThat(resolver.network(new Params(null)).id()).isEqualTo(ALONE);
        assertThat(resolver.identity(new Params(null)).name()).isEqualTo("ada");
    }

    @Test
    void with_several_networks_or_identities_one_has_to_say_which() {
        haveThree();
        haveIdentity(0x33, "ada");
        haveIdentity(0x44, "bob");

        PipesException network = catchThrowableOfType(PipesException.class, () -> resolver.network(new Params(null)));
        PipesException identity = catchThrowableOfType(PipesException.class, () -> resolver.identity(new Params(null)));

        assertThat(network.code()).isEqualTo(PipesException.Code.AMBIGUOUS);
        assertThat(network).hasMessageContaining("There are several: home, work, club.");
        assertThat(identity.code()).isEqualTo(PipesException.Code.AMBIGUOUS);
        assertThat(identity).hasMessageContaining("There are several: ada, bob.");
        assertThat(resolver.identity(params("identity", "bob")).name()).isEqualTo("bob");
    }

    @Test
    void a_long_list_of_candidates_is_cut() {
        for (int i = 0; i < 20; i++) {
            have(NetworkId.of(bytes(0xee, i)), "n" + i);
        }

        assertThat(refusal(TWIN.text().substring(0, 8)))
                .hasMessageContaining("n7 (")
                .hasMessageContaining(", ...")
                .hasMessageNotContaining("n8 (");
    }

    @Test
    void without_any_the_answer_says_how_to_make_one() {
        PipesException network = catchThrowableOfType(PipesException.class, () -> resolver.network(new Params(null)));
        PipesException identity = catchThrowableOfType(PipesException.class, () -> resolver.identity(new Params(null)));

        assertThat(network.code()).isEqualTo(PipesException.Code.NOT_FOUND);
        assertThat(network).hasMessageContaining("pipes network create NAME");
        assertThat(identity).hasMessageContaining("pipes identity create NAME");
    }

    @Test
    void a_node_is_found_by_name_and_by_the_beginning_of_its_id() {
        NodeInfo laptop = node(0x33, "laptop");
        have(ALONE, "home", laptop, node(0x44, "phone"));
        LocalNetwork home = networks.get(0);

        assertThat(resolver.node(home, "laptop")).isEqualTo(laptop.node());
        assertThat(resolver.node(home, laptop.node().text().substring(0, 4))).isEqualTo(laptop.node());
        assertThat(resolver.sender(home, params("from", "laptop"))).contains(laptop.node());
        assertThat(resolver.sender(home, new Params(null))).isEmpty();
    }

    @Test
    void this_node_itself_is_told_apart_from_nobody() {
        LocalNetwork home = new SampleNetwork(ALONE, "home", List.of(node(0x22, "laptop")));
        identities.add(new Identity(home.identity(), "desktop", Instant.EPOCH, Bytes.wrap(new byte[32])));

        for (String self :
                List.of("desktop", home.node().text(), home.node().text().substring(0, 6))) {
            assertThat(catchThrowableOfType(PipesException.class, () -> resolver.info(home, self)))
                    .hasMessageContaining("this node itself");
        }
        assertThat(resolver.info(home, "laptop").name()).isEqualTo("laptop");
    }

    @Test
    void somebody_else_of_the_same_name_is_meant_before_this_node() {
        LocalNetwork home = new SampleNetwork(ALONE, "home", List.of(node(0x22, "desktop")));
        identities.add(new Identity(home.identity(), "desktop", Instant.EPOCH, Bytes.wrap(new byte[32])));

        assertThat(resolver.info(home, "desktop").node())
                .isEqualTo(node(0x22, "desktop").node());
    }

    @Test
    void the_beginning_of_an_id_that_is_too_short_says_how_long_it_must_be() {
        LocalNetwork home = new SampleNetwork(ALONE, "home", List.of(node(0x22, "laptop")));
        String id = node(0x22, "laptop").node().text();

        assertThat(catchThrowableOfType(PipesException.class, () -> resolver.info(home, id.substring(0, 2))))
                .hasMessageContaining("at least 4 characters");
    }
}
