// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

/** What is measured. */
enum Work {
    STREAM("durable, one writer that need not wait", "messages/s"),
    SINGLE("durable, one at a time", "messages/s"),
    SIXTEEN("durable, 16 writers, each one at a time", "messages/s"),
    RAW("a file, forced after each 1,000 appends", "messages/s"),
    FIRST("a node that joins hears the first message after", "ms"),
    FETCH("a node that joins gets everything, at", "MB/s");

    private final String title;
    private final String unit;

    Work(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    String title() {
        return title;
    }

    String unit() {
        return unit;
    }
}
