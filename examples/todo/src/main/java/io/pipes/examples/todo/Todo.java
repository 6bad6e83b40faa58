// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.todo;

import io.pipes.api.Pipes;
import io.pipes.api.network.Network;
import java.util.List;

public final class Todo {
    private static final String USAGE = """
            todo                    the list
            todo add WORDS          something to do
            todo done ID            it is done
            todo undone ID          it is not
            todo reword ID WORDS    other words for it
            todo remove ID          forget it""";

    private Todo() {}

    public static void main(String[] arguments) {
        try (Pipes pipes = Pipes.connect()) {
            List<Network> networks =
                    pipes.networks().list().toCompletableFuture().join();
            if (networks.isEmpty()) {
                throw new IllegalArgumentException(
                        "Your node is in no network. Create one (pipes network create NAME), or join one by a ticket.");
            }
            TodoList list = new TodoList(networks.get(0));
            change(list, List.of(arguments));
            list.items().forEach(System.out::println);
        } catch (IllegalArgumentException mistake) {
            System.err.println(mistake.getMessage());
            System.exit(2);
        }
    }

    private static void change(TodoList list, List<String> arguments) {
        if (arguments.isEmpty()) {
            return;
        }
        List<String> rest = arguments.subList(1, arguments.size());
        switch (arguments.get(0)) {
            case "add" -> list.add(words(rest));
            case "done" -> list.tick(id(rest));
            case "undone" -> list.untick(id(rest));
            case "reword" -> list.reword(id(rest), words(rest.subList(1, rest.size())));
            case "remove" -> list.remove(id(rest));
            default -> throw new IllegalArgumentException(USAGE);
        }
    }

    private static String id(List<String> arguments) {
        return arguments.stream().findFirst().orElseThrow(() -> new IllegalArgumentException(USAGE));
    }

    private static String words(List<String> arguments) {
        String words = String.join(" ", arguments).strip();
        if (words.isEmpty()) {
            throw new IllegalArgumentException(USAGE);
        }
        return words;
    }
}
