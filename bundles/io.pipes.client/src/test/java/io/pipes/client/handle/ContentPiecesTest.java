// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.MessageName;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.base.Bytes;
import io.pipes.base.id.PacketId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** Contents that come piece by piece. */
class ContentPiecesTest {
    private static final Duration MOMENT = Duration.ofSeconds(6);
    private static final MessageName.Published LARGE =
            new MessageName.Published(PacketId.of(Scene.bytes(PacketId.SIZE, 1)), 0);

    private final Scene scene = new Scene();
    private final Pipeline pipeline = scene.network().pipeline("news");

    /** Notes the pieces of a content. */
    private static class Pieces implements Flow.Subscriber<Bytes> {
        final List<String> words = new ArrayList<>();

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            begun.request(10);
        }

        @Override
        public void onNext(Bytes piece) {
            words.add(piece.toString());
        }

        @Override
        public void onError(Throwable why) {
            words.add("failed: " + why.getMessage());
        }

        @Override
        public void onComplete() {
            words.add("done");
        }
    }

    @Test
    void a_content_goes_on_where_it_was_after_a_lost_connection_under_the_name_that_it_has_there() {
        scene.node.answer("content.open", "{'content':'c1'}").silent("content.read");
        Pieces pieces = new Pieces();
        pipeline.content(LARGE).subscribe(pieces);
        scene.run();
        scene.node.answer(scene.node.last("content.read"), ScriptedNode.json("{'base64':'AQID'}"));
        // The application is slow: it asks for the next piece when the connection is another one.
        scene.node.cut();
        scene.node.answer("content.open", "{'content':'c2'}");
        scene.clock.advance(MOMENT);
        scene.pass(MOMENT);
        scene.node.answer(scene.node.last("content.read"), ScriptedNode.json("{}"));
        scene.run();

        assertThat(pieces.words).hasSize(2).last().isEqualTo("done");
        assertThat(scene.node.asked("content.read").stream()
                        .map(call -> call.params().path("content").asText()))
                .containsExactly("c1", "c2");
        assertThat(scene.node.last("content.open").params().path("fromBytes").asLong())
                .isEqualTo(3);
    }

    @Test
    void who_throws_at_a_piece_of_a_content_has_broken_off() {
        scene.node.answer("content.open", "{'content':'c1'}").answer("content.read", "{'base64':'AQID'}");
        Pieces pieces = new Pieces() {
            @Override
            public void onNext(Bytes piece) {
                super.onNext(piece);
                throw new IllegalStateException("as the test wants it");
            }
        };
        pipeline.content(LARGE).subscribe(pieces);
        List<Throwable> uncaught = Uncaught.during(scene::run);

        assertThat(uncaught).hasSize(1);
        assertThat(pieces.words).hasSize(1);
        assertThat(scene.node
                        .last("subscription.cancel")
                        .params()
                        .path("subscription")
                        .asText())
                .isEqualTo("c1");
    }
}
