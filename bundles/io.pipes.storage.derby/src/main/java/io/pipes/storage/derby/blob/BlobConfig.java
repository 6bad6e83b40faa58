// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.blob;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the contents that are too long for packets. */
@ObjectClassDefinition(name = "Pipes storage: large contents", description = "How much of the disk they may take.")
@interface BlobConfig {
    @AttributeDefinition(
            name = "Limit",
            description = "How many MiB of large contents each node of this process has at most, 0 to 16777216.",
            min = "0",
            max = "16777216")
    int limit() default 10_240;

    @AttributeDefinition(
            name = "Reserve",
            description =
                    "How many MiB large contents leave free on the disk, 32 to 1048576. Messages may still take that room.",
            min = "32",
            max = "1048576")
    int reserve() default 32;
}
