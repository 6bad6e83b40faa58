// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.api.network.Network;
import io.pipes.client.call.Conversation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private static final Duration MOMENT = Duration.ofSeconds(6);

    private final Scene scene = new Scene();

    private static Code code(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().getNow(null);
        } catch (java.util.concurrent.CompletionException failed) {
            return ((PipesException) failed.getCause()).code();
        }
        throw new AssertionError("It has not failed");
    }

    @Test
    void the_token_comes_first_and_then_one_waits_until_the_node_is_ready() {
        Scene setup = new Scene();
        setup.node.answer("status", "{'state':'setup'}");
        setup.node.cut();
        setup.pass(Duration.ofMillis(30));
        CompletableFuture<?> list = setup.pipes.networks().list().toCompletableFuture();
        setup.pass(Duration.ofSeconds(1));

        assertThat(setup.node.asked("auth").get(0).params().path("token").asText())
                .isEqualTo("token");
        assertThat(list).isNotDone();

        setup.node.answer("status", "{'state':'ready'}");
        setup.pass(Duration.ofMillis(60));

        assertThat(list).isCompleted();
    }

    @Test
    void stages_complete_on_the_executor_and_nowhere_else() {
        CompletableFuture<?> list = scene.pipes.networks().list().toCompletableFuture();

        assertThat(scene.node.asked("network.list")).hasSize(1);
        assertThat(list).isNotDone();

        scene.run();

        assertThat(list).isCompleted();
    }

    @Test
    void what_was_not_answered_is_asked_again_when_the_connection_is_back() {
        scene.node.silent("network.list");
        CompletableFuture<?> list = scene.pipes.networks().list().toCompletableFuture();
        scene.node.goAway();
        scene.pass(MOMENT);
        assertThat(list).isNotDone();

        scene.node.answer("network.list", "[]").comeBack();
        scene.pass(MOMENT);

        assertThat(scene.now(list)).isEqualTo(java.util.List.of());
        assertThat(scene.node.asked("network.list")).hasSize(2);
    }

    @Test
    void what_must_not_be_done_twice_says_that_it_may_have_been_done() {
        scene.node.silent("network.create").answer("identity.list", "[{'name':'anna'}]");
        CompletionStage<Network> created = scene.pipes.networks().create("home", "anna");
        scene.run();
        scene.node.cut();
        scene.pass(MOMENT);

        assertThat(code(created)).isEqualTo(Code.UNREACHABLE);
        assertThatThrownBy(() -> scene.now(created)).hasMessageContaining("may have been done");
        assertThat(scene.node.asked("network.create")).hasSize(1);
    }

    @Test
    void a_call_waits_a_minute_for_a_node_that_is_away() {
        scene.node.goAway();
        CompletableFuture<?> list = scene.pipes.networks().list().toCompletableFuture();

        scene.pass(Conversation.PATIENCE.minusMillis(1));
        assertThat(list).isNotDone();
        scene.pass(Duration.ofMillis(1));

        assertThat(code(list)).isEqualTo(Code.UNREACHABLE);
        assertThatThrownBy(list::join).hasMessageContaining("was not done");
    }

    @Test
    void a_token_that_is_refused_ends_it_for_good() {
        scene.node.refuse("auth", Code.UNAUTHENTICATED);
        scene.node.cut();
        scene.pass(MOMENT);

        CompletionStage<?> list = scene.pipes.networks().list();
        scene.run();

        assertThat(code(list)).isEqualTo(Code.UNAUTHENTICATED);
        assertThat(scene.node.asked("auth")).hasSize(2);
    }

    @Test
    void a_stage_that_is_cancelled_cancels_the_call() {
        scene.node.silent("network.list");
        CompletableFuture<?> list = scene.pipes.networks().list().toCompletableFuture();

        list.cancel(false);

        assertThat(scene.node.last("call.cancel").params().path("id").asLong())
                .isEqualTo(scene.node.last("network.list").id());
    }

    @Test
    void what_waits_fails_when_it_is_closed() {
        scene.node.silent("network.list");
        CompletionStage<?> list = scene.pipes.networks().list();

        scene.pipes.close();
        scene.run();

        assertThat(code(list)).isEqualTo(Code.UNREACHABLE);
        assertThat(scene.node.isConnected()).isFalse();
    }

    @Test
    void more_than_64_mib_of_calls_do_not_wait() {
        scene.node.silent("message.send");
        CompletionStage<?> last = null;
        var network = scene.network();
        for (int i = 0; i < 64; i++) {
            last = network.node("anna").send(new io.pipes.api.message.Content("x/y", Scene.bytes(1 << 20, 1)));
        }
        scene.run();

        assertThat(code(last)).isEqualTo(Code.BUSY);
        assertThat(scene.node.asked("message.send")).hasSize(63);
    }

    @Test
    void what_the_node_would_not_read_waits_here_and_goes_out_in_order_as_answers_come() {
        Scene setup = new Scene();
        setup.node
                .answer("auth", "{'api':'1','limits':{'unansweredBytes':1048576}}")
                .silent("message.send");
        setup.node.cut();
        setup.pass(MOMENT);
        var network = setup.network();
        for (int i = 0; i < 4; i++) {
            network.node("anna").send(new io.pipes.api.message.Content("x/y", Scene.bytes(200 << 10, i)));
        }
        setup.run();
        assertThat(setup.node.asked("message.send")).as("with room for base64").hasSize(2);

        setup.node.answer(setup.node.asked("message.send").get(0), ScriptedNode.error(Code.BUSY));
        setup.run();
        assertThat(setup.node.asked("message.send")).hasSize(3);

        setup.node.cut();
        setup.pass(MOMENT);
        assertThat(setup.node.asked("message.send"))
                .as("what may have happened is not said again; what was never said is")
                .hasSize(4);
    }

    @Test
    void one_that_is_longer_than_the_node_takes_goes_out_alone() {
        Scene setup = new Scene();
        setup.node
                .answer("auth", "{'api':'1','limits':{'unansweredBytes':1024}}")
                .silent("message.send");
        setup.node.cut();
        setup.pass(MOMENT);
        var network = setup.network();
        for (int i = 0; i < 2; i++) {
            network.node("anna").send(new io.pipes.api.message.Content("x/y", Scene.bytes(200 << 10, i)));
        }
        setup.run();

        assertThat(setup.node.asked("message.send")).hasSize(1);
    }

    @Test
    void an_error_without_a_number_fails_what_is_under_way_once_and_for_all_and_the_connection_is_made_anew() {
        scene.node.silent("network.list").silent("identity.list");
        CompletionStage<?> networks = scene.pipes.networks().list();
        CompletionStage<?> identities = scene.pipes.identities().list();

        scene.node.refuseUnread("The message goes beyond what the API reads.");
        scene.pass(MOMENT);

        assertThat(code(networks)).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(code(identities)).isEqualTo(Code.INVALID_ARGUMENT);
        assertThatThrownBy(() -> scene.now(networks)).hasMessageContaining("goes beyond what the API reads");
        assertThat(scene.node.asked("network.list")).hasSize(1);
        scene.node.answer("network.list", "[]");
        assertThat(scene.now(scene.pipes.networks().list())).isEmpty();
        assertThat(scene.node.last("network.list").connection()).isEqualTo(2);
    }

    @Test
    void a_call_that_cannot_be_written_fails_alone() {
        scene.node.silent("network.list").silent("identity.list");
        CompletableFuture<?> networks = scene.pipes.networks().list().toCompletableFuture();
        CompletionStage<?> identities = scene.pipes.identities().list();

        scene.node.loseUnsent(scene.node.last("identity.list"), Code.TOO_LARGE);
        scene.run();

        assertThat(code(identities)).isEqualTo(Code.TOO_LARGE);
        assertThat(networks).isNotDone();
        assertThat(scene.node.asked("auth")).hasSize(1);
    }

    @Test
    void a_node_in_trouble_can_be_asked_what_it_is_within_the_patience_of_who_connects() {
        Scene setup = new Scene();
        setup.node.answer(
                "status", "{'state':'setup','version':'1','listen':[],'links':0,'problems':['The disk is full.']}");
        setup.node.cut();
        setup.pass(Duration.ofMillis(30));

        CompletionStage<io.pipes.api.ProcessStatus> status = setup.pipes.status();
        setup.pass(Duration.ofSeconds(9));

        assertThat(setup.now(status).problems()).containsExactly("The disk is full.");
    }

    @Test
    void a_connection_that_ends_at_once_each_time_is_made_ever_more_rarely() {
        for (int i = 0; i < 10; i++) {
            scene.pass(Duration.ofSeconds(1));
            scene.node.cut();
        }
        int made = scene.node.asked("auth").size();

        assertThat(made).isLessThan(9);
    }

    @Test
    void failures_of_the_node_come_with_their_code_and_sentence() {
        scene.node.refuse("network.list", Code.DENIED);

        CompletionStage<?> list = scene.pipes.networks().list();
        scene.run();

        assertThat(code(list)).isEqualTo(Code.DENIED);
        assertThatThrownBy(() -> scene.now(list)).hasMessageContaining("No: denied.");
    }

    @Test
    void an_answer_that_is_no_such_thing_fails_with_the_name_of_the_field() {
        scene.node.answer("network.list", "[{'network':7}]");

        CompletionStage<?> list = scene.pipes.networks().list();
        scene.run();

        assertThat(code(list)).isEqualTo(Code.INTERNAL);
        assertThatThrownBy(() -> scene.now(list)).hasMessageContaining("'network'");
    }
}
