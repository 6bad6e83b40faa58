// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.api.Progress;
import io.pipes.api.Task;
import io.pipes.api.message.Content;
import io.pipes.api.message.ContentSource;
import io.pipes.api.message.Sent;
import io.pipes.api.network.Network;
import io.pipes.api.pipeline.ImportReport;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.StoredAt;
import io.pipes.base.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** Calls that take long: how far they are, and how they are broken off. */
class TasksTest {
    private final Scene scene = new Scene();
    private final Pipeline pipeline = scene.network().pipeline("news");

    /** What is told of a task, in words. */
    private static final class Look implements Flow.Subscriber<Progress> {
        final List<String> words = new ArrayList<>();
        Flow.Subscription subscription;

        static Look at(Task<?> task) {
            Look look = new Look();
            task.progress().subscribe(look);
            return look;
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            begun.request(1);
        }

        @Override
        public void onNext(Progress progress) {
            words.add(progress.stage() + " " + progress.done() + " of "
                    + progress.of().map(String::valueOf).orElse("?"));
        }

        @Override
        public void onError(Throwable why) {
            words.add("failed");
        }

        @Override
        public void onComplete() {
            words.add("over");
        }
    }

    private Task<Network> joining() {
        scene.node.answer("identity.list", "[{'name':'anna'}]").silent("network.join");
        Task<Network> join = scene.pipes.networks().join("pipes1x", "anna");
        scene.run();
        return join;
    }

    private void tell(String method, int done) {
        scene.node.tell(
                "progress",
                "{'id':" + scene.node.last(method).id() + ",'stage':'joining','done':" + done
                        + ",'of':null,'text':'Wait.'}");
        scene.run();
    }

    private Code failure(CompletionStage<?> stage) {
        scene.run();
        try {
            stage.toCompletableFuture().getNow(null);
        } catch (CompletionException failed) {
            return ((PipesException) failed.getCause()).code();
        }
        throw new AssertionError("It has not failed");
    }

    @Test
    void a_task_tells_how_far_it_is_until_it_is_over() {
        Task<Network> join = joining();
        Look early = Look.at(join);
        assertThat(scene.node.last("network.join").params().path("progress").asBoolean())
                .isTrue();

        tell("network.join", 1);
        Look late = Look.at(join);
        scene.run();
        assertThat(early.words).containsExactly("joining 1 of ?");
        assertThat(late.words).as("what was told last").containsExactly("joining 1 of ?");

        scene.node.answer(
                scene.node.last("network.join"), ScriptedNode.networks().get(0));
        assertThat(scene.now(join).name()).isEqualTo("home");
        assertThat(early.words).containsExactly("joining 1 of ?", "over");
        Look after = Look.at(join);
        scene.run();
        assertThat(after.words).containsExactly("joining 1 of ?", "over");
    }

    @Test
    void who_is_slow_gets_the_latest_only() {
        Task<Network> join = joining();
        Look slow = Look.at(join);
        for (int done = 1; done < 6; done++) {
            tell("network.join", done);
        }
        assertThat(slow.words).containsExactly("joining 1 of ?");

        slow.subscription.request(10);
        scene.run();

        assertThat(slow.words).containsExactly("joining 1 of ?", "joining 5 of ?");
    }

    @Test
    void breaking_off_reaches_the_node() {
        Task<Network> join = joining();
        Look look = Look.at(join);

        join.cancel();

        assertThat(scene.node.last("call.cancel").params().path("id").asLong())
                .isEqualTo(scene.node.last("network.join").id());
        assertThat(failure(join)).isEqualTo(Code.CANCELLED);
        assertThat(look.words).containsExactly("over");
        join.cancel();
        assertThat(scene.node.asked("call.cancel")).hasSize(1);
    }

    @Test
    void what_follows_a_step_that_was_broken_off_never_begins() {
        scene.node.silent("identity.list");
        Task<Network> join = scene.pipes.networks().join("pipes1x", "anna");
        scene.run();

        join.toCompletableFuture().cancel(true);
        scene.node.answer(scene.node.last("identity.list"), ScriptedNode.json("[{'name':'anna'}]"));

        assertThat(failure(join)).isEqualTo(Code.CANCELLED);
        assertThat(scene.node.asked("network.join")).isEmpty();
    }

    @Test
    void who_waits_for_other_nodes_sees_how_many_have_it_and_may_wait_no_longer() {
        scene.node.answer("pipeline.show", "{'kind':'persistent'}").silent("pipeline.publish");
        Task<Sent> sent = pipeline.publish(Content.text("one"), new StoredAt(3, Duration.ofMinutes(1)));
        scene.run();
        Look look = Look.at(sent);
        scene.node.tell(
                "progress",
                "{'id':" + scene.node.last("pipeline.publish").id()
                        + ",'stage':'storing','done':1,'of':3,'text':'At one.'}");
        scene.run();
        assertThat(look.words).containsExactly("storing 1 of 3");

        sent.cancel();

        assertThat(scene.node.asked("call.cancel")).hasSize(1);
        assertThat(failure(sent)).isEqualTo(Code.CANCELLED);
    }

