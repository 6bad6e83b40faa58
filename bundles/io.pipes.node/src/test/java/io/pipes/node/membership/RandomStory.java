// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import io.pipes.base.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A history in which everybody does whatever comes to mind, knowing of some of the others' doings. */
final class RandomStory {
    private final Story story;
    private final Random random;
    private final LogState log = new LogState();

    /** What was rightful, so that others build on it. */
    private final List<String> good = new ArrayList<>(List.of("genesis"));

    private final List<String> newcomers = new ArrayList<>();
    private int next;

    private RandomStory(long seed) {
        story = new Story(seed);
        random = new Random(seed);
        log.begin(story.genesis);
    }

    static Story of(long seed, int operations) {
        RandomStory wild = new RandomStory(seed);
        for (int i = 0; i < operations; i++) {
            wild.tell("op " + i, i < operations / 3 + 1);
        }
        return wild.story;
    }

    private void tell(String name, boolean early) {
        String[] parents = parents();
        List<String> members = members(parents);
        String author = any(members);
        String other = any(members);
        Role role = Role.values()[random.nextInt(random.nextInt(3) == 0 ? 5 : 2)];
        Operation operation = switch (early ? 0 : random.nextInt(12)) {
            case 0 -> story.add(name, author, newcomer(), role, parents);
            case 1, 9 -> story.add(name, author, thief(), role, parents);
            case 2 -> story.add(name, author, other, role, parents);
            case 3, 4 -> story.remove(name, author, other, parents);
            case 5, 6 -> story.assign(name, author, other, role, parents);
            case 10, 11 -> story.succeed(name, author, heir(author), parents);
            default -> story.state(name, author, parents);
        };
        try {
            log.add(operation);
            good.add(name);
        } catch (MalformedException e) {
            // It stays in the story, but nobody builds on it.
        }
    }

    private String newcomer() {
        String name = "node " + random.nextInt(4) + "/" + next++ / 2;
        newcomers.add(name);
        return name;
    }

    /** Claims the key of somebody whom the author need not know. */
    private String thief() {
        return story.thief("thief " + next++, newcomers.get(random.nextInt(newcomers.size())));
    }

    private String heir(String of) {
        return story.heir("heir " + next++, of);
    }

    /** Who is a member as far as an operation with these parents can know. */
    private List<String> members(String[] parents) {
        Dag dag = log.dag();
        int[] tips = Arrays.stream(parents)
                .mapToInt(name -> dag.number(story.operations.get(name).id()))
                .toArray();
        return Grants.roster(dag, Counting.of(dag, dag.closure(tips))).seats().stream()
                .map(seat -> story.nameOf(seat.who().id()))
                .sorted()
                .toList();
    }

    private String any(List<String> all) {
        return all.isEmpty() ? "olga" : all.get(random.nextInt(all.size()));
    }

    /** One or two of the latest, which need not know of each other. */
    private String[] parents() {
        List<String> recent = new ArrayList<>(good.subList(Math.max(0, good.size() - 5), good.size()));
        Collections.shuffle(recent, random);
        return recent.subList(0, Math.min(recent.size(), 1 + random.nextInt(2))).toArray(String[]::new);
    }
}
