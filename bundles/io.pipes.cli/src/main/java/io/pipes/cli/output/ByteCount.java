// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.output;

import java.util.Locale;

/** An amount of bytes as people read it. */
public final class ByteCount {
    private static final String[] UNITS = {"KiB", "MiB", "GiB"};

    private ByteCount() {}

    public static String text(long bytes) {
        if (bytes < 1 << 10) {
            return bytes + " bytes";
        }
        double amount = bytes / 1024.0;
        int unit = 0;
        for (; amount >= 1024 && unit < UNITS.length - 1; unit++) {
            amount /= 1024;
        }
        return String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }
}
