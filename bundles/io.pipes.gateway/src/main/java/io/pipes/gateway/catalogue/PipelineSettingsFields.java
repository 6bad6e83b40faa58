// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.Metadata;

/** What can be set of a pipeline, as {@code pipeline.create} and {@code pipeline.set} take it. */
final class PipelineSettingsFields {
    static final Field HISTORY = Field.of(
            "history",
            Type.text(),
            "of a persistent one, what members who join later may read of what was before: `full`, `from-join`, `30d`");
    static final Field RETAIN = Field.of(
            "retain",
            Type.text(),
            "likewise, what is kept: `all`, `1000` packets, `30d`, `500MB`, `latest` of each `key`,"
                    + " or `latest:1h` for what is replaced to stay an hour");
    static final Field PUBLISH_ROLE = Field.of(
            "publishRole",
            Type.oneOf(Role.OWNER.text(), Role.ADMIN.text(), Role.WRITER.text()),
            "from which role up members publish");
    static final Field READ_ROLE = Field.of(
            "readRole",
            Type.oneOf(Role.OWNER.text(), Role.ADMIN.text(), Role.WRITER.text(), Role.READER.text()),
            "from which role up members read");
    static final Field ROTATE = Field.of("rotate", Type.text(), "how long a key lasts: `never`, `7d`");
    static final Field METADATA = Field.of(
            "metadata",
            Type.texts(Metadata.MAX_ENTRIES),
            "texts of at most 256 bytes by names, such as `title`; what is null is removed, what is not named stays");

    private PipelineSettingsFields() {}
}
