// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.api.network.Invitation;
import io.pipes.api.network.InvitationTerms;
import io.pipes.api.network.NetworkState;
import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.testkit.scale.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JoiningTest {
    private final World world = new World(4);
    private final Machine north = world.machine("north");
    private final Machine south = world.machine("south");
    private LocalNetwork home;

    @BeforeEach
    void a_network() {
        home = world.done(north.kernel().create("home", north.identity().id()));
    }

    private Invitation invite(Duration validFor, int uses) {
        return world.done(home.invite(new InvitationTerms(Role.WRITER, validFor, uses)));
    }

    private CompletionStage<LocalNetwork> join(Machine guest, String ticket) {
        return guest.kernel().join(ticket, guest.identity().id());
    }

    private PipesException refusal(Machine guest, String ticket) throws Exception {
        PipesException refused = (PipesException) world.failure(join(guest, ticket));
        assertThat(refused.getMessage()).isNotBlank();
        if (ticket.length() > 10) {
            assertThat(refused.getMessage()).doesNotContain(ticket);
        }
        assertThat(guest.kernel().list()).isEmpty();
        assertThat(guest.keystore().names()).noneMatch(name -> name.startsWith("node."));
        return refused;
    }

    @Test
    void a_damaged_ticket_is_refused() throws Exception {
        String ticket = invite(Duration.ofHours(1), 1).ticket();
        char changed = ticket.charAt(40) == 'q' ? 'p' : 'q';
        String damaged = ticket.substring(0, 40) + changed + ticket.substring(41);

        assertThat(refusal(south, damaged).code()).isEqualTo(Code.TICKET_INVALID);
        assertThat(refusal(south, "pipes1").code()).isEqualTo(Code.TICKET_INVALID);
        assertThat(refusal(south, "").code()).isEqualTo(Code.TICKET_INVALID);
    }

    @Test
    void an_expired_ticket_is_refused() throws Exception {
        String ticket = invite(Duration.ofMinutes(1), 1).ticket();
        world.pass(Duration.ofMinutes(2));

        assertThat(refusal(south, ticket).code()).isEqualTo(Code.TICKET_EXPIRED);
    }

    @Test
    void a_spent_ticket_is_refused() throws Exception {
        Machine east = world.machine("east");
        String ticket = invite(Duration.ofHours(1), 1).ticket();
        world.done(join(east, ticket));

        assertThat(refusal(south, ticket).code()).isEqualTo(Code.TICKET_SPENT);
        assertThat(home.nodes()).hasSize(1);
    }

    @Test
    void an_absent_issuer_is_named_and_the_ticket_works_when_it_is_back() throws Exception {
        String ticket = invite(Duration.ofHours(1), 1).ticket();
        north.kill();

        PipesException absent = refusal(south, ticket);
        assertThat(absent.code()).isEqualTo(Code.UNREACHABLE);
        assertThat(absent.getMessage()).contains(north.address());

        north.restart();
        world.until("north is back", () -> north.kernel().ready());
        assertThat(world.done(join(south, ticket)).state()).isEqualTo(NetworkState.CONNECTED);
    }

    @Test
    void a_ticket_of_a_network_that_its_issuer_left_is_refused() throws Exception {
        String ticket = invite(Duration.ofHours(1), 1).ticket();
        world.done(home.leave());

        assertThat(refusal(south, ticket).code()).isEqualTo(Code.TICKET_INVALID);
    }

    @Test
    void a_connection_that_breaks_while_joining_costs_no_use() throws Exception {
        String ticket = invite(Duration.ofHours(1), 1).ticket();
        boolean[] lose = {true};
        world.network.tap((from, to, segment) -> {
            if (lose[0] && from.equals("north") && segment.size() > 20) {
                lose[0] = false;
                byte[] broken = segment.toArray();
                broken[broken.length - 1] ^= 1;
                return Bytes.wrap(broken);
            }
            return segment;
        });
        assertThat(refusal(south, ticket).code()).isEqualTo(Code.TICKET_INVALID);
        assertThat(home.nodes()).hasSize(1);

        LocalNetwork joined = world.done(join(south, ticket));

        assertThat(joined.state()).isEqualTo(NetworkState.CONNECTED);
        assertThat(home.nodes())
                .singleElement()
                .satisfies(node -> assertThat(node.node()).isEqualTo(joined.node()));
    }

    @Test
    void who_was_removed_comes_back_by_a_new_ticket_only() throws Exception {
        String ticket = invite(Duration.ofHours(1), 10).ticket();
        LocalNetwork joined = world.done(join(south, ticket));
        world.done(home.revoke(joined.node()));
        world.until("south knows", () -> joined.state() == NetworkState.REVOKED);
        world.done(joined.leave());

        assertThat(refusal(south, ticket).code()).isEqualTo(Code.REVOKED);
        assertThat(home.nodes()).isEmpty();

        LocalNetwork again =
                world.done(join(south, invite(Duration.ofHours(1), 1).ticket()));
        assertThat(again.state()).isEqualTo(NetworkState.CONNECTED);
    }

    @Test
    void joining_twice_is_refused() {
        String ticket = invite(Duration.ofHours(1), 2).ticket();
        world.done(join(south, ticket));

        PipesException refused = (PipesException) world.failure(join(south, ticket));

        assertThat(refused.code()).isEqualTo(Code.ALREADY_EXISTS);
    }

    /** R8 of the quality plan. */
    @ParameterizedTest
    @MethodSource("races")
    void of_a_hundred_who_race_for_one_use_one_becomes_a_member(long seed) {
        World race = new World(seed);
        Machine issuer = race.machine("issuer");
        LocalNetwork prize =
                race.done(issuer.kernel().create("prize", issuer.identity().id()));
        String ticket = race.done(prize.invite(new InvitationTerms(Role.WRITER, Duration.ofHours(1), 1)))
                .ticket();
        List<CompletionStage<LocalNetwork>> racing = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            racing.add(join(race.machine("racer-" + i), ticket));
        }

        race.until(
                "all are decided",
                () -> racing.stream()
                        .allMatch(stage -> stage.toCompletableFuture().isDone()));

        assertThat(racing.stream().filter(stage -> !stage.toCompletableFuture().isCompletedExceptionally()))
                .hasSize(1);
        assertThat(prize.nodes()).hasSize(1);
    }

    static LongStream races() {
        return LongStream.range(0, Scale.of(20, 500));
    }

    @Test
    void a_joiner_has_the_role_of_its_ticket() {
        String ticket = world.done(home.invite(new InvitationTerms(Role.READER, Duration.ofHours(1), 1)))
                .ticket();

        LocalNetwork joined = world.done(join(south, ticket));

        assertThat(joined.role()).isEqualTo(Role.READER);
        PipesException refused = (PipesException) world.failure(joined.invite(InvitationTerms.DEFAULT));
        assertThat(refused.code()).isEqualTo(Code.REFUSED);
    }
}
