// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import io.pipes.client.home.Home;
import java.util.ArrayList;
import java.util.List;

/** Makes every check there is. */
public final class Doctor {
    private Doctor() {}

    public static List<Check> examine(Home home) {
        List<Check> checks = new ArrayList<>(new HomeChecks(home).all());
        checks.addAll(new LogChecks(home).all());
        checks.add(new ClockCheck(home).look());
        checks.addAll(new ProcessChecks(home, Proc.ofThisMachine()).all());
        checks.addAll(new NodeChecks(home).all());
        return checks;
    }
}
