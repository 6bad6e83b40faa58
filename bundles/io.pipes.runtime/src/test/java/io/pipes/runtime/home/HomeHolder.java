// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.home;

import java.nio.file.Path;
import java.util.Map;

/** A process of its own that holds a home until it is killed. Prints {@code held}, or why not. */
public final class HomeHolder {
    private HomeHolder() {}

    public static void main(String[] arguments) throws Exception {
        try (PipesHome home =
                PipesHome.open(Path.of(arguments[0]), new HomeProperties(Map.<String, String>of()::get).settings())) {
            System.out.println("held");
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (HomeException refused) {
            System.out.println(refused.getMessage());
        }
    }
}
