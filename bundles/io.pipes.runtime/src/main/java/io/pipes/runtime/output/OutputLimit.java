// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.output;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Bounds what libraries print to standard output and error, where the launcher says that these go to a file: the framework property
 * {@code pipes.output.limit} has the number of bytes for each.
 */
@Component(
        service = {},
        immediate = true)
public final class OutputLimit {
    private final @Nullable PrintStream out;
    private final @Nullable PrintStream err;

    @Activate
    public OutputLimit(BundleContext context) {
        this(context.getProperty("pipes.output.limit"));
    }

    OutputLimit(@Nullable String limit) {
        boolean limited = limit != null && limit.matches("[0-9]{1,12}");
        out = limited ? System.out : null;
        err = limited ? System.err : null;
        if (out != null && err != null && limit != null) {
            System.setOut(new PrintStream(new LimitedOutput(out, Long.parseLong(limit)), true));
            System.setErr(new PrintStream(new LimitedOutput(err, Long.parseLong(limit)), true));
        }
    }

    @Deactivate
    void stop() {
        if (out != null && err != null) {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
