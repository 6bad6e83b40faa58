// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a log of an earlier form up to date, step by step, each noted durably before the next begins. */
final class FormSteps {
    private static final Logger LOG = LoggerFactory.getLogger(FormSteps.class);

    /** The first one leads from form 1 to form 2, and so on. */
    private static final List<FormStep> STEPS = List.of(new SettledEnd());

    private FormSteps() {}

    /**
     * Takes what steps are missing. Where the disk does not let it, the log is used in the form it has, and the next opening goes on.
     *
     * @param folder for the log of the program
     * @return what was done, as sentences for an operator
     */
    static List<String> take(LogForm form, Segments segments, String folder) {
        List<String> done = new ArrayList<>();
        while (form.number() < LogForm.CURRENT) {
            FormStep step = STEPS.get(form.number() - LogForm.FIRST);
            int next = form.number() + 1;
            try {
                step.take(segments);
                form.write(next, segments.end());
            } catch (IOException e) {
                LOG.warn(
                        "'{}' stays in form {}, since the disk does not let it be brought to form {}."
                                + " It is used as it is, and the next start tries again. Look after the disk",
                        folder,
                        form.number(),
                        next,
                        e);
                return List.copyOf(done);
            }
            LOG.info("'{}' was brought to form {}: {}", folder, next, step.purpose());
            done.add("A store was brought up to date when it was opened: " + step.purpose() + ".");
        }
        return List.copyOf(done);
    }
}
