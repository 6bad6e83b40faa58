// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The systemd unit, as systemd itself judges it. That its command line runs a node is tested beside the other real nodes. */
class ServiceUnitTest {
    private static final double EXPOSURE = 2.0;
    private static final Pattern LEVEL = Pattern.compile("Overall exposure level for .*: ([0-9.]+) ");

    @TempDir
    Path folder;

    @BeforeAll
    static void needs_systemd() {
        boolean there = Files.isExecutable(Path.of("/usr/bin/systemd-analyze"));
        if (!there && Boolean.parseBoolean(System.getenv("CI"))) {
            throw new IllegalStateException("systemd-analyze is not on this machine: install systemd");
        }
        Assumptions.assumeTrue(there, "there is no systemd-analyze on this machine");
    }

    @Test
    void systemd_has_no_complaint() throws Exception {
        Program verified =
                Program.run(List.of("systemd-analyze", "verify", installed().toString()));

        assertThat(verified.output()).doesNotContain("pipes.service");
        assertThat(verified.code()).as(verified.output()).isZero();
    }

    @Test
    void systemd_would_complain_of_a_setting_it_does_not_know() throws Exception {
        Path unit = installed();
        Files.writeString(unit, Files.readString(unit).replace("PrivateTmp=", "PrivatTmp="));

        assertThat(Program.run(List.of("systemd-analyze", "verify", unit.toString()))
                        .output())
                .contains("pipes.service", "PrivatTmp");
    }

    @Test
    void it_is_exposed_to_little() throws Exception {
        Program judged = Program.run(List.of(
                "systemd-analyze", "security", "--offline=true", installed().toString()));
        Matcher level = LEVEL.matcher(judged.output());

        assertThat(level.find()).as(judged.output()).isTrue();
        assertThat(Double.parseDouble(level.group(1))).as(judged.output()).isLessThanOrEqualTo(EXPOSURE);
    }

    /** As it is once somebody has installed it, but where the distribution was built. */
    private Path installed() throws Exception {
        Path distribution = Workspace.ours().distribution();
        String unit = Files.readString(distribution.resolve("share/systemd/pipes.service"));
        return Files.writeString(folder.resolve("pipes.service"), unit.replace("/opt/pipes/", distribution + "/"));
    }
}
