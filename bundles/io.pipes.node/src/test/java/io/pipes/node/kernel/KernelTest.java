// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.api.network.InvitationTerms;
import io.pipes.api.network.NetworkEvent;
import io.pipes.api.network.NetworkState;
import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.base.id.IdentityId;
import io.pipes.spi.home.Settings.Peering;
import io.pipes.spi.identity.LocalIdentity;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class KernelTest {
    private final World world = new World(5);
    private final Machine north = world.machine("north");
    private final Machine south = world.machine("south");

    private LocalNetwork create(Machine machine, String name) {
        return world.done(machine.kernel().create(name, machine.identity().id()));
    }

    private Code refusal(CompletionStage<?> call) {
        PipesException refused = (PipesException) world.failure(call);
        assertThat(refused.getMessage()).isNotBlank();
        return refused.code();
    }

    @Test
    void one_process_holds_several_identities_and_networks() {
        LocalIdentity other = north.addIdentity("other");
        LocalNetwork home = create(north, "home");
        LocalNetwork work = world.done(north.kernel().create("work", other.id()));
        String ticket = world.done(home.invite(InvitationTerms.DEFAULT)).ticket();
        LocalNetwork secondHome = world.done(north.kernel().join(ticket, other.id()));
        LocalNetwork southHome = world.invite(home, south);
        LocalNetwork southWork = world.invite(work, south);

        world.until(
                "all are linked",
                () -> north.kernel().list().stream().allMatch(network -> network.state() == NetworkState.CONNECTED));

        assertThat(north.kernel().list()).extracting(LocalNetwork::name).containsExactly("home", "home", "work");
        assertThat(secondHome.node()).isNotEqualTo(home.node());
        assertThat(southHome.node()).isNotEqualTo(southWork.node());
        assertThat(home.nodes()).hasSize(2);
        assertThat(world.time.failures()).isEmpty();
    }

    @Test
    void mistakes_are_refused_with_a_sentence() {
        LocalNetwork home = create(north, "home");

        assertThat(refusal(north.kernel().create("home", north.identity().id())))
                .isEqualTo(Code.ALREADY_EXISTS);
        assertThat(refusal(north.kernel().create(" ", north.identity().id()))).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refusal(north.kernel().create("x", IdentityId.of(Bytes.wrap(new byte[32])))))
                .isEqualTo(Code.NOT_FOUND);
        assertThat(refusal(home.connect("nonsense"))).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refusal(home.connect(south.address()))).isEqualTo(Code.NOT_FOUND);
        LocalNetwork joined = world.invite(home, south);
        assertThat(refusal(home.connect("sim://nobody:1"))).isEqualTo(Code.UNREACHABLE);
        world.done(home.disconnect(joined.node()));
        assertThat(refusal(home.ping(joined.node()))).isEqualTo(Code.UNREACHABLE);
        assertThat(refusal(home.ping(home.node()))).isEqualTo(Code.NOT_FOUND);
        assertThat(refusal(joined.revoke(home.node()))).isEqualTo(Code.REFUSED);
    }

    @Test
    void connecting_to_an_address_where_another_node_is_finds_no_member() {
        LocalNetwork home = create(north, "home");
        LocalNetwork joined = world.invite(home, south);
        world.done(joined.disconnect(home.node()));
        Machine alien = world.machine("alien");
        create(alien, "alien");

        assertThat(refusal(joined.connect(alien.address()))).isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void who_leaves_takes_everything_along() throws Exception {
        LocalNetwork home = create(north, "home");
        LocalNetwork joined = world.invite(home, south);
        world.pass(Duration.ofSeconds(1));

        world.done(joined.leave());

        assertThat(south.kernel().list()).isEmpty();
        assertThat(south.keystore().names()).noneMatch(name -> name.startsWith("node."));
        world.until("north has heard", () -> home.nodes().isEmpty());
        assertThat(world.invite(home, south).state()).isEqualTo(NetworkState.CONNECTED);
    }

    @Test
    void what_was_begun_and_not_finished_is_swept_away() throws Exception {
        LocalNetwork home = create(north, "home");
        String other = home.node().text();
        world.done(home.leave());
        north.keystore().write("node." + other + ".link", Secret.random(world.time.randomness("x"), 32));

        north.kill();
        north.restart();

        world.until("north is ready", () -> north.kernel().ready());
        assertThat(north.keystore().names()).noneMatch(name -> name.startsWith("node."));
        assertThat(north.kernel().problems()).isEmpty();
    }

    @Test
    void a_damaged_key_is_a_sentence_and_the_other_nodes_run() throws Exception {
        LocalNetwork home = create(north, "home");
        create(north, "work");
        north.keystore().write("node." + home.node().text() + ".link", Secret.wrap(new byte[3]));

        north.kill();
        north.restart();
        world.pass(Duration.ofSeconds(5));

        assertThat(north.kernel().list()).extracting(LocalNetwork::name).containsExactly("work");
        assertThat(north.kernel().problems()).singleElement().asString().contains("backup");
        assertThat(north.kernel().ready()).isFalse();
        assertThat(north.keystore().names()).contains("node." + home.node().text() + ".link");
    }

    @Test
    void a_node_whose_store_cannot_be_opened_is_loaded_when_it_can() throws Exception {
        LocalNetwork home = create(north, "home");
        north.kill();
        north.restart();
        String node = home.node().text();
        // Before the node itself, whose turn comes when time passes.
        CompletionStage<PacketStore> inTheWay = north.stores()
                .open(
                        node,
                        north.keystore().read("node." + node + ".store").orElseThrow(),
                        north.host().loops().next());
        world.pass(Duration.ofSeconds(5));
        assertThat(north.kernel().list()).isEmpty();
        assertThat(north.kernel().problems())
                .singleElement()
                .asString()
                .contains("could not be loaded", "open already");

        world.done(world.done(inTheWay).close());
        world.until("the node is loaded", () -> north.kernel().ready());

        assertThat(north.kernel().list()).extracting(LocalNetwork::name).containsExactly("home");
        assertThat(north.kernel().problems()).isEmpty();
    }

    @Test
    void a_kernel_that_is_stopped_while_it_loads_leaves_no_store_open() throws Exception {
        List<String> nodes = List.of(
                create(north, "home").node().text(),
                create(north, "work").node().text());
        north.opensStoresIn(Duration.ofSeconds(1));
        for (int seconds = 0; seconds < 4; seconds++) {
            north.kill();
            north.restart();
            world.pass(Duration.ofSeconds(seconds).plusMillis(500));

            world.done(north.kernel().stop());

            for (String node : nodes) {
                Secret key = north.keystore().read("node." + node + ".store").orElseThrow();
                CompletionStage<PacketStore> opening =
                        north.stores().open(node, key, north.host().loops().next());
                assertThat(world.done(opening))
                        .as("stopped after %d s", seconds)
                        .isNotNull();
            }
        }
    }

    @Test
    void a_store_that_cannot_be_written_fails_the_call_and_leaves_nothing() throws Exception {
        LocalNetwork home = create(north, "home");
        north.stores().fail(StoreException.Reason.FULL);

        assertThat(refusal(home.invite(InvitationTerms.DEFAULT))).isEqualTo(Code.STORAGE);
        assertThat(north.kernel().problems()).singleElement().asString().contains("takes nothing more");

        north.stores().fail(null);
        assertThat(north.kernel().problems()).isEmpty();
        assertThat(world.done(home.invite(InvitationTerms.DEFAULT)).ticket()).startsWith("pipes1");
    }

    @Test
    void a_full_disk_fails_the_beginning_of_a_network_with_a_sentence_and_leaves_nothing() {
        north.host().disk().capacity(0);

        assertThat(refusal(north.kernel().create("home", north.identity().id())))
                .isEqualTo(Code.KEYSTORE);

        assertThat(north.kernel().list()).isEmpty();
        north.host().disk().capacity(Long.MAX_VALUE);
        assertThat(create(north, "home").state()).isEqualTo(NetworkState.ALONE);
    }

    @Test
    void a_taken_default_port_moves_on_and_an_explicit_one_is_a_problem() {
        Machine busy = new Machine(world, "busy", Peering.MANUAL, false);
        take(busy);
        Machine strict = new Machine(world, "strict", Peering.MANUAL, true);
        take(strict);

        busy.start();
        strict.start();
        world.pass(Duration.ofSeconds(2));

        assertThat(busy.kernel().listenAddresses()).containsExactly("sim://busy:7172");
        assertThat(busy.kernel().ready()).isTrue();
        assertThat(strict.kernel().listenAddresses()).isEmpty();
        assertThat(strict.kernel().problems()).singleElement().asString().contains("7171");
        assertThat(strict.kernel().ready()).isFalse();
    }

    private void take(Machine machine) {
        Transport.Acceptor nobody = connection -> connection.abort();
        world.done(machine.host()
                .transport()
                .listen(Address.parse(machine.address()), machine.host().loop(), nobody));
    }

    @Test
    void links_return_when_the_transport_was_replaced_and_the_port_is_the_same() {
        LocalNetwork home = create(north, "home");
        LocalNetwork joined = world.invite(home, south);
        world.pass(Duration.ofSeconds(1));

        north.stopTransport();
        world.until("the link ended", () -> joined.state() == NetworkState.ALONE);
        world.pass(Duration.ofMillis(500));
        assertThat(north.kernel().listenAddresses()).isEmpty();
        assertThat(north.kernel().ready()).isFalse();
        north.startTransport();

        Duration back = world.until("the link is back", () -> joined.state() == NetworkState.CONNECTED);
        assertThat(back).isLessThan(Duration.ofSeconds(2));
        assertThat(north.kernel().listenAddresses()).containsExactly(north.address());
        assertThat(world.time.failures()).isEmpty();
    }

    @Test
    void a_feature_that_fails_is_a_problem_until_it_goes() {
        create(north, "home");
        NodeExtension broken = new NodeExtension() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public CompletionStage<Attachment> attach(NodeContext node) {
                node.offer(Runnable.class, () -> {});
                return CompletableFuture.failedFuture(new IllegalStateException("no luck"));
            }
        };

        north.kernel().add(broken);
        world.pass(Duration.ofSeconds(1));

        assertThat(north.kernel().problems()).singleElement().asString().contains("broken", "no luck");
        assertThat(north.network("home").facet(Runnable.class)).isEmpty();
        world.done(north.kernel().remove(broken));
        assertThat(north.kernel().problems()).isEmpty();
        assertThat(north.kernel().ready()).isTrue();
    }

    @Test
    void a_facet_is_there_while_its_feature_is() {
        LocalNetwork home = create(north, "home");
        Runnable facet = () -> {};
        NodeExtension feature = new NodeExtension() {
            @Override
            public String name() {
                return "runner";
            }

            @Override
            public CompletionStage<Attachment> attach(NodeContext node) {
                node.offer(Runnable.class, facet);
                return CompletableFuture.completedFuture(() -> CompletableFuture.completedFuture(null));
            }
        };

        north.kernel().add(feature);
        world.pass(Duration.ofMillis(10));
        assertThat(home.facet(Runnable.class)).contains(facet);
        world.done(north.kernel().remove(feature));
        assertThat(home.facet(Runnable.class)).isEmpty();
    }

    @Test
    void a_feature_that_left_hears_nothing_more_of_members() {
        LocalNetwork home = create(north, "home");
        List<String> told = new ArrayList<>();
        NodeExtension feature = new NodeExtension() {
            @Override
            public String name() {
                return "listener";
            }

            @Override
            public CompletionStage<Attachment> attach(NodeContext node) {
                node.membership().listen(new MembershipListener() {
                    @Override
                    public void joined(Member member) {
                        told.add(member.name());
                    }
                });
                return CompletableFuture.completedFuture(() -> CompletableFuture.completedFuture(null));
            }
        };
        north.kernel().add(feature);
        world.invite(home, south);
        world.until("the feature has heard", () -> told.equals(List.of("south")));

        world.done(north.kernel().remove(feature));
        world.invite(home, world.machine("east"));
        world.pass(Duration.ofSeconds(1));

        assertThat(told).containsExactly("south");
    }

    @Test
    void changes_are_told() throws Exception {
        LocalNetwork home = create(north, "home");
        List<String> told = new ArrayList<>();
        AutoCloseable subscription = home.listen((NetworkEvent event) -> told.add(event.kind()));

        LocalNetwork joined = world.invite(home, south);
        world.until("linked", () -> home.state() == NetworkState.CONNECTED);
        world.done(home.assign(joined.node(), Role.READER));
        world.until("south has heard", () -> joined.role() == Role.READER);
        world.done(home.revoke(joined.node()));
        world.until("alone", () -> home.state() == NetworkState.ALONE);
        subscription.close();

        assertThat(told).containsSubsequence("joined", "connected", "changed", "removed", "disconnected");
    }

    @Test
    void a_kernel_that_stops_says_goodbye_and_another_goes_on() {
        LocalNetwork home = create(north, "home");
        LocalNetwork joined = world.invite(home, south);
        world.pass(Duration.ofSeconds(1));

        world.done(south.kernel().stop());

        Duration noticed = world.until("north notices", () -> home.state() == NetworkState.ALONE);
        assertThat(noticed).isLessThan(Duration.ofMillis(100));
        assertThat(south.kernel().list()).isEmpty();
        assertThat(refusal(south.kernel().create("x", south.identity().id()))).isEqualTo(Code.BUSY);
        south.start();
        world.until("back", () -> home.state() == NetworkState.CONNECTED);
        assertThat(south.network("home").node()).isEqualTo(joined.node());
    }
}
