// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The main job, once on every Java that is supported. */
@Timeout(180)
class ThreeNodesTest {
    static List<Java> javas() {
        return Java.supported();
    }

    @ParameterizedTest
    @MethodSource("javas")
    void three_nodes_form_a_network_and_what_one_types_arrives_at_the_others(Java java) throws Exception {
        try (RunningNode desk = RunningNode.start("three-desk-" + java.feature(), java);
                RunningNode laptop = RunningNode.start("three-laptop-" + java.feature(), java);
                RunningNode server = RunningNode.start("three-server-" + java.feature(), java)) {
            assertThat(desk.call("status").get("javaVersion").asText()).startsWith(Integer.toString(java.feature()));
            String deskNode =
                    desk.found("home", desk.newIdentity("desk")).get("node").asText();
            String laptopNode = joins(laptop, "laptop", desk);
            String serverNode = joins(server, "server", desk);
            desk.await("desk sees both", () -> desk.sees("home", laptopNode) && desk.sees("home", serverNode));
            laptop.await("the joiners see each other", () -> laptop.sees("home", serverNode));
            server.await("and the desk", () -> server.sees("home", laptopNode) && server.sees("home", deskNode));

            everybody_reads_what_is_published(desk, laptop, server);
            one_reads_what_is_sent_to_one(desk, laptop, server, laptopNode);
            who_was_revoked_reads_nothing_more(desk, laptop, server, serverNode);

            for (RunningNode node : List.of(desk, laptop, server)) {
                assertThat(node.process().log()).doesNotContain(" ERROR ");
            }
        }
    }

    private static String joins(RunningNode node, String name, RunningNode inviter) throws Exception {
        return node.join(inviter.ticket("home"), node.newIdentity(name))
                .get("node")
                .asText();
    }

    private static void everybody_reads_what_is_published(RunningNode desk, RunningNode laptop, RunningNode server)
            throws Exception {
        desk.call("pipeline.create", "name", "chat");
        Feed atLaptop = subscribe(laptop);
        Feed atServer = subscribe(server);
        desk.call("pipeline.publish", "name", "chat", "text", "good morning");
        JsonNode message = atLaptop.next();
        assertThat(message.get("text").asText()).isEqualTo("good morning");
        assertThat(message.get("name").asText()).isEqualTo("desk");
        assertThat(atServer.next().get("packet")).isEqualTo(message.get("packet"));
    }

    private static Feed subscribe(RunningNode node) throws Exception {
        node.await(
                "the pipeline and its key are known",
                () -> node.call("pipeline.list").findValuesAsText("epoch").stream()
                        .anyMatch(epoch -> !epoch.equals("null")));
        return node.api().subscribe("pipeline.subscribe", "name", "chat");
    }

    private static void one_reads_what_is_sent_to_one(
            RunningNode desk, RunningNode laptop, RunningNode server, String laptopNode) throws Exception {
        Feed atLaptop = laptop.api().subscribe("message.subscribe");
        Feed atServer = server.api().subscribe("message.subscribe");
        JsonNode receipt = desk.call("message.send", "node", laptopNode, "text", "only you", "wait", "delivered");
        assertThat(receipt.get("receipt").asText()).isEqualTo("delivered");
        assertThat(atLaptop.next().get("text").asText()).isEqualTo("only you");
        assertThat(atServer.waiting()).isZero();
    }

    private static void who_was_revoked_reads_nothing_more(
            RunningNode desk, RunningNode laptop, RunningNode server, String serverNode) throws Exception {
        Feed atLaptop = laptop.api().subscribe("pipeline.subscribe", "name", "chat");
        Feed atServer = server.api().subscribe("pipeline.subscribe", "name", "chat");
        desk.call("network.revoke", "node", serverNode);
        server.await(
                "it says revoked",
                () -> server.network("home").orElseThrow().get("state").asText().equals("revoked"));
        laptop.await(
                "the laptop knows too", () -> laptop.node("home", serverNode).isEmpty());
        desk.call("pipeline.publish", "name", "chat", "text", "not for everybody");
        assertThat(atLaptop.next().get("text").asText()).isEqualTo("not for everybody");
        assertThat(atServer.waiting()).isZero();
    }
}
