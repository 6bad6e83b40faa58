// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.row;

import io.pipes.api.store.RestoreReport;
import io.pipes.api.store.StoreInfo;
import io.pipes.api.store.StoreMove;
import java.util.stream.Stream;

/** Reads what a process keeps. */
public final class Homes {
    private Homes() {}

    public static StoreInfo store(Row row) {
        return new StoreInfo(
                row.findText("store").orElse(""),
                row.texts("installed"),
                row.findRow("move").map(Homes::move),
                row.texts("problems"));
    }

    private static StoreMove move(Row row) {
        return new StoreMove(
                row.text("from"),
                row.text("to"),
                row.known(
                        "state",
                        text -> Stream.of(StoreMove.Step.values())
                                .filter(step -> step.text().equals(text))
                                .findFirst()),
                row.count("nodes"),
                row.count("allNodes"),
                row.number("entries"),
                row.findText("failure"));
    }

    public static RestoreReport restored(Row row) {
        return new RestoreReport(
                row.count("identities"),
                row.count("nodes"),
                row.count("refused"),
                row.number("entries"),
                row.count("blobs"));
    }
}
