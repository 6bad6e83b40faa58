// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the stores on this machine's disk. */
@ObjectClassDefinition(
        name = "Pipes storage: segment log with Derby index",
        description = "How what a node keeps is laid out on disk.")
@interface DerbyStorageConfig {
    @AttributeDefinition(
            name = "Segment size",
            description =
                    "The log goes on in a new file when one has this size: a number and KiB or MiB, 64 KiB to 1024 MiB.")
    String segment_size() default "16 MiB";

    @AttributeDefinition(
            name = "Preallocation step",
            description = "Room for the log is reserved in steps of this size: a number and KiB or MiB.")
    String preallocation() default "1 MiB";

    @AttributeDefinition(
            name = "Reserve",
            description =
                    "Nothing more is stored when less than this would be left on the disk: a number and KiB or MiB.")
    String reserve() default "16 MiB";

    @AttributeDefinition(
            name = "Small log",
            description =
                    "While the log has no more than this, the index is kept in memory: a number and KiB or MiB, up to 64 MiB.")
    String small_log() default "1 MiB";
}
