// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The examples do what their pages say, with two nodes in the network {@code home}. */
class ExamplesTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path homes;

    private static RunningNode anna;
    private static RunningNode bert;

    @BeforeAll
    static void start() throws Exception {
        List<RunningNode> nodes = RunningNode.start(homes.resolve("anna"), homes.resolve("bert"));
        anna = nodes.get(0);
        bert = nodes.get(1);
        anna.run("pipes identity create anna && pipes network create home");
        String ticket =
                anna.run("pipes network invite --network home --json | sed 's/.*\"ticket\":\"\\([^\"]*\\)\".*/\\1/'");
        bert.run("pipes identity create bert && pipes network join " + ticket);
    }

    @AfterAll
    static void stop() throws Exception {
        bert.close();
        anna.close();
    }

    @Test
    void the_tally_counts_who_has_published_how_much() throws Exception {
        Tool.JQ.need();
        anna.run("pipes pipeline create notes --kind persistent --network home");
        anna.run("pipes pipeline publish notes milk --network home");
        try (Conversation tally =
                new Example("shell").start(anna, "./tally.sh notes", "./tally.sh notes --network home")) {
            tally.hear("anna 1");
            anna.run("pipes pipeline publish notes eggs --network home");
            tally.hear("anna 2");
            anna.run("pipes pipeline publish notes bread --network home");
            tally.hear("anna 3");
        }
    }

    @Test
    void the_python_bot_answers_also_what_was_asked_while_it_did_not_run() throws Exception {
        Tool.WEBSOCKETS.need();
        anna.run("pipes send bert /load --network home");
        try (Conversation answers = anna.converse(homes, "pipes receive --network home");
                Conversation bot =
                        new Example("python").start(bert, "./bot.py home", Tool.SYSTEMS_PYTHON + "./bot.py home")) {
            bot.hear("Ask this node /cores, /disk, /load");
            answers.hear(".* bert: load [0-9.]+, [0-9.]+, [0-9.]+");
            anna.run("pipes send bert thanks --network home && pipes send bert /what --network home");
            answers.hear(".* bert: ask me /cores, /disk, /load");
        }
    }

    @Test
    void two_chat_and_the_bot_rolls_their_dice() throws Exception {
        Tool.NODE20.need();
        Example chat = new Example("chat-js");
        Example bot = new Example("bot-js");
        for (Example one : new Example[] {chat, bot}) {
            try (Conversation npm = one.start(anna, "npm install", "npm install --offline")) {
                npm.end();
            }
        }
        try (Conversation early = bot.start(anna, "node bot.mjs")) {
            early.hear("This node is in no network 'chat'\\. .*");
        }
        try (Conversation annas = chat.start(anna, "node chat.mjs")) {
            String ticket = annas.hear("Join with (pipes1.*)").group(1);
            try (Conversation berts = chat.start(bert, "node chat.mjs pipes1...", "node chat.mjs " + ticket)) {
                berts.say("hello");
                annas.hear("bert: hello");
                try (Conversation dice = bot.start(bert, "node bot.mjs")) {
                    annas.say("roll 2d6");
                    berts.hear("anna: roll 2d6");
                    annas.hear("bert: anna rolls [1-6] \\+ [1-6] = [0-9]+");
                    dice.hear("Write: roll 2d6");
                }
                berts.end();
            }
            annas.end();
        }
        // Both go on where they were, also with a ticket that was used.
        try (Conversation annas = chat.start(anna, "node chat.mjs");
                Conversation berts = chat.start(bert, "node chat.mjs")) {
            annas.hear("Join with pipes1.*");
            berts.hear("bert: hello");
            berts.say("again");
            annas.hear("bert: again");
            berts.end();
            annas.end();
        }
    }

    @Test
    void the_clients_page_shows_the_chat() throws Exception {
        String chat = Files.readString(new Example("chat-js").folder().resolve("chat.mjs"));
        assertThat(Files.readString(Checkout.file("clients/js/README.md")))
                .contains("```js\n" + chat.replaceAll("(?m)^// .*\n", "") + "```\n");
    }
}