    @Test
    void a_long_content_counts_its_bytes_and_leaves_nothing_when_it_is_broken_off() {
        scene.node.answer("content.publish", "{'content':'c1'}").answer("content.write", "{'takenBytes':1}");
        ContentSource source = new ContentSource("x/y", 2 << 20, () -> new ByteArrayInputStream(new byte[2 << 20]));
        scene.node.method(
                "content.write",
                params -> scene.node.asked("content.write").size() == 1 ? ScriptedNode.json("{'takenBytes':1}") : null);
        Task<Sent> sent = pipeline.publish(source);
        Look look = Look.at(sent);
        scene.run();
        assertThat(look.words).containsExactly("sending 1048576 of 2097152");

        sent.cancel();

        assertThat(failure(sent)).isEqualTo(Code.CANCELLED);
        assertThat(scene.node
                        .last("subscription.cancel")
                        .params()
                        .path("subscription")
                        .asText())
                .isEqualTo("c1");
    }

    @Test
    void a_history_is_written_to_where_the_program_wants_it() {
        List<String> pieces = new ArrayList<>(List.of("'AAE='", "'Ag=='", "null"));
        scene.node
                .answer("archive.export", "{'archive':'a1'}")
                .method("archive.read", params -> ScriptedNode.json("{'base64':" + pieces.remove(0) + "}"));
        ByteArrayOutputStream file = new ByteArrayOutputStream();

        Task<Long> export = pipeline.exportTo(file, true);

        assertThat(scene.now(export)).isEqualTo(3);
        assertThat(file.toByteArray()).containsExactly(0, 1, 2);
        JsonNode params = scene.node.last("archive.export").params();
        assertThat(params.path("contents").asBoolean()).isTrue();
        assertThat(params.path("name").asText()).isEqualTo("news");
        Look look = Look.at(export);
        scene.run();
        assertThat(look.words).containsExactly("writing 3 of ?", "over");
        assertThat(scene.node.asked("subscription.cancel")).isEmpty();
    }

    @Test
    void what_cannot_be_written_any_more_is_not_made_any_more() {
        scene.node.answer("archive.export", "{'archive':'a1'}").answer("archive.read", "{'base64':'AAE='}");
        Task<Long> export = pipeline.exportTo(
                new OutputStream() {
                    @Override
                    public void write(int octet) throws IOException {
                        throw new IOException("no space");
                    }
                },
                false);

        assertThat(failure(export)).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(scene.node
                        .last("subscription.cancel")
                        .params()
                        .path("subscription")
                        .asText())
                .isEqualTo("a1");
    }

    @Test
    void a_file_is_read_to_its_end_and_then_the_node_says_what_has_become_of_it() {
        scene.node
                .answer("archive.import", "{'archive':'a1'}")
                .answer(
                        "archive.write",
                        "{'name':'news','operations':1,'packets':2,'known':3,'refused':0,'refusal':null,'contents':0,"
                                + "'complete':true}");

        Task<ImportReport> imported =
                scene.network().pipelines().importFrom(new ByteArrayInputStream(new byte[(1 << 20) + 1]));

        assertThat(scene.now(imported))
                .isEqualTo(new ImportReport(Optional.of("news"), 1, 2, 3, 0, Optional.empty(), 0, true));
        assertThat(scene.node.asked("archive.write"))
                .extracting(call -> call.params().has("base64"))
                .containsExactly(true, true, false);
        Look look = Look.at(imported);
        scene.run();
        assertThat(look.words).containsExactly("reading 1048577 of ?", "over");
    }

    @Test
    void a_passphrase_may_be_closed_when_the_backup_has_begun() {
        scene.node.silent("backup.create").goAway();
        Task<Long> backup;
        try (Secret passphrase = Secret.wrap("secret".getBytes())) {
            backup = scene.pipes.home().backUp(new ByteArrayOutputStream(), passphrase);
        }
        scene.node.comeBack();
        scene.pass(Duration.ofSeconds(6));

        assertThat(backup.toCompletableFuture()).isNotDone();
        assertThat(scene.node.last("backup.create").params().path("passphrase"))
                .isEqualTo(JsonNodeFactory.instance.binaryNode("secret".getBytes()));
    }

    @Test
    void a_move_counts_nodes() {
        scene.node.silent("store.move");
        Task<?> move = scene.pipes.home().moveStore("postgresql");
        scene.run();
        assertThat(scene.node.last("store.move").params().toString())
                .isEqualTo("{\"to\":\"postgresql\",\"progress\":true}");

        scene.node.answer(
                scene.node.last("store.move"),
                ScriptedNode.json("{'store':'postgresql','installed':['derby'],'problems':[],'move':{'from':'derby',"
                        + "'to':'postgresql','state':'done','nodes':1,'allNodes':1,'entries':7,'failure':null}}"));

        assertThat(scene.now(move).toString()).contains("entries=7", "step=DONE");
    }
}
