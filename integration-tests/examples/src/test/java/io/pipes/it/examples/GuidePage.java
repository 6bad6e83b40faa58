// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Java code of a guide.
 *
 * @param blocks by the headings that they stand under, in order
 */
record GuidePage(Map<String, List<String>> blocks) {
    private static final String FENCE = "```";

    static GuidePage read(String path) throws IOException {
        Map<String, List<String>> blocks = new LinkedHashMap<>();
        String heading = "";
        StringBuilder block = null;
        for (String line : Files.readAllLines(Checkout.file(path))) {
            if (line.equals(FENCE + "java")) {
                block = new StringBuilder();
            } else if (block != null && line.equals(FENCE)) {
                blocks.computeIfAbsent(heading, first -> new ArrayList<>()).add(block.toString());
                block = null;
            } else if (block != null) {
                block.append(line).append('\n');
            } else if (line.startsWith("## ")) {
                heading = line.substring(3);
            }
        }
        return new GuidePage(blocks);
    }
}
