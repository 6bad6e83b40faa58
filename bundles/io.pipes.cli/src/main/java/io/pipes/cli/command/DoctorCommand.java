// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.ExitCode;
import io.pipes.cli.Session;
import io.pipes.cli.doctor.Check;
import io.pipes.cli.doctor.Doctor;
import io.pipes.cli.output.Column;
import io.pipes.cli.output.Table;
import io.pipes.client.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code pipes doctor} */
@Command(
        description = "Look for what keeps the node from working, or lets others in.",
        footer = "!! needs something done, and the command ends with 1; ! is worth knowing.")
public final class DoctorCommand implements Callable<Integer> {
    private static final Table TABLE = Table.of(
            new Column("", DoctorCommand::sign), Column.text("CHECK", "check"), Column.text("FOUND", "message"));

    private final Session session;

    public DoctorCommand(Session session) {
        this.session = session;
    }

    private static String sign(JsonObject row) {
        return switch (row.text("verdict", "")) {
            case "good" -> "ok";
            case "warning" -> "!";
            default -> "!!";
        };
    }

    @Override
    public Integer call() {
        List<Check> checks = Doctor.examine(session.home());
        session.out().rows(checks.stream().map(Check::row).toList(), TABLE, "");
        return checks.stream().allMatch(Check::ok) ? ExitCode.DONE : ExitCode.FAILED;
    }
}
