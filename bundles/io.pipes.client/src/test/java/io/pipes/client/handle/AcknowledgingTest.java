// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages to this node: the node hears of those that were dealt with, and gives the others once more. */
class AcknowledgingTest {
    private static final Duration MOMENT = Duration.ofSeconds(6);

    private final Scene scene = new Scene();

    private void toldDirect(String subscription, int number) {
        String name = new MessageName.Direct(1, number).text();
        scene.node.tell("message", Scene.told(subscription, Scene.row(name, number, "d" + number)));
    }

    @Test
    void messages_to_this_node_are_acknowledged_when_they_were_dealt_with_and_nobody_gets_one_twice() {
        scene.node.answer("message.subscribe", "{'subscription':'s1'}").answer("message.acknowledge", "{}");
        Heard heard = new Heard(1);
        scene.network().messages().subscribe(heard);
        scene.run();
        toldDirect("s1", 1);
        toldDirect("s1", 2);
        toldDirect("s1", 3);
        scene.run();
        assertThat(heard.words).containsExactly("d1");
        assertThat(scene.node.last("message.acknowledge").params().path("count").asInt())
                .isEqualTo(1);

        // The second one is dealt with, and the node does not hear of it any more.
        scene.node.silent("message.acknowledge");
        heard.request(1);
        scene.run();
        scene.node.cut();
        scene.node.answer("message.subscribe", "{'subscription':'s2'}").answer("message.acknowledge", "{}");
        scene.pass(MOMENT);
        toldDirect("s2", 2);
        toldDirect("s2", 3);
        heard.request(5);
        scene.run();

        assertThat(heard.words).containsExactly("d1", "d2", "d3");
        assertThat(scene.node.asked("message.acknowledge").stream()
                        .filter(call ->
                                call.params().path("subscription").asText().equals("s2"))
                        .mapToInt(call -> call.params().path("count").asInt())
                        .sum())
                .isEqualTo(2);
    }

    /** The methods of the last calls, with how many were acknowledged. */
    private List<String> acknowledgedAndCancelled() {
        return scene.node.all().stream()
                .filter(call -> call.method().equals("message.acknowledge")
                        || call.method().equals("subscription.cancel"))
                .map(call -> call.method().substring(call.method().indexOf('.') + 1)
                        + call.params().path("count").asText())
                .toList();
    }

    @Test
    void who_cancels_has_dealt_with_what_came_before_and_the_node_hears_it_in_this_order() {
        scene.node.answer("message.subscribe", "{'subscription':'s1'}").answer("message.acknowledge", "{}");
        Heard heard = new Heard(10) {
            @Override
            public void onNext(Message message) {
                super.onNext(message);
                if (message.text().equals("d2")) {
                    subscription.cancel();
                }
            }
        };
        scene.network().messages().subscribe(heard);
        scene.run();
        toldDirect("s1", 1);
        toldDirect("s1", 2);
        toldDirect("s1", 3);
        scene.run();

        assertThat(heard.words).containsExactly("d1", "d2");
        assertThat(acknowledgedAndCancelled()).containsExactly("acknowledge2", "cancel");
    }

    @Test
    void what_nobody_could_read_is_not_acknowledged() {
        scene.node.answer("message.subscribe", "{'subscription':'s1'}").answer("message.acknowledge", "{}");
        Heard heard = new Heard(10);
        scene.network().messages().subscribe(heard);
        scene.run();
        toldDirect("s1", 1);
        scene.node.tell("message", Scene.told("s1", ScriptedNode.json("{'message':'x'}")));
        toldDirect("s1", 3);
        scene.run();

        assertThat(heard.words).hasSize(2).startsWith("d1");
        assertThat(acknowledgedAndCancelled()).containsExactly("acknowledge1", "cancel");
    }

    @Test
    void the_message_at_which_a_subscriber_throws_is_not_acknowledged() {
        scene.node.answer("message.subscribe", "{'subscription':'s1'}").answer("message.acknowledge", "{}");
        Heard heard = new Heard(10) {
            @Override
            public void onNext(Message message) {
                super.onNext(message);
                if (message.text().equals("d2")) {
                    throw new IllegalStateException("as the test wants it");
                }
            }
        };
        scene.network().messages().subscribe(heard);
        scene.run();
        List<Throwable> uncaught = Uncaught.during(() -> {
            toldDirect("s1", 1);
            toldDirect("s1", 2);
            toldDirect("s1", 3);
            scene.run();
        });

        assertThat(uncaught).hasSize(1);
        assertThat(heard.words).containsExactly("d1", "d2");
        assertThat(acknowledgedAndCancelled()).containsExactly("acknowledge1", "cancel");
    }
}
