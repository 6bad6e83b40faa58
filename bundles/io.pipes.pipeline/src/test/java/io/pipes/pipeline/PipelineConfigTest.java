// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.pipeline.held.HeldRules;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who composes features without a container gets what a container in which nobody set anything gives. */
class PipelineConfigTest {
    @Test
    void without_settings_it_is_the_same_with_and_without_a_container() throws Exception {
        assertThat(HeldRules.DEFAULT)
                .isEqualTo(new HeldRules(
                        (int) usual("holders"),
                        Duration.ofDays((int) usual("hold_days")),
                        (long) (int) usual("hold_room") << 20));
        assertThat(PipelineExtension.USUAL_MEMBER_BYTES).isEqualTo((long) (int) usual("contents_share") << 20);
    }

    private static Object usual(String setting) throws Exception {
        return PipelineConfig.class.getDeclaredMethod(setting).getDefaultValue();
    }
}
