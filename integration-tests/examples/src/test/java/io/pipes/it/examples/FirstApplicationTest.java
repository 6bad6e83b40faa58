// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The code of the guide for a first application is taken from its page, compiled, and run by two who meet. */
class FirstApplicationTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    /** Who runs a block. */
    private enum Role {
        ANNA,
        BERT,
        BOTH;

        boolean isFor(Role one) {
            return this == BOTH || this == one;
        }
    }

    /** Of the blocks under each heading. */
    private static final Map<String, List<Role>> ROLES = Map.of(
            "Begin", List.of(Role.BERT, Role.ANNA, Role.ANNA, Role.BERT),
            "Say something", List.of(Role.BOTH, Role.BOTH),
            "Values of your own", List.of(Role.BOTH),
            "Ask each other", List.of(Role.ANNA, Role.BERT),
            "Share a state", List.of(Role.BOTH),
            "What takes long", List.of(Role.BERT));

    private static final String IMPORTS = """
            import io.pipes.api.*;
            import io.pipes.api.message.*;
            import io.pipes.api.network.*;
            import io.pipes.api.pipeline.*;
            import io.pipes.api.service.*;
            import io.pipes.api.state.*;
            import java.nio.file.Path;
            import java.time.Duration;
            import java.util.Scanner;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.Flow;
            """;

    /** What the guide leaves to its readers. */
    private static final String PRINTED = """
            final class Printed<T> implements Flow.Subscriber<T> {
                @Override
                public void onSubscribe(Flow.Subscription begun) {
                    begun.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(T item) {
                    System.out.println("heard " + (item instanceof Message message ? message.text() : item));
                }

                @Override
                public void onError(Throwable why) {
                    why.printStackTrace();
                }

                @Override
                public void onComplete() {}
            }
            """;

    /** What this test does between the lines of the guide: it waits, and says how things have come out. */
    private static final Map<String, String> BEFORE = Map.of(
            "Answer answer",
            "while (home.services().list().toCompletableFuture().join().isEmpty()) {\nThread.onSpinWait();\n}\n");

    private static final Map<String, String> BEHIND = Map.of(
            "Answer answer",
            "System.out.println(\"answered \" + new String(answer.content().bytes().toArray()));\n",
            "record Order",
            "pipeline.history(From.START).subscribe(new Printed<>());\n");

    private static String program(GuidePage page, Role who) {
        StringBuilder body = new StringBuilder();
        page.blocks().forEach((heading, blocks) -> {
            assertThat(ROLES.get(heading))
                    .as("who runs what is under '%s'", heading)
                    .hasSameSizeAs(blocks);
            for (int i = 0; i < blocks.size(); i++) {
                if (ROLES.get(heading).get(i).isFor(who)) {
                    body.append(framed(blocks.get(i)));
                }
            }
        });
        return IMPORTS + "public final class " + name(who) + " {\n"
                + "public static void main(String[] arguments) throws Exception {\n"
                + "String ticket = arguments.length == 0 ? null : arguments[0];\n"
                + body
                + "System.out.println(\"done\");\n"
                + "new Scanner(System.in).hasNextLine();\n"
                + "pipes.close();\n"
                + "}\n}\n" + PRINTED;
    }

    private static String name(Role who) {
        return who == Role.ANNA ? "Anna" : "Bert";
    }

    private static String framed(String block) {
        return around(BEFORE, block)
                + block.replace("subscribe(...)", "subscribe(new Printed<>())").replace("0.0.0.0:7171", "127.0.0.1:0")
                + around(BEHIND, block);
    }

    private static String around(Map<String, String> additions, String block) {
        return additions.entrySet().stream()
                .filter(one -> block.contains(one.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    @Test
    void two_programs_of_what_the_page_says_meet_and_do_what_it_says() throws Exception {
        GuidePage page = GuidePage.read("docs/guides/first-application.md");
        assertThat(page.blocks()).containsOnlyKeys(ROLES.keySet());
        JavaProgram annas = JavaProgram.compile(folder.resolve("anna"), "Anna", program(page, Role.ANNA));
        JavaProgram berts = JavaProgram.compile(folder.resolve("bert"), "Bert", program(page, Role.BERT));

        try (Conversation anna = annas.start()) {
            String ticket = anna.hear("(pipes1.*)").group(1);
            anna.hear("done");
            try (Conversation bert = berts.start(ticket)) {
                hearAll(
                        bert,
                        "bert: milk",
                        "heard \\{\"what\":\"bread\",\"count\":2}",
                        "answered 52.5, 13.4",
                        "heard MapChange\\[key=kitchen.*",
                        "heard Progress\\[stage=storing.*",
                        "done");
                bert.end();
            }
            hearAll(anna, "anna: milk", "bert: milk", "heard only for you", "bert: important");
            anna.end();
        }
        int blocks = page.blocks().values().stream().mapToInt(List::size).sum();
        System.out.println("First application: " + blocks + " blocks of the page compile and do what it says");
    }

    /** In any order: what subscribers hear comes when it comes. */
    private static void hearAll(Conversation program, String... patterns) throws InterruptedException {
        List<String> missing = new ArrayList<>(List.of(patterns));
        program.heard().forEach(line -> missing.removeIf(line::matches));
        while (!missing.isEmpty()) {
            String line = program.hear(".*").group();
            missing.removeIf(line::matches);
        }
    }
}
