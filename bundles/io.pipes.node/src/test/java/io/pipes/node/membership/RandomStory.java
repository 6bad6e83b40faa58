// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A history in which everybody does whatever comes to mind, knowing of some of the others' doings. */
final class RandomStory {
    private static final List<String> NAMES = List.of("olga", "anna", "boris", "clara", "dora", "emil", "fritz");

    private RandomStory() {}

    static Story of(long seed, int operations) {
        Story story = new Story(seed);
        Random random = new Random(seed);
        int early = Math.min(3, operations / 2);
        for (int i = 0; i < early; i++) {
            String before = i == 0 ? "genesis" : "early " + (i - 1);
            story.add("early " + i, "olga", NAMES.get(i + 1), random.nextBoolean() ? Role.ADMIN : Role.OWNER, before);
        }
        for (int i = early; i < operations; i++) {
            String author = NAMES.get(random.nextInt(random.nextBoolean() ? early + 1 : NAMES.size()));
            String target = NAMES.get(random.nextInt(NAMES.size()));
            Role role = Role.values()[random.nextInt(3)];
            String[] parents = parents(story, random);
            String name = "op " + i;
            switch (random.nextInt(6)) {
                case 0, 1 -> story.add(name, author, target, role, parents);
                case 2, 3 -> story.remove(name, author, target, parents);
                case 4 -> story.assign(name, author, target, role, parents);
                default -> story.state(name, author, parents);
            }
        }
        return story;
    }

    private static String[] parents(Story story, Random random) {
        List<String> names = new ArrayList<>(story.operations.keySet());
        int window = Math.min(names.size(), 4);
        List<String> recent = new ArrayList<>(names.subList(names.size() - window, names.size()));
        Collections.shuffle(recent, random);
        Set<String> chosen = new LinkedHashSet<>(recent.subList(0, 1 + random.nextInt(Math.min(2, window))));
        return chosen.toArray(String[]::new);
    }
}
