// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of pipelines and messages. */
@ObjectClassDefinition(name = "Pipes pipelines", description = "Messages for nodes that are away, and large contents.")
@interface PipelineConfig {
    @AttributeDefinition(
            name = "Holders",
            description =
                    "How many other members are asked to hold a message for a node that is away, 0 to 16. They cannot read it.",
            min = "0",
            max = "16")
    int holders() default 3;

    @AttributeDefinition(
            name = "Hold days",
            description =
                    "After how many days such a message is given up, 1 to 365. Also how long others' are held here at most.",
            min = "1",
            max = "365")
    int hold_days() default 30;

    @AttributeDefinition(
            name = "Hold room",
            description = "How many MiB of others' messages each node of this process holds, 0 to 65536; 0 for none.",
            min = "0",
            max = "65536")
    int hold_room() default 256;

    @AttributeDefinition(
            name = "Contents share",
            description =
                    "How many MiB of contents above 1 MiB each node fetches of one other member's messages without"
                            + " anybody having asked for them, 0 to 16777216.",
            min = "0",
            max = "16777216")
    int contents_share() default 2_560;
}
