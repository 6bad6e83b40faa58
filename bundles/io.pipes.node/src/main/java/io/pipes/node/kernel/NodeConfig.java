// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of nodes. */
@ObjectClassDefinition(name = "Pipes nodes", description = "Keys of nodes.")
@interface NodeConfig {
    @AttributeDefinition(
            name = "Key days",
            description = "After how many days a node makes itself a new key for what is sealed to it, 1 to 365.",
            min = "1",
            max = "365")
    int key_days() default 7;

    @AttributeDefinition(
            name = "Key keep days",
            description =
                    "How many days after others have a newer key an older one is destroyed, 1 to 365. What comes later for it is lost.",
            min = "1",
            max = "365")
    int key_keep_days() default 30;
}
