// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

/** What is measured, and what is asked of Pipes. */
enum Work {
    STREAM("durable, one writer that need not wait", "messages/s", true, "3x JetStream, 1.5x hypercore"),
    SINGLE("durable, one at a time", "messages/s", true, "6,000/s"),
    SIXTEEN("durable, 16 writers, each one at a time", "messages/s", true, "5x one at a time"),
    FIRST("a fresh copy has the first message after", "ms", false, "2,000 ms"),
    OBTAINED("a fresh copy has all of what a stream left, at", "MB/s", true, "150 MB/s"),
    OBTAINED_SINGLE("a fresh copy has all of what was sent one by one, at", "MB/s", true, ""),
    LATE(
            "a copy that was away has the last 1 % after",
            "ms", false, "60 ms, half of JetStream's 120 ms when it was asked"),
    LATE_BYTES("bytes that travel for the last 1 %, of its own", "x", false, "1.05x"),
    CONTENT("one long content is durable, at", "MB/s", true, ""),
    CONTENT_OBTAINED("a fresh copy has the whole of it, at", "MB/s", true, "");

    private final String title;
    private final String unit;
    private final boolean moreIsBetter;
    private final String aim;

    Work(String title, String unit, boolean moreIsBetter, String aim) {
        this.title = title;
        this.unit = unit;
        this.moreIsBetter = moreIsBetter;
        this.aim = aim;
    }

    /** For a reader: what it is, in which unit, and what is asked. */
    String described() {
        String better = moreIsBetter ? "at least " : "at most ";
        return title + ", " + unit + (aim.isEmpty() ? "" : "; asked: " + better + aim);
    }

    /** What others do for it who do not pack messages together. */
    Work ofOthers() {
        return this == OBTAINED_SINGLE ? OBTAINED : this;
    }

    /** How figures of it are written: small ones need their decimals. */
    String written(double figure) {
        return String.format(figure < 100 ? "%,.3f" : "%,.0f", figure);
    }
}
