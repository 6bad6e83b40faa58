// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.demo;

import io.pipes.cli.output.Output;
import io.pipes.client.json.JsonObject;
import java.util.Locale;
import java.util.function.Supplier;

/** Makes the steps of a demonstration one after the other and says of each whether it was observed, how long it took, and its figures. */
final class Steps {
    private final Output out;

    Steps(Output out) {
        this.out = out;
    }

    /**
     * One step.
     *
     * @param scene does it and gives its figures; throws if what it claims was not observed
     */
    void step(String name, String claim, Supplier<JsonObject> scene) {
        long begin = System.nanoTime();
        try {
            print(name, true, begin, claim, scene.get());
        } catch (RuntimeException failed) {
            print(name, false, begin, claim, JsonObject.empty().with("reason", failed.getMessage()));
            throw failed;
        }
    }

    private void print(String name, boolean ok, long begin, String claim, JsonObject figures) {
        long millis = (System.nanoTime() - begin) / 1_000_000;
        JsonObject row = JsonObject.empty().with("step", name).with("ok", ok).with("millis", millis);
        out.result(
                row.withAll(figures),
                String.format(
                        Locale.ROOT,
                        "%-4s %6d ms  %s%n                (%s)",
                        ok ? "ok" : "FAIL",
                        millis,
                        claim,
                        Figures.inWords(figures)));
    }
}
